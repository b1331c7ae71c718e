using System.Collections.Concurrent;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>Notes what a channel tells its pipeline. Its facts may be read on any thread.</summary>
internal sealed class Recorder : ChannelHandlerAdapter
{
    private readonly MemoryStream received = new();
    private readonly ConcurrentQueue<string> events = new();
    private int reads;

    /// <summary>Reads, events and errors in their order: <c>active read complete inactive</c>, exceptions by type.</summary>
    public string[] Events => [.. events];

    public Exception? Exception { get; private set; }

    public int Reads => Volatile.Read(ref reads);

    /// <summary>Called on the loop after each delivery.</summary>
    public Action<IChannelHandlerContext>? OnRead { get; init; }

    public byte[] Received
    {
        get
        {
            lock (received)
                return received.ToArray();
        }
    }

    public Task HasReceivedAsync(int count) =>
        Eventually.HoldsAsync(() => Received.Length >= count, $"{count} bytes have come", Peers.Deadline);

    public Task HasSeenAsync(string name) =>
        Eventually.HoldsAsync(() => events.Contains(name), $"{name} was seen", Peers.Deadline);

    public override void ChannelActive(IChannelHandlerContext context)
    {
        events.Enqueue("active");
        context.FireChannelActive();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        IByteBuffer buffer = (IByteBuffer)message;
        lock (received)
            received.Write(buffer.Array, buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes);
        buffer.Release();
        Interlocked.Increment(ref reads);
        events.Enqueue("read");
        OnRead?.Invoke(context);
    }

    public override void ChannelReadComplete(IChannelHandlerContext context)
    {
        events.Enqueue("complete");
        context.FireChannelReadComplete();
    }

    public override void ChannelInactive(IChannelHandlerContext context) => events.Enqueue("inactive");

    public override void ChannelUnregistered(IChannelHandlerContext context) => events.Enqueue("unregistered");

    public override void UserEventTriggered(IChannelHandlerContext context, object evt) => events.Enqueue(evt.GetType().Name);

    public override void ChannelWritabilityChanged(IChannelHandlerContext context) =>
        events.Enqueue(context.Channel.IsWritable ? "writable" : "unwritable");

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        Exception = exception;
        events.Enqueue(exception.GetType().Name);
    }
}
