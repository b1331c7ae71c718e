namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>IORING_REGISTER_*.</summary>
internal enum RegisterCode
{
    Probe = 8,
    Enable = 12,
    BufferRing = 22,
}
