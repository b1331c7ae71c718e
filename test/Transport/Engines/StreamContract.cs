using System.Net.Sockets;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>More comes at a time than a connection reads in a turn.</summary>
public abstract class StreamContract(Engine engine)
{
    private const int Small = 100;

    private protected Peers Peers { get; } = new(engine);

    [TestMethod]
    public async Task A_stream_comes_whole_and_in_order_however_often_it_is_not_wanted()
    {
        Random random = new(1);
        Recorder recorder = new() { OnRead = context => context.Channel.Configuration.AutoRead = random.Next(4) > 0 };
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            byte[] sent = Bytes(8_000_000);
            Task sending = Task.Run(() =>
            {
                peer.Send(sent);
                peer.Shutdown(SocketShutdown.Send);
            });
            while (!recorder.Events.Contains("inactive"))
            {
                await Peers.SomeTurnsAsync(channel);
                channel.Configuration.AutoRead = true;
            }

            await sending.WaitAsync(Peers.Deadline);
            CollectionAssert.AreEqual(sent, recorder.Received);
        }
    }

    [TestMethod]
    public async Task Between_streams_small_messages_come_as_ever()
    {
        Recorder recorder = new();
        (_, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            List<byte> sent = [];
            foreach (int size in new[] { Small, 1_000_000, Small, Small, 2_000_000, 300_000, Small })
            {
                byte[] bytes = Bytes(size);
                sent.AddRange(bytes);
                await Task.Run(() => peer.Send(bytes)).WaitAsync(Peers.Deadline);
                await recorder.HasReceivedAsync(sent.Count);
            }

            CollectionAssert.AreEqual(sent, recorder.Received);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_stream_that_is_reset_or_closed_here_ends_the_channel(bool reset)
    {
        Recorder recorder = new();
        (IChannel channel, Socket peer) = await Peers.PairAsync(recorder);
        using (peer)
        {
            byte[] bytes = Bytes(4_000_000);
            Task sending = Task.Run(() =>
            {
                while (true)
                    peer.Send(bytes);
            });
            await recorder.HasReceivedAsync(bytes.Length);
            if (reset)
            {
                peer.LingerState = new LingerOption(true, 0);
                peer.Close();
            }
            else
            {
                await channel.CloseAsync().WaitAsync(Peers.Deadline);
            }

            await recorder.HasSeenAsync("unregistered");
            Assert.AreEqual(reset, recorder.Exception is SocketException);
            await Assert.ThrowsAsync<Exception>(() => sending.WaitAsync(Peers.Deadline));
        }
    }

    [TestCleanup]
    public async Task EndAsync() => await Peers.DisposeAsync();

    private protected static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
