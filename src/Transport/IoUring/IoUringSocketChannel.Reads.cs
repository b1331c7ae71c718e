using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.IoUring;

public sealed partial class IoUringSocketChannel
{
    // More than that is not taken from the kernel while the pipeline gets it in small pieces.
    private const int MaxHeld = 64 * 1024;

    // So many receives in a row that fill their buffers make a stream.
    private const int FullToStream = 4;

    private const int EndOfStream = 0;

    // Whether a receive, or the wait for something to read, is in the kernel or about to be.
    private bool receiving;
    private bool cancelling;

    // What has come while it was not wanted, and the end or error that stands behind it.
    private IByteBuffer? held;
    private int? end;
    private bool readyAsked;

    // Whether much comes at a time. It is read with system calls then, as much as is wanted into the pool's own memory: through the ring it
    // would come in pieces, be copied twice, and wait here where it is too much.
    private bool streaming;
    private int fullInARow;

    /// <summary>Whether it is read past the ring. On the loop.</summary>
    internal bool IsStreaming => streaming;

    private bool MayDeliver => WantsRead && Active && !settling;

    protected override void DoBeginRead()
    {
        base.DoBeginRead();
        // Not from here: a handler that asks for more must not find it delivered before it returns.
        if (!Delivering)
            GoOn();
    }

    private void OnReceived(int result, bool more, ReadOnlySpan<byte> bytes)
    {
        if (!more)
            receiving = cancelling = false;
        if (!Open)
            return;
        if (result > 0 && bytes.IsEmpty)
        {
            // A wait has ended.
            Readable = true;
        }
        else if (result > 0)
        {
            LookForStream(bytes.Length);
            int delivered = held is null && MayDeliver ? Deliver(bytes) : 0;
            if (Open && delivered < bytes.Length)
                Hold(bytes[delivered..]);
        }
        else if (result is not (-Errno.NoBufferSpace or -Errno.Cancelled or -Errno.TryAgain or -Errno.Interrupted))
        {
            end = result;
            if (held is null && MayDeliver)
                DeliverEnd();
        }

        GoOn();
    }

    // Asks for what comes next, from here or from the kernel, as far as it is wanted.
    private void GoOn()
    {
        if (!Active || settling || engine is null)
            return;
        if (held is not null || end is not null)
        {
            if (receiving && !cancelling && (!WantsRead || held?.ReadableBytes > MaxHeld))
                CancelReceive();
            if (WantsRead)
                AskReady(engine);
        }
        else if (WantsRead && !receiving)
        {
            if (Readable)
                AskReady(engine);
            else
                Receive(engine);
        }
    }

    private void AskReady(IoUringEventLoop loop)
    {
        if (readyAsked)
            return;
        readyAsked = true;
        loop.Ready(this);
    }

    private void Receive(IoUringEventLoop loop)
    {
        receiving = true;
        if (streaming)
            loop.AwaitReadable(number, Descriptor);
        else
            loop.Receive(number, Descriptor);
    }

    private void LookForStream(int received)
    {
        fullInARow = received == engine!.ReceiveBytes ? fullInARow + 1 : 0;
        if (fullInARow < FullToStream || streaming)
            return;
        streaming = Readable = true;
        if (receiving)
            CancelReceive();
    }

    private void ReadStream()
    {
        if (receiving || !MayDeliver)
            return;
        long count = ReadFromKernel();
        // Nothing is no sign: it had come through the ring before.
        if (count > 0 && count < engine?.ReceiveBytes)
        {
            streaming = false;
            fullInARow = 0;
        }

        GoOn();
    }

    private void CancelReceive()
    {
        if (cancelling)
            return;
        cancelling = true;
        engine!.Cancel(number, RingOperation.Receive);
    }

    private void DeliverHeld()
    {
        if (!MayDeliver)
            return;
        if (held is { } buffer)
        {
            held = null;
            buffer.SkipBytes(Deliver(Unread(buffer)));
            if (Open && buffer.IsReadable())
                held = buffer;
            else
                buffer.Release();
        }
        else if (end is not null)
        {
            DeliverEnd();
        }

        GoOn();
    }

    // Bytes that the pipeline has got: all, or as many as it takes at a time.
    private int Deliver(ReadOnlySpan<byte> bytes)
    {
        IChannelPipeline pipeline = Pipeline;
        IByteBufferAllocator allocator = Options.Allocator;
        IRecvByteBufAllocatorHandle sizes = Unsafe.RecvBufAllocHandle;
        int delivered = 0;
        Delivering = true;
        sizes.Reset(Options);
        do
        {
            IByteBuffer buffer = sizes.Allocate(allocator);
            int room = buffer.WritableBytes;
            int count = Math.Min(room, bytes.Length - delivered);
            Append(buffer, bytes.Slice(delivered, count));
            sizes.AttemptedBytesRead = room;
            sizes.LastBytesRead = count;
            sizes.IncMessagesRead(1);
            delivered += count;
            FireRead(pipeline, buffer);
        }
        while (delivered < bytes.Length && Active && sizes.ContinueReading());

        Delivering = false;
        sizes.ReadComplete();
        pipeline.FireChannelReadComplete();
        return delivered;
    }

    private void DeliverEnd()
    {
        int result = end!.Value;
        Pipeline.FireChannelReadComplete();
        if (!MayDeliver)
            return;
        if (result == EndOfStream)
            OnEndOfStream(Pipeline);
        else
            OnReadError(Pipeline, SocketErrors.Exception(-result, "recv"));
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        held ??= Options.Allocator.Buffer(bytes.Length);
        held.EnsureWritable(bytes.Length);
        Append(held, bytes);
    }

    private void DropHeld()
    {
        held?.Release();
        held = null;
    }

    private static ReadOnlySpan<byte> Unread(IByteBuffer buffer) => buffer.GetIoBuffer(buffer.ReaderIndex, buffer.ReadableBytes);

    private static void Append(IByteBuffer buffer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer.GetIoBuffer(buffer.WriterIndex, bytes.Length));
        buffer.SetWriterIndex(buffer.WriterIndex + bytes.Length);
    }
}
