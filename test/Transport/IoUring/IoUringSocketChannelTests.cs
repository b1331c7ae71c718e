using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

[TestClass]
public sealed class IoUringSocketChannelTests() : SocketChannelContract(Engine.IoUring)
{
    [TestMethod]
    public async Task A_send_that_a_close_cancels_keeps_its_memory_until_the_kernel_has_done_with_it()
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            byte[] bytes = new byte[12_000_000];
            new Random(9).NextBytes(bytes);
            IByteBuffer buffer = Unpooled.WrappedBuffer(bytes);
            Task write = channel.WriteAndFlushAsync(buffer);
            await Engines.Peers.SomeTurnsAsync(channel);
            int references = await channel.EventLoop.SubmitAsync(() =>
            {
                channel.CloseAsync();
                return buffer.ReferenceCount;
            });
            Assert.AreEqual(1, references, "the close has failed the write, but the kernel may still read");
            await Assert.ThrowsExactlyAsync<ClosedChannelException>(() => write.WaitAsync(Engines.Peers.Deadline));
            await Eventually.HoldsAsync(() => buffer.ReferenceCount == 0, "the memory is let go", Engines.Peers.Deadline);
            // Whoever gets the memory next must not be read by the peer.
            byte[] sent = [.. bytes];
            Array.Clear(bytes);
            AssertPrefix(sent, peer);
        }
    }

    [TestMethod]
    public async Task What_comes_for_a_channel_that_has_closed_meets_nobody()
    {
        int before = Engines.Peers.OpenDescriptors();
        for (int i = 0; i < 100; i++)
        {
            Recorder closed = new();
            Recorder next = new();
            (IChannel channel, Socket peer) = await Peers.PairAsync(closed);
            (IChannel other, Socket otherPeer) = await Peers.PairAsync(next);
            using (peer)
            using (otherPeer)
            {
                await channel.EventLoop.SubmitAsync(() =>
                {
                    // The bytes are in the kernel, and the loop cannot learn of them before the close.
                    peer.Send([1, 2, 3]);
                    channel.CloseAsync();
                    otherPeer.Send([4]);
                    return true;
                });
                await next.HasReceivedAsync(1);
                await closed.HasSeenAsync("unregistered");
                CollectionAssert.AreEqual(new byte[] { 4 }, next.Received);
                Assert.IsEmpty(closed.Received);
                await other.CloseAsync().WaitAsync(Engines.Peers.Deadline);
            }
        }

        await Eventually.HoldsAsync(
            () => Engines.Peers.OpenDescriptors() == before, "every descriptor is closed once its operations have ended", Engines.Peers.Deadline);
    }

    [TestMethod]
    public async Task What_comes_for_others_while_a_channel_leaves_its_loop_is_not_lost()
    {
        Recorder recorder = new();
        (IChannel leaving, Socket peer) = await Peers.PairAsync(new Recorder());
        (_, Socket otherPeer) = await Peers.PairAsync(recorder);
        using (peer)
        using (otherPeer)
        {
            Task left = await leaving.EventLoop.SubmitAsync(() =>
            {
                // The loop finds the bytes while it waits for the end of the operations of the one that leaves.
                otherPeer.Send([1, 2, 3]);
                return leaving.DeregisterAsync();
            });
            await left.WaitAsync(Engines.Peers.Deadline);
            await recorder.HasReceivedAsync(3);
            leaving.Unsafe.CloseForcibly();
        }
    }

    [TestMethod]
    public async Task A_stalled_reader_takes_no_more_than_one_turn_may_bring()
    {
        const int Much = 32 * 1024 * 1024;
        Recorder recorder = new() { OnRead = context => context.Channel.Configuration.AutoRead = false };
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder, bootstrap => bootstrap.Option(ChannelOption.SoRcvbuf, 65_536));
        using (peer)
        {
            peer.SendBufferSize = 65_536;
            peer.SendTimeout = 200;
            byte[] bytes = new byte[Much];
            int sent = 0;
            Assert.ThrowsExactly<SocketException>(() =>
            {
                while (sent < Much)
                    sent += peer.Send(bytes, sent, Math.Min(10_000, Much - sent), SocketFlags.None);
            });
            // The buffers of the kernel for both ends, and what came in the turn in which the first was not wanted.
            Assert.IsLessThan(2 * 1024 * 1024, sent);
            channel.Configuration.AutoRead = true;
            await recorder.HasReceivedAsync(1);
        }
    }

    private static void AssertPrefix(byte[] sent, Socket peer)
    {
        byte[] received = new byte[sent.Length];
        int count = 0;
        peer.ReceiveTimeout = (int)Engines.Peers.Deadline.TotalMilliseconds;
        try
        {
            while (peer.Receive(received, count, received.Length - count, SocketFlags.None) is var got && got > 0)
                count += got;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The close was unclean, which is what it was.
        }

        Assert.IsLessThan(sent.Length, count);
        Assert.IsTrue(received.AsSpan(0, count).SequenceEqual(sent.AsSpan(0, count)));
    }
}
