using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class ConnectContract(Engine engine)
{
    private readonly Peers peers = new(engine);
    private readonly Recorder recorder = new();

    [TestMethod]
    public async Task A_refused_connect_says_so_and_closes_the_channel()
    {
        IPEndPoint nobody = new(IPAddress.Loopback, FreePort.Next());
        ConnectException e = await Assert.ThrowsExactlyAsync<ConnectException>(() => peers.ConnectAsync(nobody, recorder));
        Assert.AreEqual(SocketError.ConnectionRefused, ((SocketException)e.InnerException!).SocketErrorCode);
        await recorder.HasSeenAsync("unregistered");
        CollectionAssert.DoesNotContain(recorder.Events, "active");
    }

    [TestMethod]
    public async Task A_connect_that_nobody_answers_ends_with_its_timeout()
    {
        using Socket full = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(Peers.AnyPort);
        full.Listen(0);
        List<Socket> waiting = [];
        try
        {
            // The kernel drops what does not fit its queue, and answers nothing.
            for (int i = 0; i < 4; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                waiting.Add(socket);
                Assert.ThrowsExactly<SocketException>(() => socket.Connect(full.LocalEndPoint!), "in progress");
            }

            Task connect = peers.ConnectAsync(
                full.LocalEndPoint!,
                recorder,
                bootstrap => bootstrap.Option(ChannelOption.ConnectTimeout, TimeSpan.FromMilliseconds(100)));
            ConnectTimeoutException e = await Assert.ThrowsExactlyAsync<ConnectTimeoutException>(() => connect);
            Assert.AreEqual($"connection timed out: {full.LocalEndPoint}", e.Message);
            await recorder.HasSeenAsync("unregistered");
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [TestMethod]
    public async Task A_timeout_that_was_not_needed_does_not_close_the_channel()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(
            recorder, bootstrap => bootstrap.Option(ChannelOption.ConnectTimeout, TimeSpan.FromMilliseconds(1)));
        using (peer)
        {
            // Timers run in the order of their deadlines.
            await channel.EventLoop.ScheduleAsync(() => { }, TimeSpan.FromMilliseconds(50)).WaitAsync(Peers.Deadline);
            Assert.IsTrue(channel.Active);
        }
    }

    [TestMethod]
    public async Task A_close_during_the_connect_fails_it()
    {
        NativeSocketChannel channel = engine.Channel(AddressFamily.InterNetwork);
        await peers.Group.RegisterAsync(channel).WaitAsync(Peers.Deadline);
        Task connect = await channel.EventLoop.SubmitAsync(() =>
        {
            // The refusal is there at once, but the loop can only learn of it in its next turn.
            Task connecting = channel.ConnectAsync(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
            channel.CloseAsync();
            return connecting;
        });
        await Assert.ThrowsExactlyAsync<ClosedChannelException>(() => connect.WaitAsync(Peers.Deadline));
    }

    [TestMethod]
    public async Task A_channel_that_is_closed_as_soon_as_it_has_connected_is_not_reported_as_active()
    {
        IChannel listener = await peers.ListenAsync(() => [new Echo()]);
        NativeSocketChannel channel = engine.Channel(AddressFamily.InterNetwork);
        channel.Pipeline.AddLast(recorder);
        await peers.Group.RegisterAsync(channel).WaitAsync(Peers.Deadline);
        Task closed = await channel.EventLoop.SubmitAsync(() => channel.ConnectAsync(listener.LocalAddress).ContinueWith(
            _ => channel.CloseAsync(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default).Unwrap());
        await closed.WaitAsync(Peers.Deadline);
        await recorder.HasSeenAsync("unregistered");
        CollectionAssert.DoesNotContain(recorder.Events, "active");
    }

    [TestMethod]
    public async Task A_kind_of_address_that_it_does_not_know_fails_the_connect()
    {
        NativeSocketChannel channel = engine.Channel(AddressFamily.InterNetwork);
        await peers.Group.RegisterAsync(channel).WaitAsync(Peers.Deadline);
        Task connect = channel.ConnectAsync(new DnsEndPoint("localhost", 1));
        await Assert.ThrowsAsync<NotImplementedException>(() => connect.WaitAsync(Peers.Deadline));
        Assert.IsFalse(channel.Open);
    }

    [TestMethod]
    public async Task A_second_connect_is_refused()
    {
        (IChannel channel, Socket peer) = await peers.PairAsync(recorder);
        using (peer)
            await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => channel.ConnectAsync(peer.LocalEndPoint!));
    }

    [TestMethod]
    public async Task The_local_address_can_be_chosen()
    {
        IChannel listener = await peers.ListenAsync(() => [new Echo()]);
        IPEndPoint local = new(IPAddress.Parse("127.0.0.2"), 0);
        IChannel channel = await peers.ConnectAsync(
            listener.LocalAddress, recorder, bootstrap => bootstrap.LocalAddress(local));
        Assert.AreEqual(local.Address, ((IPEndPoint)channel.LocalAddress).Address);
    }

    [TestMethod]
    public async Task Bytes_that_come_with_the_connection_are_delivered()
    {
        IChannel listener = await peers.ListenAsync(() => [new Greeter()]);
        for (int i = 0; i < 50; i++)
        {
            Recorder greeted = new();
            IChannel channel = await peers.ConnectAsync(listener.LocalAddress, greeted);
            await greeted.HasReceivedAsync(1);
            await channel.CloseAsync();
        }
    }

    [TestMethod]
    public async Task Unix_domain_sockets_carry_bytes_and_leave_no_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"epoll-{Guid.NewGuid():N}.sock");
        UnixDomainSocketEndPoint address = new(path);
        IChannel listener = await peers.ListenAsync(() => [new Echo()], address: address);
        Assert.IsTrue(File.Exists(path));
        IChannel channel = await peers.ConnectAsync(address, recorder);
        byte[] bytes = new byte[500_000];
        new Random(7).NextBytes(bytes);
        await channel.WriteAndFlushAsync(Unpooled.WrappedBuffer(bytes)).WaitAsync(Peers.Deadline);
        await recorder.HasReceivedAsync(bytes.Length);
        Assert.IsTrue(bytes.AsSpan().SequenceEqual(recorder.Received));
        Assert.AreEqual(address, channel.RemoteAddress);
        await listener.CloseAsync();
        Assert.IsFalse(File.Exists(path));
    }

    [TestCleanup]
    public async Task EndAsync() => await peers.DisposeAsync();

    private sealed class Greeter : ChannelHandlerAdapter
    {
        public override void ChannelActive(IChannelHandlerContext context) =>
            context.WriteAndFlushAsync(Unpooled.WrappedBuffer([1]));
    }
}
