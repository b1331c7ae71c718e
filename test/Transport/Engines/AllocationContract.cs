using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Common;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>
/// What a turn of a loop allocates, measured on its thread over many turns: what the runtime or the pool allocates once between them
/// does not count, since it is less than a byte per turn.
/// </summary>
public abstract class AllocationContract(Engine engine)
{
    private const int WarmUp = 500;
    private const int Measured = 500;

    private readonly Peers peers = new(engine);

    private readonly ResourceLeakDetector.DetectionLevel levelBefore = ResourceLeakDetector.Level;

    [TestInitialize]
    public void Initialize() => ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

    [TestMethod]
    public async Task A_read_allocates_what_the_pool_does_for_its_buffer_and_nothing_else() =>
        Assert.AreEqual(BufferBytes(), await MeasureAsync(echoes: false));

    [TestMethod]
    public async Task A_write_allocates_its_promise_and_nothing_else() =>
        Assert.AreEqual(BufferBytes() + PromiseBytes(), await MeasureAsync(echoes: true));

    [TestCleanup]
    public async Task EndAsync()
    {
        ResourceLeakDetector.Level = levelBefore;
        await peers.DisposeAsync();
    }

    private static long PromiseBytes()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new DotNetty.Common.Concurrency.TaskCompletionSource());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long BufferBytes()
    {
        for (int i = 0; i < WarmUp; i++)
            PooledByteBufferAllocator.Default.Buffer(256).Release();
        long before = GC.GetAllocatedBytesForCurrentThread();
        PooledByteBufferAllocator.Default.Buffer(256).Release();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // Bytes per turn.
    private async Task<long> MeasureAsync(bool echoes)
    {
        Meter meter = new(echoes);
        (_, Socket peer) = await peers.PairAsync(meter);
        using (peer)
        {
            byte[] bytes = new byte[100];
            for (int i = 1; i <= WarmUp + Measured; i++)
            {
                peer.Send(bytes);
                Assert.IsTrue(SpinWait.SpinUntil(() => meter.Count == i, Peers.Deadline));
                if (echoes)
                    Assert.AreEqual(bytes.Length, peer.Receive(bytes));
            }
        }

        return meter.Allocated / Measured;
    }

    private sealed class Meter(bool echoes) : ChannelHandlerAdapter
    {
        private int count;
        private long start;

        public int Count => Volatile.Read(ref count);

        public long Allocated { get; private set; }

        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            if (echoes)
                context.WriteAsync(message);
            else
                ((IByteBuffer)message).Release();
        }

        public override void ChannelReadComplete(IChannelHandlerContext context)
        {
            context.Flush();
            if (count == WarmUp - 1)
                start = GC.GetAllocatedBytesForCurrentThread();
            else if (count == WarmUp + Measured - 1)
                Allocated = GC.GetAllocatedBytesForCurrentThread() - start;
            Volatile.Write(ref count, count + 1);
            context.FireChannelReadComplete();
        }
    }
}
