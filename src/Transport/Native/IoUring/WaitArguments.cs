using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_uring_getevents_arg</c>: how long to wait.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WaitArguments
{
    public ulong SignalMask;
    public uint SignalMaskSize;
    public uint Reserved;

    /// <summary>The address of a <see cref="TimeLimit"/>.</summary>
    public ulong Limit;
}
