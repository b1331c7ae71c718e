using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>Counts what a listener accepts, and closes it.</summary>
internal sealed class Accepted : ChannelHandlerAdapter
{
    private int count;
    private int failures;

    public int Count => Volatile.Read(ref count);

    public int Failures => Volatile.Read(ref failures);

    public Exception? Failure { get; private set; }

    public Task HasSeenAsync(int connections) =>
        Eventually.HoldsAsync(() => Count == connections, $"{connections} connections were accepted", Peers.Deadline);

    public Task HasFailedAsync() => Eventually.HoldsAsync(() => Failures > 0, "the listener has failed", Peers.Deadline);

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        ((IChannel)message).Unsafe.CloseForcibly();
        Interlocked.Increment(ref count);
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        Failure = exception;
        Interlocked.Increment(ref failures);
    }
}
