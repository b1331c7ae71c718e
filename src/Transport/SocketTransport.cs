using System.Net.Sockets;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport;

/// <summary>DotNetty's own event loops over the sockets of the runtime. Runs everywhere.</summary>
public sealed class SocketTransport : ITransport
{
    /// <summary>The name in configuration.</summary>
    public const string TransportName = "sockets";

    public string Name => TransportName;

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus, TimeSpan? coalescing = null) =>
        LoopGroup.Create(name, count, cpus, static (parent, thread) => new EndingEventLoop(parent, thread));

    // The constructor without a family makes a socket that takes both; the one for IPv6 would take IPv6 alone.
    public IServerChannel CreateServerChannel(AddressFamily family) => family switch
    {
        AddressFamily.Unix => new TcpServerSocketChannel(UnixSocket()),
        AddressFamily.InterNetworkV6 => new TcpServerSocketChannel(),
        _ => new TcpServerSocketChannel(family),
    };

    public IChannel CreateChannel(AddressFamily family) =>
        family == AddressFamily.Unix ? new TcpSocketChannel(UnixSocket()) : new TcpSocketChannel(family);

    private static Socket UnixSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
