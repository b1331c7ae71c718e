namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IOSQE_*.</summary>
[Flags]
internal enum SubmissionFlags : byte
{
    None = 0,

    /// <summary>The kernel takes a provided buffer when there is something for it.</summary>
    SelectBuffer = 1 << 5,

    /// <summary>Only a failure is reported.</summary>
    SkipSuccess = 1 << 6,
}
