using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class ReadContract(Engine engine)
{
    private static readonly FixedRecvByteBufAllocator Tens = new(10);

    private readonly Peers peers = new(engine);

    [TestMethod]
    public async Task Without_auto_read_each_read_delivers_once()
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder, bootstrap => bootstrap
            .Option(ChannelOption.AutoRead, false)
            .Option(ChannelOption.RcvbufAllocator, Tens));
        using (peer)
        {
            peer.Send(new byte[25]);
            await Peers.SomeTurnsAsync(channel);
            Assert.AreEqual(0, recorder.Reads);
            foreach (int expected in new[] { 10, 20, 25 })
            {
                channel.Read();
                await recorder.HasReceivedAsync(expected);
                await Peers.SomeTurnsAsync(channel);
                Assert.HasCount(expected, recorder.Received);
            }

            channel.Read();
            await Peers.SomeTurnsAsync(channel);
            peer.Send([1]);
            await recorder.HasReceivedAsync(26);
        }
    }

    [TestMethod]
    public async Task Auto_read_off_in_a_delivery_is_followed_by_none()
    {
        Recorder recorder = new() { OnRead = context => context.Channel.Configuration.AutoRead = false };
        (IChannel channel, Socket peer) = await peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.RcvbufAllocator, Tens));
        using (peer)
        {
            peer.Send(new byte[35]);
            for (int reads = 1; reads <= 4; reads++)
            {
                await recorder.HasReceivedAsync(Math.Min(reads * 10, 35));
                await Peers.SomeTurnsAsync(channel);
                Assert.AreEqual(reads, recorder.Reads);
                channel.Configuration.AutoRead = true;
            }
        }
    }

    [TestMethod]
    public async Task Auto_read_off_takes_back_a_read_that_was_asked_for()
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.Read();
                channel.Configuration.AutoRead = false;
                return true;
            });
            peer.Send([1]);
            await Peers.SomeTurnsAsync(channel);
            Assert.AreEqual(0, recorder.Reads);
            channel.Configuration.AutoRead = true;
            await recorder.HasReceivedAsync(1);
        }
    }

    [TestMethod]
    [DataRow(false, DisplayName = "a goodbye")]
    [DataRow(true, DisplayName = "a reset")]
    public async Task Without_reads_the_end_waits_behind_the_bytes(bool reset)
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.AutoRead, false));
        peer.Send(new byte[1_000]);
        peer.LingerState = new LingerOption(reset, 0);
        peer.Dispose();
        await Peers.SomeTurnsAsync(channel);
        Assert.IsTrue(channel.Active);
        CollectionAssert.AreEqual(new[] { "active" }, recorder.Events);
        channel.Configuration.AutoRead = true;
        await recorder.HasSeenAsync("unregistered");
        Assert.HasCount(1_000, recorder.Received);
        Assert.AreEqual(reset, recorder.Exception is SocketException);
    }

    [TestMethod]
    public async Task A_channel_with_much_to_read_lets_others_have_their_turn()
    {
        // Both on one loop: the first has more than it may read at once, in buffers of 10 bytes.
        Recorder flooded = new();
        Recorder other = new();
        (IChannel channel, Socket flood) = await peers.PairAsync(flooded, bootstrap => bootstrap
            .Option(ChannelOption.AutoRead, false)
            .Option(ChannelOption.RcvbufAllocator, new FixedRecvByteBufAllocator(10) { MaxMessagesPerRead = 16 }));
        (_, Socket quiet) = await peers.PairAsync(other);
        using (flood)
        using (quiet)
        {
            flood.Send(new byte[10_000]);
            await Peers.SomeTurnsAsync(channel);
            Task<int> readsInOneTurn = await channel.EventLoop.SubmitAsync(() =>
            {
                channel.Configuration.AutoRead = true;
                // Due in the next turn, behind the reads of that.
                return channel.EventLoop.ScheduleAsync(() => { }, TimeSpan.Zero).ContinueWith(
                    _ => flooded.Reads,
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            });
            // Once when the kernel reports, and once because there was more.
            Assert.IsLessThanOrEqualTo(2 * 16, await readsInOneTurn.WaitAsync(Peers.Deadline));
            quiet.Send([1]);
            await other.HasReceivedAsync(1);
            await flooded.HasReceivedAsync(10_000);
        }
    }

    [TestMethod]
    public async Task An_idle_channel_holds_no_buffer()
    {
        CountingSizes sizes = new();
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.RcvbufAllocator, sizes));
        using (peer)
        {
            await Peers.SomeTurnsAsync(channel);
            Assert.AreEqual(0, sizes.Buffers, "before anything came");
            peer.Send([1]);
            await recorder.HasReceivedAsync(1);
            await Peers.SomeTurnsAsync(channel);
            Assert.AreEqual(1, sizes.Buffers, "one for what came, none for the next");
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    /// <summary>Counts the buffers that are asked for.</summary>
    private sealed class CountingSizes : IRecvByteBufAllocator
    {
        private int buffers;

        public int Buffers => Volatile.Read(ref buffers);

        public IRecvByteBufAllocatorHandle NewHandle() => new Handle(this, new AdaptiveRecvByteBufAllocator().NewHandle());

        private sealed class Handle(CountingSizes owner, IRecvByteBufAllocatorHandle inner) : IRecvByteBufAllocatorHandle
        {
            public int LastBytesRead
            {
                get => inner.LastBytesRead;
                set => inner.LastBytesRead = value;
            }

            public int AttemptedBytesRead
            {
                get => inner.AttemptedBytesRead;
                set => inner.AttemptedBytesRead = value;
            }

            public IByteBuffer Allocate(IByteBufferAllocator alloc)
            {
                Interlocked.Increment(ref owner.buffers);
                return inner.Allocate(alloc);
            }

            public int Guess() => inner.Guess();

            public void Reset(IChannelConfiguration config) => inner.Reset(config);

            public void IncMessagesRead(int numMessages) => inner.IncMessagesRead(numMessages);

            public bool ContinueReading() => inner.ContinueReading();

            public void ReadComplete() => inner.ReadComplete();
        }
    }
}
