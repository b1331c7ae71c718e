using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_cqring_offsets</c>: where the fields are in the mapped memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CompletionOffsets
{
    public uint Head;
    public uint Tail;
    public uint RingMask;
    public uint RingEntries;
    public uint Overflow;
    public uint Entries;
    public uint Flags;
    public uint Reserved;
    public ulong UserAddress;
}
