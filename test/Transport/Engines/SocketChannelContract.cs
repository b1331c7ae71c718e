using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class SocketChannelContract(Engine engine)
{
    /// <summary>The loops of the test.</summary>
    private protected Peers Peers { get; } = new(engine);
    private readonly Recorder recorder = new();

    [TestMethod]
    public async Task Bytes_of_random_sizes_come_back_exactly()
    {
        IChannel listener = await Peers.ListenAsync(() => [new Echo()]);
        IChannel channel = await Peers.ConnectAsync(listener.LocalAddress, recorder);
        Random random = new(6);
        MemoryStream sent = new();
        for (int i = 0; i < 200; i++)
        {
            byte[] bytes = new byte[random.Next(3) == 0 ? random.Next(300_000) : random.Next(2_000)];
            random.NextBytes(bytes);
            sent.Write(bytes);
            await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(bytes)).WaitAsync(Engines.Peers.Deadline);
        }

        await recorder.HasReceivedAsync((int)sent.Length);
        Assert.IsTrue(sent.ToArray().AsSpan().SequenceEqual(recorder.Received));
    }

    [TestMethod]
    public async Task Addresses_are_known_also_after_the_close()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            await channel.CloseAsync().WaitAsync(Engines.Peers.Deadline);
            Assert.AreEqual(peer.LocalEndPoint, channel.RemoteAddress);
            Assert.AreEqual(peer.RemoteEndPoint, channel.LocalAddress);
        }
    }

    [TestMethod]
    public async Task The_end_of_the_peer_closes_the_channel_behind_the_last_bytes()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        peer.Send(new byte[100_000]);
        peer.Dispose();
        await recorder.HasSeenAsync("unregistered");
        Assert.HasCount(100_000, recorder.Received);
        Assert.IsFalse(channel.Open);
        Assert.AreEqual("active", recorder.Events[0]);
        CollectionAssert.AreEqual(new[] { "inactive", "unregistered" }, recorder.Events[^2..]);
        Assert.IsNull(recorder.Exception);
    }

    [TestMethod]
    public async Task A_channel_with_half_closure_can_still_write_when_its_peer_has_finished()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.AllowHalfClosure, true));
        using (peer)
        {
            peer.Send([1, 2, 3]);
            peer.Shutdown(SocketShutdown.Send);
            await recorder.HasSeenAsync(nameof(ChannelInputShutdownEvent));
            Assert.HasCount(3, recorder.Received);
            await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([7])).WaitAsync(Engines.Peers.Deadline);
            byte[] answer = new byte[2];
            Assert.AreEqual(1, peer.Receive(answer));
            Assert.AreEqual(7, answer[0]);
            await Engines.Peers.SomeTurnsAsync(channel);
            Assert.AreEqual(1, recorder.Events.Count(name => name == nameof(ChannelInputShutdownEvent)), "it is said once");
            await channel.CloseAsync();
            Assert.AreEqual(0, peer.Receive(answer));
        }
    }

    [TestMethod]
    public async Task A_channel_that_has_finished_its_output_still_reads()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            _ = channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(new byte[12_000_000]));
            await ((NativeSocketChannel)channel).ShutdownOutputAsync().WaitAsync(Engines.Peers.Deadline);
            Task refused = channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([1]));
            await Assert.ThrowsExactlyAsync<ClosedChannelException>(() => refused);
            Assert.AreEqual(12_000_000, Engines.Peers.Drain(peer), "what was flushed before came whole, then the end");
            peer.Send([1, 2, 3]);
            await recorder.HasReceivedAsync(3);
            Assert.IsTrue(channel.Active);
        }
    }

    [TestMethod]
    public async Task A_reset_is_a_socket_exception_with_its_code_and_a_close()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        await recorder.HasSeenAsync("unregistered");
        Assert.AreEqual(SocketError.ConnectionReset, ((SocketException)recorder.Exception!).SocketErrorCode);
        Assert.IsFalse(channel.Open);
        CollectionAssert.AreEqual(new[] { "SocketException", "inactive", "unregistered" }, recorder.Events[^3..]);
    }

    [TestMethod]
    public async Task A_linger_of_zero_resets_the_peer()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.SoLinger, 0));
        using (peer)
        {
            await channel.CloseAsync().WaitAsync(Engines.Peers.Deadline);
            SocketException e = Assert.ThrowsExactly<SocketException>(() => peer.Receive(new byte[1]));
            Assert.AreEqual(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    [TestMethod]
    public async Task A_write_to_a_peer_that_is_gone_fails_and_closes()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.AutoRead, false));
        peer.LingerState = new LingerOption(true, 0);
        peer.Dispose();
        // One may still get through, ahead of the reset.
        await Assert.ThrowsAsync<Exception>(async () =>
        {
            while (true)
                await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([1])).WaitAsync(Engines.Peers.Deadline);
        });
        await recorder.HasSeenAsync("unregistered");
        Assert.IsFalse(channel.Open);
    }

    [TestMethod]
    public async Task A_write_after_the_close_fails_and_releases()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            await channel.CloseAsync().WaitAsync(Engines.Peers.Deadline);
            IByteBuffer buffer = channel.Allocator.Buffer(8).WriteLong(1);
            await Assert.ThrowsExactlyAsync<ClosedChannelException>(() => channel.WriteAndFlushAsync(buffer));
            Assert.AreEqual(0, buffer.ReferenceCount);
        }
    }

    [TestMethod]
    public async Task Only_buffers_can_be_written()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
            await Assert.ThrowsExactlyAsync<NotSupportedException>(() => channel.WriteAndFlushAsync("text"));
    }

    [TestMethod]
    public async Task Options_reach_the_socket()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder, bootstrap => bootstrap
            .Option(ChannelOption.SoKeepalive, true)
            .Option(ChannelOption.TcpNodelay, false)
            .Option(ChannelOption.SoSndbuf, 65_536)
            .Option(ChannelOption.SoRcvbuf, 32_768)
            .Option(ChannelOption.SoReuseaddr, true)
            .Option(NativeChannelOption.TcpUserTimeout, 4_711)
            .Option(ChannelOption.WriteBufferHighWaterMark, 200_000)
            .Option(ChannelOption.WriteBufferLowWaterMark, 100_000));
        using (peer)
        {
            IChannelConfiguration options = channel.Configuration;
            Assert.IsTrue(options.GetOption(ChannelOption.SoKeepalive));
            Assert.IsFalse(options.GetOption(ChannelOption.TcpNodelay));
            Assert.AreEqual(2 * 65_536, options.GetOption(ChannelOption.SoSndbuf));
            Assert.AreEqual(2 * 32_768, options.GetOption(ChannelOption.SoRcvbuf));
            Assert.IsTrue(options.GetOption(ChannelOption.SoReuseaddr));
            Assert.AreEqual(4_711, options.GetOption(NativeChannelOption.TcpUserTimeout));
            Assert.AreEqual(-1, options.GetOption(ChannelOption.SoLinger));
            Assert.AreEqual(200_000, options.WriteBufferHighWaterMark);
            Assert.AreEqual(100_000, options.WriteBufferLowWaterMark);
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.SetOption(ChannelOption.SoLinger, 5));
            Assert.IsFalse(options.SetOption(ChannelOption.SoBroadcast, true), "no option of a stream");
        }
    }

    [TestMethod]
    public async Task A_channel_moves_to_another_loop_with_what_it_has_not_read()
    {
        await using Peers others = new(engine);
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder, bootstrap => bootstrap.Option(ChannelOption.AutoRead, false));
        using (peer)
        {
            peer.Send([1, 2, 3]);
            await Engines.Peers.SomeTurnsAsync(channel);
            await channel.DeregisterAsync().WaitAsync(Engines.Peers.Deadline);
            await others.Group.RegisterAsync(channel).WaitAsync(Engines.Peers.Deadline);
            channel.Configuration.AutoRead = true;
            await recorder.HasReceivedAsync(3);
            Assert.AreSame(others.Group.GetNext(), channel.EventLoop);
        }
    }

    [TestMethod]
    public async Task What_was_flushed_before_the_close_arrives()
    {
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            Task[] writes = await channel.EventLoop.SubmitAsync(() =>
            {
                Task[] flushed =
                [
                    channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(new byte[10_000])),
                    channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([1])),
                    channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([2])),
                ];
                channel.CloseAsync();
                return flushed;
            });
            await Task.WhenAll(writes).WaitAsync(Engines.Peers.Deadline);
            Assert.AreEqual(10_002, Engines.Peers.Drain(peer));
        }
    }

    [TestMethod]
    public async Task A_channel_moves_between_loops_while_bytes_come_and_go()
    {
        const int Total = 2_000_000;
        await using Peers others = new(engine);
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            byte[] bytes = new byte[Total];
            new Random(3).NextBytes(bytes);
            Task sent = Task.Run(() => peer.Send(bytes));
            Task write = channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(bytes));
            for (int i = 0; i < 20; i++)
            {
                await channel.DeregisterAsync().WaitAsync(Engines.Peers.Deadline);
                await (i % 2 == 0 ? others : Peers).Group.RegisterAsync(channel).WaitAsync(Engines.Peers.Deadline);
                await Engines.Peers.SomeTurnsAsync(channel);
            }

            await sent.WaitAsync(Engines.Peers.Deadline);
            await recorder.HasReceivedAsync(Total);
            Assert.IsTrue(bytes.AsSpan().SequenceEqual(recorder.Received));
            byte[] received = new byte[Total];
            for (int count = 0; count < Total;)
                count += peer.Receive(received, count, Total - count, SocketFlags.None);
            Assert.IsTrue(bytes.AsSpan().SequenceEqual(received));
            await write.WaitAsync(Engines.Peers.Deadline);
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await Peers.DisposeAsync();
}
