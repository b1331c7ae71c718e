using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

/// <summary>What a loop knows of a channel. All of it on the loop's thread.</summary>
internal interface IEpollChannel
{
    /// <summary>The kernel reports on the descriptor, once per change.</summary>
    void OnEvents(EpollFlags flags);

    /// <summary>The turn comes that was asked for with <see cref="EpollEventLoop.Ready"/>.</summary>
    void OnReady();

    /// <summary>One of the two above threw, which none of them means to: the channel is to be closed.</summary>
    void OnFailure(Exception exception);

    /// <summary>The loop ends.</summary>
    void OnLoopEnds();
}
