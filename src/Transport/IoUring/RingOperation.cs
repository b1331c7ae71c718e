namespace SceNettyProxy.Transport.IoUring;

/// <summary>What an operation in a loop's ring does; a channel has at most one of each at a time.</summary>
internal enum RingOperation : byte
{
    /// <summary>Its outcome interests nobody.</summary>
    None,
    WakeUp,
    Accept,
    Connect,
    Receive,
    Send,
}
