using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native.IoUring;

/// <summary><c>struct io_uring_getevents_arg</c>: how long to wait.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WaitArguments
{
    public ulong SignalMask;
    public uint SignalMaskSize;

    /// <summary>Microseconds after which one completion is enough.</summary>
    public uint MinimumWait;

    /// <summary>The address of a <see cref="TimeLimit"/>.</summary>
    public ulong Limit;
}
