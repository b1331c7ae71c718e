using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>
/// Sends random amounts some times, compares what an echo sends back byte for byte, and leaves: with a goodbye or a reset,
/// behind the last byte or in the middle.
/// </summary>
internal sealed class StressClient : ChannelHandlerAdapter
{
    private const int MaxRounds = 5;

    private readonly TaskCompletionSource<long> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Random random;
    private readonly byte key;
    private readonly bool resets;
    private readonly long leavesAt;
    private int rounds;
    private long sent;
    private long received;
    private bool leaving;

    public StressClient(int seed)
    {
        random = new Random(seed);
        key = (byte)seed;
        rounds = random.Next(1, MaxRounds + 1);
        resets = random.Next(3) == 0;
        leavesAt = random.Next(3) == 0 ? random.Next(20_000) : long.MaxValue;
    }

    /// <summary>The bytes that came back, when the channel is gone; an error if one was wrong.</summary>
    public Task<long> EndedAsync() => ended.Task.WaitAsync(Peers.Deadline * 3);

    public override void ChannelActive(IChannelHandlerContext context) => Send(context);

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        IByteBuffer buffer = (IByteBuffer)message;
        ReadOnlySpan<byte> bytes = buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes);
        foreach (byte value in bytes)
        {
            if (value != ByteAt(received++))
                ended.TrySetException(new InvalidDataException($"byte {received - 1} of {sent} is wrong"));
        }

        buffer.Release();
        if (received >= leavesAt)
            Leave(context);
        else if (received == sent && rounds > 0)
            Send(context);
        else if (received == sent)
            Leave(context);
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        if (!leaving)
            ended.TrySetException(new EndOfStreamException($"the echo ended after {received} of {sent} bytes"));
    }

    public override void ChannelUnregistered(IChannelHandlerContext context) => ended.TrySetResult(received);

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => ended.TrySetException(exception);

    private void Send(IChannelHandlerContext context)
    {
        rounds--;
        int size = random.Next(4) == 0 ? random.Next(1, 60_000) : random.Next(1, 1_000);
        IByteBuffer buffer = context.Allocator.Buffer(size);
        for (int i = 0; i < size; i++)
            buffer.WriteByte(ByteAt(sent + i));
        sent += size;
        context.WriteAndFlushAsync(buffer).ContinueWith(
            task => _ = task.Exception, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously);
    }

    private void Leave(IChannelHandlerContext context)
    {
        if (leaving)
            return;
        leaving = true;
        if (resets)
            context.Channel.Configuration.SetOption(ChannelOption.SoLinger, 0);
        context.CloseAsync();
    }

    private byte ByteAt(long position) => (byte)(key + (position * 31) + (position >> 8));
}
