using System.Net.Sockets;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>A native transport, and how its parts are made.</summary>
/// <param name="Transport">The transport.</param>
/// <param name="Loop">A loop without a group, by the name of its thread.</param>
/// <param name="Channel">A channel that is to connect.</param>
/// <param name="Listener">A channel that is to listen.</param>
public sealed record Engine(
    ITransport Transport,
    Func<string, NativeEventLoop> Loop,
    Func<AddressFamily, NativeSocketChannel> Channel,
    Func<AddressFamily, NativeServerChannel> Listener)
{
    public static readonly Engine Epoll = new(
        new EpollTransport(),
        name => new EpollEventLoop(null, name),
        family => new EpollSocketChannel(family),
        family => new EpollServerChannel(family));

    public static readonly Engine IoUring = new(
        new IoUringTransport(),
        name => new IoUringEventLoop(null, name),
        family => new IoUringSocketChannel(family),
        family => new IoUringServerChannel(family));
}
