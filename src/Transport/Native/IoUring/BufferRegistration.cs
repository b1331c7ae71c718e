using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_uring_buf_reg</c>: a ring of buffers, made known to the kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BufferRegistration
{
    public ulong Ring;
    public uint Entries;
    public ushort Group;
    public ushort Flags;
    public ulong Reserved0;
    public ulong Reserved1;
    public ulong Reserved2;
}
