namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>Numbers of the system calls of io_uring, the same on x64 and arm64; the C library has no names for them.</summary>
internal static class SystemCalls
{
    public const int Setup = 425;
    public const int Enter = 426;
    public const int Register = 427;
}
