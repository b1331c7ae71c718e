using SceNettyProxy.Transport.Loops;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>What a loop that waits in epoll knows of a channel.</summary>
internal interface IEpollChannel : INativeChannel
{
    /// <summary>The kernel reports on the descriptor, once per change.</summary>
    void OnEvents(EpollFlags flags);
}
