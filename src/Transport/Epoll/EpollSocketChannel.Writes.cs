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

    private protected override bool FlushWaits => writeBlocked;

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        for (int spins = Options.WriteSpinCount; spins > 0 && !input.IsEmpty && Active; spins--)
        {
            long taken = input.Size == 1 ? SendOne(input, out long offered) : loop!.Gather.Send(Descriptor, input, out offered);
            if (taken < 0 && taken is not (-Errno.TryAgain or -Errno.Interrupted))
                throw SocketErrors.Exception((int)-taken, "send");
            // What was offered may be less than the message: it can be of more pieces than one call takes.
            Took(Math.Max(taken, 0), input);
            if (taken < offered && taken != -Errno.Interrupted)
            {
                // A part is as good as nothing: the kernel has no more room, and will report when it has.
                writeBlocked = Active;
                return;
            }
        }

        if (!Active)
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
            ? NativeSocket.Send(Descriptor, buffer.GetIoBuffer())
            : loop!.Gather.Send(Descriptor, input, out offered);
    }
}
