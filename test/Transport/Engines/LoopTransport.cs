using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>A native transport whose loops are set up in a way of their own.</summary>
internal sealed class LoopTransport(Engine engine, Func<IEventLoopGroup?, string, NativeEventLoop> start) : ITransport
{
    public const int SmallBufferBytes = 64;

    /// <summary>Rings that are always full: two submissions, four completions and two small buffers.</summary>
    public static readonly Engine SmallRing = Of(
        Engine.IoUring, static (parent, name) => Ring(parent, name, new RingSizes(2, 4, 2, SmallBufferBytes, SendersAlone: 2)));

    /// <summary>Everything is sent through the ring, as it is where many channels send in one turn.</summary>
    public static readonly Engine RingOnly = Of(
        Engine.IoUring, static (parent, name) => Ring(parent, name, RingSizes.Default with { SendersAlone = 0 }));

    /// <summary>Each wait is for more events than there are in most tests.</summary>
    public static readonly Engine CoalescingEpoll = Of(
        Engine.Epoll, static (parent, name) => new EpollEventLoop(parent, name, AlwaysCoalescing));

    /// <inheritdoc cref="CoalescingEpoll"/>
    public static readonly Engine CoalescingIoUring = Of(
        Engine.IoUring, static (parent, name) => new IoUringEventLoop(parent, name, RingSizes.Default, AlwaysCoalescing));

    public string Name => engine.Transport.Name;

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus, TimeSpan? coalescing = null) =>
        LoopGroup.Create(name, count, cpus, start);

    public IServerChannel CreateServerChannel(AddressFamily family) => engine.Transport.CreateServerChannel(family);

    public IChannel CreateChannel(AddressFamily family) => engine.Transport.CreateChannel(family);

    private static Engine Of(Engine engine, Func<IEventLoopGroup?, string, NativeEventLoop> start) =>
        engine with { Transport = new LoopTransport(engine, start), Loop = name => start(null, name) };

    private static IoUringEventLoop Ring(IEventLoopGroup? parent, string name, RingSizes sizes) =>
        new(parent, name, sizes, WakeUpCoalescing.Factory(null));

    private static WakeUpCoalescing AlwaysCoalescing() =>
        new(NativeEventLoop.DefaultCoalescing, static () => 0, static () => 0) { Wanted = WakeUpCoalescing.MaxWanted };
}
