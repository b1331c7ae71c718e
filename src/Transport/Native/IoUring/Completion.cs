using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_uring_cqe</c>: what has come of an operation.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Completion
{
    public ulong UserData;

    /// <summary>As the system call would return it, or the negative number of the error.</summary>
    public int Result;

    /// <summary><see cref="CompletionFlags"/>, and the number of the provided buffer in the upper half.</summary>
    public uint FlagsAndBuffer;

    public readonly CompletionFlags Flags => (CompletionFlags)(FlagsAndBuffer & 0xFFFF);

    public readonly ushort Buffer => (ushort)(FlagsAndBuffer >> 16);
}
