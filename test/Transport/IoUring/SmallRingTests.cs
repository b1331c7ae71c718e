using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

/// <summary>Loops at the limits of their rings lose nothing and mix nothing up.</summary>
[TestClass]
public sealed class SmallRingTests
{
    private const int Connections = 100;

    private readonly Peers peers = new(LoopTransport.SmallRing);

    [TestMethod]
    public async Task Many_connections_at_once_get_their_own_bytes_back()
    {
        IChannel listener = await peers.ListenAsync(() => [new Echo()]);
        Recorder[] recorders = [.. Enumerable.Range(0, Connections).Select(_ => new Recorder())];
        IChannel[] channels = await Task.WhenAll(recorders.Select(recorder => peers.ConnectAsync(listener.LocalAddress, recorder)));
        byte[][] sent = [.. Enumerable.Range(0, Connections).Select(i => Bytes(i, 50 * LoopTransport.SmallBufferBytes))];
        // All in one turn of one loop.
        await channels[0].EventLoop.SubmitAsync(() =>
        {
            for (int i = 0; i < Connections; i++)
                channels[i].WriteAndFlushAsync(Unpooled.WrappedBuffer(sent[i]));
            return true;
        });
        for (int i = 0; i < Connections; i++)
        {
            await recorders[i].HasReceivedAsync(sent[i].Length);
            CollectionAssert.AreEqual(sent[i], recorders[i].Received);
        }

        await channels[0].EventLoop.SubmitAsync(() =>
        {
            foreach (IChannel channel in channels)
                channel.CloseAsync();
            return true;
        });
        foreach (Recorder recorder in recorders)
            await recorder.HasSeenAsync("unregistered");
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    private static byte[] Bytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
