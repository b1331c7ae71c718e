using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class WriteContract(Engine engine)
{
    private readonly Peers peers = new(engine);
    private readonly Recorder recorder = new();
    private readonly Random random = new(8);

    [TestMethod]
    public async Task Many_buffers_of_one_flush_come_in_order()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            MemoryStream sent = new();
            List<Task> writes = [];
            await channel.EventLoop.SubmitAsync(() =>
            {
                // More than fit one call, of every kind, empty ones among them.
                for (int i = 0; i < 5 * Gather.MaxPieces; i++)
                {
                    byte[] bytes = Bytes(random.Next(4) == 0 ? 0 : random.Next(500));
                    sent.Write(bytes);
                    writes.Add(channel.WriteAsync(Wrap(bytes, i)));
                }

                channel.Flush();
                return true;
            });
            Assert.IsTrue(sent.ToArray().AsSpan().SequenceEqual(Peers.Receive(peer, (int)sent.Length)));
            await Task.WhenAll(writes).WaitAsync(Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task A_buffer_of_more_pieces_than_one_call_takes_is_sent_whole()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            byte[] bytes = Bytes(3 * Gather.MaxPieces);
            IByteBuffer[] pieces = [.. bytes.Select((_, i) => Unpooled.WrappedBuffer(bytes, i, 1))];
            await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(pieces.Length, pieces)).WaitAsync(Peers.Deadline);
            CollectionAssert.AreEqual(bytes, Peers.Receive(peer, bytes.Length));
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(300)]
    public async Task What_the_kernel_does_not_take_goes_on_when_it_has_room(int buffers)
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            byte[] bytes = Bytes(12_000_000);
            List<Task> writes = [];
            await channel.EventLoop.SubmitAsync(() =>
            {
                int size = bytes.Length / buffers;
                for (int i = 0; i < buffers; i++)
                    writes.Add(channel.WriteAsync(Unpooled.WrappedBuffer(bytes, i * size, size)));
                channel.Flush();
                return true;
            });
            Assert.IsFalse(Task.WhenAll(writes).IsCompleted, "it is more than the kernel takes");
            Assert.IsTrue(bytes.AsSpan().SequenceEqual(Peers.Receive(peer, bytes.Length)));
            await Task.WhenAll(writes).WaitAsync(Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task A_slow_peer_makes_the_channel_unwritable_until_it_has_read()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder, bootstrap => bootstrap
            .Option(ChannelOption.WriteBufferHighWaterMark, 200_000)
            .Option(ChannelOption.WriteBufferLowWaterMark, 100_000));
        using (peer)
        {
            int written = 0;
            List<Task> writes = [];
            while (await channel.EventLoop.SubmitAsync(() => channel.IsWritable))
            {
                writes.Add(channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(new byte[50_000])));
                written += 50_000;
            }

            await recorder.HasSeenAsync("unwritable");
            CollectionAssert.DoesNotContain(recorder.Events, "writable");
            Peers.Receive(peer, written);
            await recorder.HasSeenAsync("writable");
            await Task.WhenAll(writes).WaitAsync(Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task A_close_fails_what_the_kernel_has_not_taken()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            IByteBuffer buffer = Unpooled.WrappedBuffer(new byte[12_000_000]);
            Task write = channel.WriteAndFlushAsync(buffer);
            await Peers.SomeTurnsAsync(channel);
            Assert.IsFalse(write.IsCompleted);
            await channel.CloseAsync().WaitAsync(Peers.Deadline);
            await Assert.ThrowsExactlyAsync<ClosedChannelException>(() => write.WaitAsync(Peers.Deadline));
            await Eventually.HoldsAsync(() => buffer.ReferenceCount == 0, "the buffer is released", Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task A_write_from_the_completion_of_another_is_sent()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
        {
            Task second = await channel.EventLoop.SubmitAsync(() => channel
                .WriteAndFlushAsync(Unpooled.WrappedBuffer([1]))
                .ContinueWith(
                    _ => channel.WriteAndFlushAsync(Unpooled.WrappedBuffer([2])),
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default)
                .Unwrap());
            await second.WaitAsync(Peers.Deadline);
            CollectionAssert.AreEqual(new byte[] { 1, 2 }, Peers.Receive(peer, 2));
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IByteBuffer Wrap(byte[] bytes, int kind) => (kind % 4) switch
    {
        0 => Unpooled.WrappedBuffer(bytes),
        1 => PooledByteBufferAllocator.Default.Buffer(bytes.Length + 3).WriteBytes(bytes),
        2 => PooledByteBufferAllocator.Default.HeapBuffer(bytes.Length + 3).WriteBytes(bytes),
        _ => Unpooled.WrappedBuffer(
            Unpooled.WrappedBuffer(bytes, 0, bytes.Length / 2),
            Unpooled.WrappedBuffer(bytes, bytes.Length / 2, bytes.Length - (bytes.Length / 2))),
    };
}
