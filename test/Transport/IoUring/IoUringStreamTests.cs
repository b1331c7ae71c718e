using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

/// <summary>When a connection reads past its ring.</summary>
[TestClass]
public sealed class IoUringStreamTests() : StreamContract(Engine.IoUring)
{
    [TestMethod]
    public async Task A_stream_is_read_past_the_ring_and_what_is_small_through_it()
    {
        bool streamed = false;
        Recorder recorder = new() { OnRead = context => streamed |= ((IoUringSocketChannel)context.Channel).IsStreaming };
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            // On the loop, so that it finds all of it: five buffers and a part of one, which the window of a new connection has room for.
            await channel.EventLoop.SubmitAsync(() => peer.Send(Bytes(48_000))).WaitAsync(Peers.Deadline);
            await recorder.HasReceivedAsync(48_000);
            Assert.IsTrue(streamed);
            await SendAsync(peer, Bytes(100), recorder);
            Assert.IsFalse(await IsStreamingAsync(channel));
        }
    }

    [TestMethod]
    public async Task A_result_of_some_buffers_is_no_stream()
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            for (int i = 0; i < 10; i++)
                await SendAsync(peer, Bytes(13_000), recorder);
            Assert.IsFalse(await IsStreamingAsync(channel));
        }
    }

    private static async Task SendAsync(Socket peer, byte[] bytes, Recorder recorder)
    {
        int before = recorder.Received.Length;
        await Task.Run(() => peer.Send(bytes)).WaitAsync(Peers.Deadline);
        await recorder.HasReceivedAsync(before + bytes.Length);
    }

    private static Task<bool> IsStreamingAsync(IChannel channel) =>
        channel.EventLoop.SubmitAsync(() => ((IoUringSocketChannel)channel).IsStreaming);
}
