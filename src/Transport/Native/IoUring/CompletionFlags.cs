namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_CQE_F_*.</summary>
[Flags]
internal enum CompletionFlags : ushort
{
    None = 0,

    /// <summary>A provided buffer was used.</summary>
    Buffer = 1 << 0,

    /// <summary>The operation goes on and will report again.</summary>
    More = 1 << 1,
}
