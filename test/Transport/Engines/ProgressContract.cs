using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>How far bytes have come is told to the byte.</summary>
public abstract class ProgressContract(Engine engine)
{
    private const int Large = 12_000_000;

    private readonly Peers peers = new(engine);
    private readonly Recorder recorder = new();

    [TestMethod]
    public async Task Quiet_writes_keep_their_place_among_the_others()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.WriteQuietly(Wrap(1, 2));
                channel.WriteAsync(Wrap(3));
                channel.WriteQuietly(Wrap());
                channel.WriteQuietly(Wrap(4, 5, 6));
                channel.Flush();
                return true;
            });
            CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5, 6 }, Peers.Receive(peer, 6));
            await TakenAsync(channel, 6);
        }
    }

    [TestMethod]
    public async Task What_is_not_flushed_is_written_and_not_taken()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.WriteQuietly(Wrap(1, 2));
                channel.WriteAsync(Wrap(3));
                return true;
            });
            await Peers.SomeTurnsAsync(channel);
            Assert.AreEqual((3, 0), await ProgressAsync(channel));
        }
    }

    [TestMethod]
    public async Task Of_a_write_that_finds_no_room_the_part_that_did_is_taken_and_the_rest_when_it_does()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            Observer observer = new(channel);
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.ByteObserver = observer;
                channel.WriteQuietly(Unpooled.WrappedBuffer(new byte[Large]));
                channel.Flush();
                return true;
            });
            await Peers.SomeTurnsAsync(channel);
            (long written, long taken) = await ProgressAsync(channel);
            Assert.AreEqual(Large, written);
            Assert.IsTrue(taken < Large, $"{taken} is more than the kernel has room for");
            Peers.Receive(peer, Large);
            await TakenAsync(channel, Large);
            await Eventually.HoldsAsync(() => observer.Last == Large, "the observer has seen the last byte", Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task Behind_a_close_nothing_more_is_taken()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            IByteBuffer buffer = Unpooled.WrappedBuffer(new byte[Large]);
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.WriteQuietly(buffer);
                channel.Flush();
                return true;
            });
            await channel.CloseAsync().WaitAsync(Peers.Deadline);
            (_, long taken) = await ProgressAsync(channel);
            int received = Peers.Drain(peer);
            Assert.AreEqual(taken, (await ProgressAsync(channel)).Taken);
            Assert.IsTrue(taken <= received, $"{taken} bytes taken, {received} received");
            await Eventually.HoldsAsync(() => buffer.ReferenceCount == 0, "the buffer is released", Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task An_observer_may_close_the_channel()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.ByteObserver = new Observer(channel) { Closes = true };
                channel.WriteQuietly(Wrap(1));
                channel.Flush();
                return true;
            });
            Assert.AreEqual(1, Peers.Drain(peer));
            await channel.CloseCompletion.WaitAsync(Peers.Deadline);
            Assert.IsNull(recorder.Exception);
        }
    }

    [TestMethod]
    public async Task A_quiet_write_behind_the_end_is_dropped_and_its_buffer_released()
    {
        (NativeSocketChannel channel, Socket peer) = await PairAsync();
        using (peer)
        {
            await channel.ShutdownOutputAsync().WaitAsync(Peers.Deadline);
            IByteBuffer late = Wrap(1);
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.WriteQuietly(late);
                channel.Flush();
                return true;
            });
            Assert.AreEqual(0, late.ReferenceCount);
            await channel.CloseAsync().WaitAsync(Peers.Deadline);
            IByteBuffer later = Wrap(1);
            await channel.EventLoop.SubmitAsync(() =>
            {
                channel.WriteQuietly(later);
                return true;
            });
            Assert.AreEqual(0, later.ReferenceCount);
            Assert.AreEqual((0, 0), await ProgressAsync(channel));
            Assert.AreEqual(0, Peers.Drain(peer));
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    private static IByteBuffer Wrap(params byte[] bytes) => Unpooled.WrappedBuffer(bytes);

    private static Task<(long Written, long Taken)> ProgressAsync(NativeSocketChannel channel) =>
        channel.EventLoop.SubmitAsync(() => (channel.WrittenBytes, channel.TakenBytes)).WaitAsync(Peers.Deadline);

    private static Task TakenAsync(NativeSocketChannel channel, long bytes) =>
        Eventually.HoldsAsync(async () => await ProgressAsync(channel) == (bytes, bytes), "all is taken", Peers.Deadline);

    private async Task<(NativeSocketChannel Channel, Socket Peer)> PairAsync()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        return ((NativeSocketChannel)channel, peer);
    }

    private sealed class Observer(NativeSocketChannel channel) : IByteObserver
    {
        private long last;

        public long Last => Volatile.Read(ref last);

        public bool Closes { get; init; }

        public void OnTaken()
        {
            Assert.IsTrue(channel.EventLoop.InEventLoop);
            Volatile.Write(ref last, channel.TakenBytes);
            if (Closes)
                channel.CloseAsync();
        }
    }
}
