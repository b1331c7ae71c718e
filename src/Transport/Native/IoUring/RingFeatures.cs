namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_FEAT_*.</summary>
[Flags]
internal enum RingFeatures : uint
{
    None = 0,

    /// <summary>Both rings are in one mapping.</summary>
    SingleMapping = 1 << 0,

    /// <summary>Completions that find no room are kept.</summary>
    NoDrop = 1 << 1,

    /// <summary>What a submission points to is needed until it is submitted only, but for the bytes to send.</summary>
    StableSubmission = 1 << 2,

    /// <summary>Sockets are waited for without a thread.</summary>
    FastPoll = 1 << 5,

    /// <summary>A wait may have a limit.</summary>
    ExtendedArguments = 1 << 8,

    /// <summary>A success may be left unreported.</summary>
    SkipSuccess = 1 << 11,

    /// <summary>A wait for several may end with fewer after a time.</summary>
    MinimumWait = 1 << 15,

    /// <summary>A wait need not be accounted as waiting for a disk.</summary>
    NoIoWait = 1 << 17,
}
