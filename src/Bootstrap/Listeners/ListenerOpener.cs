using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;

namespace SceNettyProxy.Bootstrap.Listeners;

/// <summary>Opens the sockets on which clients connect.</summary>
internal static class ListenerOpener
{
    /// <summary>Binds a listener.</summary>
    /// <param name="listener">Where.</param>
    /// <param name="groups">The boss accepts; the group that the listener names serves.</param>
    /// <param name="initializer">Builds the pipeline of every accepted channel.</param>
    /// <returns>The listening channel; closing it ends the accepting.</returns>
    /// <exception cref="ListenerException">The address cannot be bound.</exception>
    public static async Task<IChannel> OpenAsync(ListenerOptions listener, ThreadGroups groups, IChannelHandler initializer)
    {
        IPEndPoint endpoint = new(IPAddress.Parse(listener.Address), listener.Port);
        // No SO_REUSEADDR here: the runtime sets it by itself, and asked for by name it also sets SO_REUSEPORT, which
        // would let two proxies take the same port.
        ServerBootstrap bootstrap = new ServerBootstrap()
            .Group(groups.Boss, groups[listener.Workers])
            .ChannelFactory(() => groups.Transport.CreateServerChannel(endpoint.AddressFamily))
            .Option(ChannelOption.SoBacklog, listener.Backlog)
            .ChildOption(ChannelOption.SoKeepalive, true)
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildHandler(initializer);
        try
        {
            return await bootstrap.BindAsync(endpoint).ConfigureAwait(false);
        }
        catch (Exception e) when (e.GetBaseException() is SocketException)
        {
            throw new ListenerException(Describe(listener, endpoint, (SocketException)e.GetBaseException()), e);
        }
    }

    private static string Describe(ListenerOptions listener, IPEndPoint endpoint, SocketException e)
    {
        string reason = e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "is already in use",
            SocketError.AddressNotAvailable => "is no address of this machine",
            SocketError.AccessDenied => "may not be used by this user",
            _ => e.Message,
        };
        return $"listener {listener.Name}: {endpoint} {reason}";
    }
}
