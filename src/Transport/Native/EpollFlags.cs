namespace SceNettyProxy.Transport.Native;

/// <summary>The events of epoll.</summary>
[Flags]
internal enum EpollFlags : uint
{
    None = 0,
    In = 0x1,
    Out = 0x4,
    Error = 0x8,
    HangUp = 0x10,
    PeerFinished = 0x2000,
    EdgeTriggered = 1u << 31,
}
