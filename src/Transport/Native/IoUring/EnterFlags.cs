namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_ENTER_*.</summary>
[Flags]
internal enum EnterFlags : uint
{
    None = 0,
    GetEvents = 1 << 0,
    ExtendedArguments = 1 << 3,
    NoIoWait = 1 << 7,
}
