using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SceNettyProxy.Transport.Native;

/// <summary>
/// An eventfd. It is closed behind the last write only, so that a thread that is late in waking a loop cannot write to a
/// descriptor that has become another's.
/// </summary>
internal sealed unsafe class EventDescriptor : SafeHandleMinusOneIsInvalid
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private EventDescriptor(int descriptor)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
    }

    /// <summary>The descriptor, for the loop that owns it.</summary>
    public int Number => (int)handle;

    /// <exception cref="System.Net.Sockets.SocketException">No descriptor can be had.</exception>
    public static EventDescriptor Create()
    {
        int descriptor = LibC.CreateEvent(0, CloseOnExec | NonBlocking);
        return descriptor >= 0
            ? new EventDescriptor(descriptor)
            : throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "eventfd");
    }

    /// <summary>Any thread.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Signal()
    {
        ulong one = 1;
        _ = LibC.Write(this, (byte*)&one, sizeof(ulong));
    }

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
