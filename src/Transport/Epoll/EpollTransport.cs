using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>Event loops that wait in epoll themselves: a packet is read by the thread that the kernel wakes for it. Linux on x64 and arm64.</summary>
public sealed class EpollTransport : ITransport
{
    /// <summary>The name in configuration.</summary>
    public const string TransportName = "epoll";

    public string Name => TransportName;

    /// <summary>Whether this system can run it.</summary>
    /// <param name="reason">Why not, else null.</param>
    public static bool IsSupported(out string? reason)
    {
        reason = NativePlatform.Missing() ?? Try();
        return reason is null;
    }

    public IEventLoopGroup CreateGroup(string name, int count, IReadOnlyList<int> cpus, TimeSpan? coalescing = null) =>
        LoopGroup.Create(name, count, cpus, (parent, thread) => new EpollEventLoop(parent, thread, coalescing));

    public IServerChannel CreateServerChannel(AddressFamily family) => new EpollServerChannel(family);

    public IChannel CreateChannel(AddressFamily family) => new EpollSocketChannel(family);

    private static string? Try()
    {
        try
        {
            using Native.Epoll epoll = new(capacity: 1);
            epoll.Wake();
            return epoll.Wait(0) == 1 && epoll.Data(0) == Native.Epoll.WakeUp ? null : "epoll reports wrongly";
        }
        catch (Exception e) when (e is SocketException or DllNotFoundException or EntryPointNotFoundException)
        {
            return e.Message;
        }
    }
}
