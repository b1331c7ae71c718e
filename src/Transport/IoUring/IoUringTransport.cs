using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>
/// Event loops over io_uring: one system call per turn does what all channels want. Linux from 6.1 on, x64 and arm64, where io_uring is not
/// switched off.
/// </summary>
public sealed class IoUringTransport : ITransport
{
    /// <summary>The name in configuration.</summary>
    public const string TransportName = "io_uring";

    public string Name => TransportName;

    /// <summary>Whether this system can run it: found out by doing it, with a ring and two sockets that are closed again.</summary>
    /// <param name="reason">Why not, else null.</param>
    public static bool IsSupported(out string? reason)
    {
        reason = IoUringProbe.Missing();
        return reason is null;
    }

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus, TimeSpan? coalescing = null) =>
        LoopGroup.Create(name, count, cpus, (parent, thread) => new IoUringEventLoop(parent, thread, coalescing));

    public IServerChannel CreateServerChannel(AddressFamily family) => new IoUringServerChannel(family);

    public IChannel CreateChannel(AddressFamily family) => new IoUringSocketChannel(family);
}
