using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>A connection on an <see cref="IoUringEventLoop"/>.</summary>
/// <remarks>
/// A receive stays in the kernel and completes again and again, so reading costs no submission; it is cancelled only when
/// something comes that is not wanted, which waits here, or when so much comes that it is better read by system calls. A send is
/// submitted at the end of a turn with all that was flushed in it, one at a time. When the channel closes, its operations are cancelled;
/// its descriptor is closed, and the memory that it sends from is let go, behind the last of them.
/// </remarks>
public sealed partial class IoUringSocketChannel : NativeSocketChannel, IIoUringChannel
{
    // Where operations of this channel may be on their way; not the loop that it is registered with once it is closed.
    private IoUringEventLoop? engine;
    private ulong number;

    // Closed when no operation uses it any more.
    private int closing = Closed;
    private bool connecting;

    // Whether it goes to another loop: nothing new begins.
    private bool settling;

    /// <summary>A channel that is to connect.</summary>
    /// <exception cref="SocketException">No socket can be had.</exception>
    public IoUringSocketChannel(AddressFamily family)
        : base(family)
    {
    }

    /// <summary>A connection that was accepted; takes the descriptor over.</summary>
    internal IoUringSocketChannel(IChannel parent, int accepted, EndPoint remote)
        : base(parent, accepted, remote)
    {
    }

    private bool IsIdle => !receiving && sending is null && !connecting;

    void IIoUringChannel.OnCompletion(RingOperation operation, int result, bool more, ReadOnlySpan<byte> bytes)
    {
        switch (operation)
        {
            case RingOperation.Receive:
                OnReceived(result, more, bytes);
                break;
            case RingOperation.Send:
                OnSent(result);
                break;
            default:
                connecting = false;
                if (IsConnecting && result >= 0)
                    Operations.FinishConnect();
                break;
        }

        CloseIfIdle();
    }

    private protected override void OnReady()
    {
        // It may have moved to another loop since it asked.
        if (engine is not { InEventLoop: true })
            return;
        readyAsked = false;
        if (!Active)
            return;
        if (held is null && end is null && Readable)
            ReadStream();
        else
            DeliverHeld();
    }

    private protected override void OnConnecting(bool decided)
    {
        if (decided)
            return;
        connecting = true;
        engine!.AwaitConnect(number, Descriptor);
    }

    private protected override void Release(int descriptor)
    {
        DropHeld();
        if (engine is null)
        {
            NativeSocket.Close(descriptor);
            return;
        }

        closing = descriptor;
        sending?.RetainMessages();
        CancelAll();
        CloseIfIdle();
    }

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is IoUringEventLoop;

    protected override void DoRegister()
    {
        engine = (IoUringEventLoop)EventLoop;
        number = engine.Attach(this);
        readyAsked = sendQueued = false;
        // What waits since the channel left another loop.
        if (Active && Unsafe.OutboundBuffer is { IsEmpty: false })
            QueueSend();
    }

    protected override void DoDeregister()
    {
        if (!Open || engine is null)
            return;
        settling = true;
        CancelAll();
        engine.Settle(number, () => IsIdle);
        settling = false;
        if (Open)
            engine.Detach(number);
        engine = null;
    }

    private void CancelAll()
    {
        if (receiving)
            CancelReceive();
        if (sending is not null)
            engine!.Cancel(number, RingOperation.Send);
        if (connecting)
            engine!.Cancel(number, RingOperation.Connect);
    }

    private void CloseIfIdle()
    {
        if (closing == Closed || !IsIdle)
            return;
        NativeSocket.Close(closing);
        closing = Closed;
        engine!.Detach(number);
        engine = null;
    }
}
