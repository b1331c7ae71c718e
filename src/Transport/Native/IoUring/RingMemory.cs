using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary>Memory of the kernel that a ring shares with this process.</summary>
internal sealed unsafe class RingMemory : IDisposable
{
    private const int ReadAndWrite = 0x1 | 0x2;
    private const int SharedAndPopulated = 0x1 | 0x8000;
    private const nint Failed = -1;

    private readonly nuint bytes;
    private byte* first;

    /// <exception cref="System.Net.Sockets.SocketException">It cannot be mapped.</exception>
    public RingMemory(int ring, long offset, ulong bytes)
    {
        this.bytes = (nuint)bytes;
        first = LibC.Map(null, this.bytes, ReadAndWrite, SharedAndPopulated, ring, (nint)offset);
        if ((nint)first == Failed)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "mmap");
    }

    public byte* At(uint offset) => first + offset;

    public void Dispose()
    {
        if (first is not null)
            _ = LibC.Unmap(first, bytes);
        first = null;
    }
}
