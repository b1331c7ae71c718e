using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

public abstract partial class NativeSocketChannel
{
    /// <summary>Whether the kernel may have more than was read of it.</summary>
    private protected bool Readable { get; set; }

    /// <summary>Whether the end of the stream or an error is known to stand behind what is to be read.</summary>
    private protected bool PeerFinished { get; set; }

    /// <summary>Whether something is being handed to the pipeline.</summary>
    private protected bool Delivering { get; set; }

    /// <summary>
    /// Reads into the allocator's memory and hands it to the pipeline, until the kernel has no more now, nothing more is wanted, or the
    /// channel's turn is over.
    /// </summary>
    /// <returns>Bytes.</returns>
    private protected long ReadFromKernel()
    {
        IRecvByteBufAllocatorHandle sizes = Unsafe.RecvBufAllocHandle;
        IChannelPipeline pipeline = Pipeline;
        IByteBufferAllocator allocator = Options.Allocator;
        long count = 0;
        int result;
        Delivering = true;
        sizes.Reset(Options);
        do
        {
            result = ReadOnce(sizes, allocator, pipeline);
            count += Math.Max(result, 0);
        }
        while (result > 0 && Active && sizes.ContinueReading());

        Delivering = false;
        sizes.ReadComplete();
        pipeline.FireChannelReadComplete();
        if (result == 0)
            OnEndOfStream(pipeline);
        else if (result < 0 && result != -Errno.TryAgain && result != -Errno.Interrupted)
            OnReadError(pipeline, SocketErrors.Exception(-result, "recv"));
        return count;
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
        Readable = result == room || result == -Errno.Interrupted || (result > 0 && PeerFinished);
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
