using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Listeners;

/// <summary>Opens the sockets on which clients connect.</summary>
internal static class ListenerOpener
{
    /// <summary>Binds a listener.</summary>
    /// <param name="listener">Where.</param>
    /// <param name="groups">The boss accepts, or the loops do; the group that the listener names serves.</param>
    /// <param name="initializer">Builds the pipeline of every accepted channel.</param>
    /// <returns>The listening channels, all of one address; closing them ends the accepting.</returns>
    /// <exception cref="ListenerException">The address cannot be bound.</exception>
    public static async Task<IReadOnlyList<IChannel>> OpenAsync(
        ListenerOptions listener, ThreadGroups groups, IChannelHandler initializer)
    {
        EndPoint endpoint = listener.IsUnixSocket
            ? new UnixDomainSocketEndPoint(listener.Address)
            : new IPEndPoint(IPAddress.Parse(listener.Address), listener.Port);
        IEventLoopGroup workers = groups[listener.Workers];
        List<IChannel> opened = [];
        try
        {
            if (listener.IsUnixSocket)
                await OpenUnixSocketAsync().ConfigureAwait(false);
            else if (listener.Accept == AcceptMode.Loops)
                await OpenPerLoopAsync().ConfigureAwait(false);
            else
                opened.Add(await BootstrapFor(groups.Boss, workers).BindAsync(endpoint).ConfigureAwait(false));
            return opened;
        }
        catch (Exception e) when (e.GetBaseException() is SocketException or UnauthorizedAccessException)
        {
            foreach (IChannel channel in opened)
                await channel.CloseAsync().ConfigureAwait(false);
            throw new ListenerException(Describe(listener, e.GetBaseException()), e);
        }

        // No SO_REUSEADDR by name: the runtime sets it by itself, and asked for by name it also sets SO_REUSEPORT, which would
        // let two proxies take the same port.
        ServerBootstrap BootstrapFor(IEventLoopGroup accepting, IEventLoopGroup serving)
        {
            ServerBootstrap bootstrap = new ServerBootstrap()
                .Group(accepting, serving)
                .ChannelFactory(() => groups.Transport.CreateServerChannel(endpoint.AddressFamily))
                .Option(ChannelOption.SoBacklog, listener.Backlog)
                .ChildHandler(initializer);
            return listener.IsUnixSocket
                ? bootstrap
                : bootstrap.ChildOption(ChannelOption.SoKeepalive, true).ChildOption(ChannelOption.TcpNodelay, true);
        }

        async Task OpenUnixSocketAsync()
        {
            UnixSocketFile.RemoveStale(listener.Address);
            opened.Add(await BootstrapFor(groups.Boss, workers).BindAsync(endpoint).ConfigureAwait(false));
            UnixSocketFile.OpenToAll(listener.Address);
        }

        async Task OpenPerLoopAsync()
        {
            // Sockets that share a port take that of another proxy as well. One that does not share finds out.
            IChannel alone = await BootstrapFor(groups.Boss, workers).BindAsync(endpoint).ConfigureAwait(false);
            EndPoint bound = alone.LocalAddress;
            await alone.CloseAsync().ConfigureAwait(false);
            ChannelOption<bool> shared =
                groups.Transport.Name == SocketTransport.TransportName ? ChannelOption.SoReuseaddr : ChannelOption.SoReuseport;
            foreach (IEventLoop loop in workers.Items)
            {
                ServerBootstrap bootstrap = BootstrapFor(loop, loop).Option(shared, true);
                opened.Add(await bootstrap.BindAsync(bound).ConfigureAwait(false));
            }
        }
    }

    private static string Describe(ListenerOptions listener, Exception e)
    {
        string reason = e switch
        {
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "is already in use",
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "is no address of this machine",
            SocketException { SocketErrorCode: SocketError.AccessDenied } or UnauthorizedAccessException => "may not be used by this user",
            _ => e.Message,
        };
        return $"listener {listener.Name}: {listener.Place} {reason}";
    }
}
