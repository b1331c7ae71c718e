using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_sqring_offsets</c>: where the fields are in the mapped memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SubmissionOffsets
{
    public uint Head;
    public uint Tail;
    public uint RingMask;
    public uint RingEntries;
    public uint Flags;
    public uint Dropped;
    public uint Array;
    public uint Reserved;
    public ulong UserAddress;
}
