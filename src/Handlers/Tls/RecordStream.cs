using System.Threading.Tasks.Sources;
using DotNetty.Buffers;

namespace SceNettyProxy.Handlers.Tls;

/// <summary>
/// What an <see cref="System.Net.Security.SslStream"/> takes for its network: reads end when a buffer of the channel is
/// appended, writes end at once. Whoever appends runs the reader's continuation, so that TLS stays on the event loop.
/// </summary>
/// <param name="write">Takes encrypted bytes, which are valid during the call.</param>
internal sealed class RecordStream(Action<ReadOnlySpan<byte>> write) : Stream, IValueTaskSource<int>
{
    private readonly Lock sync = new();
    private readonly Queue<IByteBuffer> received = new();
    private ManualResetValueTaskSourceCore<int> pending;
    private Memory<byte> destination;
    private bool isWaiting;
    private bool isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The peer has sent this. Takes over the buffer.</summary>
    public void Append(IByteBuffer bytes)
    {
        int count;
        lock (sync)
        {
            if (isEnded || !bytes.IsReadable())
            {
                bytes.Release();
                return;
            }

            received.Enqueue(bytes);
            if (!isWaiting)
                return;
            isWaiting = false;
            count = Take(destination.Span);
        }

        Complete(count);
    }

    /// <summary>Nothing more comes; what was not read is dropped.</summary>
    public void End()
    {
        lock (sync)
        {
            isEnded = true;
            while (received.TryDequeue(out IByteBuffer? rest))
                rest.Release();
            if (!isWaiting)
                return;
            isWaiting = false;
        }

        Complete(0);
    }

    /// <summary>A read into no room ends when there is something to read.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (sync)
        {
            if (isEnded)
                return new ValueTask<int>(0);
            if (received.Count > 0)
                return new ValueTask<int>(Take(buffer.Span));
            isWaiting = true;
            destination = buffer;
            pending.Reset();
            return new ValueTask<int>(this, pending.Version);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer) => write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush()
    {
        // Every byte is with the channel already.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => pending.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => pending.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        pending.OnCompleted(continuation, state, token, flags);

    private int Take(Span<byte> room)
    {
        int taken = 0;
        while (taken < room.Length && received.TryPeek(out IByteBuffer? next))
        {
            int count = Math.Min(next.ReadableBytes, room.Length - taken);
            next.ReadableSpan()[..count].CopyTo(room[taken..]);
            next.SkipBytes(count);
            taken += count;
            if (!next.IsReadable())
                received.Dequeue().Release();
        }

        return taken;
    }

    /// <summary>
    /// Under the scheduler of an event loop the runtime would move the continuations to the thread pool; under its own they
    /// run here and now.
    /// </summary>
    private void Complete(int count)
    {
        if (TaskScheduler.Current == TaskScheduler.Default)
            pending.SetResult(count);
        else
            new Task(() => pending.SetResult(count)).RunSynchronously(TaskScheduler.Default);
    }
}
