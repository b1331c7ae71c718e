using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers;

/// <summary>
/// Gathers what is written into chunks of at most a given size, each of which becomes one frame or record: when it is full,
/// or with the next flush. So many small packets of a result cost one frame, and at most one chunk is not counted by the
/// channel's writability.
/// </summary>
internal abstract class GatheringHandler(int chunkSize) : ChannelHandlerAdapter
{
    private const int InitialChunk = 1024;

    private IByteBuffer? chunk;
    private TaskCompletionSource? promise;

    public override Task WriteAsync(IChannelHandlerContext context, object message)
    {
        if (message is not IByteBuffer bytes)
            return base.WriteAsync(context, message);
        if (!bytes.IsReadable())
        {
            // Written for the sake of its completion, behind all that was written before.
            if (chunk is null)
                return context.WriteAsync(bytes);
            bytes.Release();
            return promise!.Task;
        }

        try
        {
            return Gather(context, bytes.ReadableSpan());
        }
        finally
        {
            bytes.Release();
        }
    }

    public override void Flush(IChannelHandlerContext context)
    {
        EmitGathered(context);
        context.Flush();
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        Drop();
        context.FireChannelInactive();
    }

    public override void HandlerRemoved(IChannelHandlerContext context) => Drop();

    /// <summary>Writes these bytes in their new form; they are valid during the call only.</summary>
    protected abstract Task Emit(IChannelHandlerContext context, ReadOnlySpan<byte> bytes);

    /// <summary>Ends the chunk that is being gathered, if any; not flushed.</summary>
    protected void EmitGathered(IChannelHandlerContext context)
    {
        if (chunk is not { } full)
            return;
        TaskCompletionSource done = promise!;
        chunk = null;
        promise = null;
        Task written;
        try
        {
            written = Emit(context, full.ReadableSpan());
        }
        finally
        {
            full.Release();
        }

        if (written.IsCompletedSuccessfully)
        {
            done.TrySetResult();
            return;
        }

        written.ContinueWith(
            static (task, state) => Complete(task, (TaskCompletionSource)state!),
            done,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private Task Gather(IChannelHandlerContext context, ReadOnlySpan<byte> bytes)
    {
        Task last = Task.CompletedTask;
        while (!bytes.IsEmpty)
        {
            if (chunk is null && bytes.Length >= chunkSize)
            {
                Tasks.Observe(last);
                last = Emit(context, bytes[..chunkSize]);
                bytes = bytes[chunkSize..];
                continue;
            }

            chunk ??= context.Allocator.Buffer(InitialChunk);
            promise ??= new TaskCompletionSource();
            int count = Math.Min(bytes.Length, chunkSize - chunk.ReadableBytes);
            chunk.WriteSpan(bytes[..count]);
            bytes = bytes[count..];
            last = promise.Task;
            if (chunk.ReadableBytes == chunkSize)
                EmitGathered(context);
        }

        return last;
    }

    private static void Complete(Task written, TaskCompletionSource done)
    {
        if (written.IsCompletedSuccessfully)
        {
            done.TrySetResult();
            return;
        }

        done.TrySetException(written.Exception?.InnerException ?? new ClosedChannelException());
        Tasks.Observe(done.Task);
    }

    private void Drop()
    {
        chunk?.Release();
        chunk = null;
        if (promise is not { } failed)
            return;
        promise = null;
        failed.TrySetException(new ClosedChannelException());
        Tasks.Observe(failed.Task);
    }
}
