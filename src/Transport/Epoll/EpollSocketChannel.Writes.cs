using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

public sealed partial class EpollSocketChannel
{
    // Whether a write found no room: flushes wait until the kernel reports some.
    private bool writeBlocked;

    // Whether a flush goes on in a later turn, because it has had its share of this one.
    private bool flushPending;

    // Whether nothing may be written any more, and the peer is told so behind what was.
    private bool outputFinished;

    /// <summary>
    /// Tells the peer that nothing more comes, behind what has been flushed; what is written later fails. The channel stays
    /// open for reading. Any thread.
    /// </summary>
    public Task ShutdownOutputAsync() => EventLoop.SubmitAsync(() =>
    {
        outputFinished = true;
        FinishOutputIfSent(Unsafe.OutboundBuffer);
        return true;
    });

    protected override object FilterOutboundMessage(object msg)
    {
        if (outputFinished)
            throw ClosedException;
        return msg is IByteBuffer ? msg : throw new NotSupportedException($"a socket channel writes buffers, not {msg.GetType().Name}");
    }

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        for (int spins = configuration.WriteSpinCount; spins > 0 && !input.IsEmpty && active; spins--)
        {
            long taken = input.Size == 1 ? SendOne(input, out long offered) : loop!.Gather.Send(descriptor, input, out offered);
            if (taken < 0 && taken is not (-Errno.TryAgain or -Errno.Interrupted))
                throw SocketErrors.Exception((int)-taken, "send");
            // What was offered may be less than the message: it can be of more pieces than one call takes.
            if (input.Size == 1 && taken == ((IByteBuffer)input.Current).ReadableBytes)
                input.Remove();
            else
                input.RemoveBytes(Math.Max(taken, 0));
            if (taken < offered && taken != -Errno.Interrupted)
            {
                // A part is as good as nothing: the kernel has no more room, and will report when it has.
                writeBlocked = active;
                return;
            }
        }

        if (!active)
            return;
        if (input.IsEmpty)
        {
            FinishOutputIfSent(input);
        }
        else if (!flushPending)
        {
            flushPending = true;
            loop!.Ready(this);
        }
    }

    private long SendOne(ChannelOutboundBuffer input, out long offered)
    {
        IByteBuffer buffer = (IByteBuffer)input.Current;
        offered = buffer.ReadableBytes;
        if (offered == 0)
            return 0;
        return buffer.IoBufferCount == 1
            ? NativeSocket.Send(descriptor, buffer.GetIoBuffer())
            : loop!.Gather.Send(descriptor, input, out offered);
    }

    private void FinishOutputIfSent(ChannelOutboundBuffer? input)
    {
        if (outputFinished && active && input is { IsEmpty: true })
            NativeSocket.FinishOutput(descriptor);
    }
}
