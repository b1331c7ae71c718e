using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native.IoUring;

namespace SceNettyProxy.Transport.Tests.IoUring;

/// <summary>Loops whose rings are always full: two submissions, four completions and two small buffers.</summary>
internal sealed class SmallRingTransport : ITransport
{
    public const int BufferBytes = 64;

    private static readonly RingSizes Sizes = new(2, 4, 2, BufferBytes);

    public string Name => "small";

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus) =>
        LoopGroup.Create(name, count, cpus, static (parent, thread) => new IoUringEventLoop(parent, thread, Sizes));

    public IServerChannel CreateServerChannel(AddressFamily family) => new IoUringServerChannel(family);

    public IChannel CreateChannel(AddressFamily family) => new IoUringSocketChannel(family);
}
