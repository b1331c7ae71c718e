using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>
/// An epoll instance with what it reports at a time, and the event that wakes it. The thread of its loop only, but for
/// <see cref="Wake"/>.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>The data of the event that wakes; no channel has it.</summary>
    public const ulong WakeUp = ulong.MaxValue;

    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Delete = 2;

    private readonly int descriptor;
    private readonly EventDescriptor wakeUp;
    private readonly EpollItems reported;
    private readonly EpollItems added = new(1, EpollEventLayout.Current);

    /// <param name="capacity">Items reported at a time.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No descriptor can be had.</exception>
    public Epoll(int capacity)
    {
        descriptor = LibC.CreateEpoll(CloseOnExec);
        if (descriptor < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "epoll_create1");
        try
        {
            wakeUp = EventDescriptor.Create();
        }
        catch
        {
            _ = LibC.Close(descriptor);
            throw;
        }

        reported = new EpollItems(capacity, EpollEventLayout.Current);
        // By edge, so that its counter need never be read: each write reports it anew.
        Watch(wakeUp.Number, EpollFlags.In | EpollFlags.EdgeTriggered, WakeUp);
    }

    /// <summary>Waits for events.</summary>
    /// <param name="timeoutMilliseconds">0 only looks; -1 waits without limit.</param>
    /// <returns>How many items there are; 0 after the timeout or a signal.</returns>
    /// <exception cref="System.Net.Sockets.SocketException">The instance does not work.</exception>
    public int Wait(int timeoutMilliseconds)
    {
        int count = LibC.WaitEpoll(descriptor, reported.First, reported.Capacity, timeoutMilliseconds);
        if (count >= 0)
            return count;
        int error = Marshal.GetLastPInvokeError();
        return error == Errno.Interrupted ? 0 : throw SocketErrors.Exception(error, "epoll_wait");
    }

    public EpollFlags Flags(int index) => reported.Flags(index);

    public ulong Data(int index) => reported.Data(index);

    /// <summary>Begins to report on a descriptor; its closing ends it.</summary>
    public void Watch(int watched, EpollFlags flags, ulong data)
    {
        added.Set(0, flags, data);
        if (LibC.ControlEpoll(descriptor, Add, watched, added.First) < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "epoll_ctl");
    }

    /// <summary>Ends the reports on a descriptor that stays open.</summary>
    public void Forget(int watched) => _ = LibC.ControlEpoll(descriptor, Delete, watched, added.First);

    /// <summary>Makes the present or next <see cref="Wait"/> return. Any thread, at any time.</summary>
    public void Wake()
    {
        try
        {
            wakeUp.Signal();
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and who wakes it will see that.
        }
    }

    public void Dispose()
    {
        _ = LibC.Close(descriptor);
        wakeUp.Dispose();
        reported.Dispose();
        added.Dispose();
    }
}
