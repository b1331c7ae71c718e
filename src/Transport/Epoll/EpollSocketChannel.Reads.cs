using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Epoll;

public sealed partial class EpollSocketChannel
{
    // Whether the kernel may have more than was read of it: it will not say so again.
    private bool readable;

    // Whether the end of the stream or an error stands behind what is to be read.
    private bool peerFinished;
    private bool reading;

    protected override void DoBeginRead()
    {
        base.DoBeginRead();
        // Not from here: a handler that asks for more must not find it delivered before it returns.
        if (readable && !reading)
            loop?.Ready(this);
    }

    private void ReadIfWanted()
    {
        if (readable && Active && WantsRead)
            Read(Unsafe.RecvBufAllocHandle);
    }

    private void Read(IRecvByteBufAllocatorHandle sizes)
    {
        IChannelPipeline pipeline = Pipeline;
        IByteBufferAllocator allocator = Options.Allocator;
        int result;
        reading = true;
        sizes.Reset(Options);
        do
        {
            result = ReadOnce(sizes, allocator, pipeline);
        }
        while (result > 0 && Active && sizes.ContinueReading());

        reading = false;
        sizes.ReadComplete();
        pipeline.FireChannelReadComplete();
        if (result == 0)
            OnEndOfStream(pipeline);
        else if (result < 0 && result != -Errno.TryAgain && result != -Errno.Interrupted)
            OnReadError(pipeline, SocketErrors.Exception(-result, "recv"));
        else if (readable && Active && WantsRead)
            loop!.Ready(this);
    }

    // Bytes delivered, 0 at the end of the stream, or the negative number of an error.
    private int ReadOnce(IRecvByteBufAllocatorHandle sizes, IByteBufferAllocator allocator, IChannelPipeline pipeline)
    {
        IByteBuffer buffer = sizes.Allocate(allocator);
        int room = buffer.WritableBytes;
        int result = NativeSocket.Receive(Descriptor, buffer.GetIoBuffer(buffer.WriterIndex, room));
        sizes.AttemptedBytesRead = room;
        sizes.LastBytesRead = Math.Max(result, 0);
        // Less than there was room for, or nothing: the kernel has no more now, and will report what comes. Only the end
        // of the stream, already reported, has to be asked for.
        readable = result == room || result == -Errno.Interrupted || (result > 0 && peerFinished);
        if (result <= 0)
        {
            buffer.Release();
            return result;
        }

        buffer.SetWriterIndex(buffer.WriterIndex + result);
        sizes.IncMessagesRead(1);
        FireRead(pipeline, buffer);
        return result;
    }
}
