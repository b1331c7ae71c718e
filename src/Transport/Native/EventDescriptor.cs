using Microsoft.Win32.SafeHandles;

namespace SceNettyProxy.Transport.Native;

/// <summary>
/// An eventfd. It is closed behind the last write only, so that a thread that is late in waking a loop cannot write to a
/// descriptor that has become another's.
/// </summary>
internal sealed class EventDescriptor : SafeHandleMinusOneIsInvalid
{
    public EventDescriptor(int descriptor)
        : base(ownsHandle: true)
    {
        SetHandle(descriptor);
    }

    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
