using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native.IoUring;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

/// <summary>Loops whose rings have sizes of their own.</summary>
internal sealed class SizedTransport(RingSizes sizes) : ITransport
{
    public const int SmallBufferBytes = 64;

    /// <summary>Rings that are always full: two submissions, four completions and two small buffers.</summary>
    public static readonly Engine Small =
        Engine.IoUring with { Transport = new SizedTransport(new RingSizes(2, 4, 2, SmallBufferBytes, SendersAlone: 2)) };

    /// <summary>Everything is sent through the ring, as it is where many channels send in one turn.</summary>
    public static readonly Engine RingOnly =
        Engine.IoUring with { Transport = new SizedTransport(RingSizes.Default with { SendersAlone = 0 }) };

    public string Name => "sized";

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus) =>
        LoopGroup.Create(name, count, cpus, (parent, thread) => new IoUringEventLoop(parent, thread, sizes));

    public IServerChannel CreateServerChannel(AddressFamily family) => new IoUringServerChannel(family);

    public IChannel CreateChannel(AddressFamily family) => new IoUringSocketChannel(family);
}
