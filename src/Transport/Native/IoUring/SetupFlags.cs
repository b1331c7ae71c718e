namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_SETUP_*.</summary>
[Flags]
internal enum SetupFlags : uint
{
    None = 0,

    /// <summary>The number of completions is given.</summary>
    CompletionEntries = 1 << 3,

    /// <summary>More than the kernel's limits is its limits.</summary>
    Clamp = 1 << 4,

    /// <summary>Nothing can be submitted before the ring is enabled.</summary>
    Disabled = 1 << 6,

    /// <summary>An operation that is refused does not stop those behind it.</summary>
    SubmitAll = 1 << 7,

    /// <summary>The thread that enables the ring is the only one that uses it.</summary>
    SingleIssuer = 1 << 12,

    /// <summary>The kernel works for the ring only while the thread waits in it.</summary>
    DeferTaskRun = 1 << 13,
}
