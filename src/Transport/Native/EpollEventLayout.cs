using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>
/// Where the fields of <c>struct epoll_event</c> are: 32 bits of events and 64 bits of the caller's own, packed on x64 and
/// naturally aligned everywhere else.
/// </summary>
/// <param name="Size">Bytes from one item to the next.</param>
/// <param name="DataOffset">Where the caller's 64 bits begin.</param>
internal readonly record struct EpollEventLayout(int Size, int DataOffset)
{
    public const int EventsOffset = 0;

    /// <summary>The layout on this machine.</summary>
    public static readonly EpollEventLayout Current = For(RuntimeInformation.ProcessArchitecture);

    public static EpollEventLayout For(Architecture architecture) =>
        architecture == Architecture.X64 ? new EpollEventLayout(12, 4) : new EpollEventLayout(16, 8);
}
