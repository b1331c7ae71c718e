using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.IoUring;

public sealed partial class IoUringSocketChannel
{
    // What the kernel sends.
    private Gather? sending;
    private bool sendQueued;
    private int sendError;

    void IIoUringChannel.Send(bool alone)
    {
        // It may have moved to another loop since it asked.
        if (engine is not { InEventLoop: true })
            return;
        sendQueued = false;
        if (sending is not null || (alone && SendNow()))
            return;
        if (!Active || Unsafe.OutboundBuffer is not { IsEmpty: false } flushed)
            return;
        Gather pieces = engine.Rent();
        pieces.Collect(flushed);
        if (pieces.Count == 0)
        {
            engine.Return(pieces);
            OnTaken(0, flushed);
            return;
        }

        sending = pieces;
        engine.Send(number, Descriptor, pieces);
    }

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        if (sendError != 0)
            throw SocketErrors.Exception(sendError, "send");
        QueueSend();
    }

    private protected override void BeforeClose()
    {
        // A send that the ring has at this time found no room: there is none for more. Else what was flushed in this turn goes now.
        if (sending is null && engine is { InEventLoop: true })
            _ = SendNow();
    }

    // Gives to the kernel what it takes, without the ring. Whether that was all.
    private bool SendNow()
    {
        for (int spins = Options.WriteSpinCount; spins > 0 && Active; spins--)
        {
            if (Unsafe.OutboundBuffer is not { IsEmpty: false } flushed)
                return true;
            Gather pieces = engine!.Rent();
            long taken = pieces.Send(Descriptor, flushed, out long offered);
            engine.Return(pieces);
            // The ring finds an error again, and says so.
            OnTaken(Math.Max(taken, 0), flushed);
            if (taken < offered && taken != -Errno.Interrupted)
                return false;
        }

        return !Active;
    }

    private void QueueSend()
    {
        if (sendQueued || sending is not null || settling || engine is null)
            return;
        sendQueued = true;
        engine.QueueSend(this);
    }

    private void OnSent(int result)
    {
        Gather pieces = sending!;
        sending = null;
        if (!Open)
            pieces.ReleaseMessages();
        engine!.Return(pieces);
        if (!Open || Unsafe.OutboundBuffer is not { } flushed)
            return;
        if (result >= 0 || result is -Errno.TryAgain or -Errno.Interrupted or -Errno.Cancelled)
        {
            OnTaken(Math.Max(result, 0), flushed);
            return;
        }

        sendError = -result;
        Operations.FlushAgain();
    }

    private void OnTaken(long bytes, ChannelOutboundBuffer flushed)
    {
        Took(bytes, flushed);
        if (!Active)
            return;
        if (flushed.IsEmpty)
            FinishOutputIfSent(flushed);
        else
            QueueSend();
    }
}
