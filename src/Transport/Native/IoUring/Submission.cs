using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_uring_sqe</c>: an operation that the kernel is to do, as far as it is used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct Submission
{
    [FieldOffset(0)]
    public OperationCode Code;

    [FieldOffset(1)]
    public SubmissionFlags Flags;

    /// <summary>Flags of accept and receive.</summary>
    [FieldOffset(2)]
    public ushort Priority;

    [FieldOffset(4)]
    public int Descriptor;

    /// <summary>A buffer, a message header, or the user data of the operation to cancel.</summary>
    [FieldOffset(16)]
    public ulong Address;

    [FieldOffset(24)]
    public uint Length;

    /// <summary>The flags or events of the operation.</summary>
    [FieldOffset(28)]
    public uint OperationFlags;

    [FieldOffset(32)]
    public ulong UserData;

    [FieldOffset(40)]
    public ushort BufferGroup;
}
