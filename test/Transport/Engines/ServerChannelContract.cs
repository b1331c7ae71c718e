using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class ServerChannelContract(Engine engine)
{
    /// <summary>The loops of the test.</summary>
    private protected Peers Peers { get; } = new(engine);

    [TestMethod]
    public async Task An_address_in_use_is_a_socket_exception_with_its_code()
    {
        IChannel first = await Peers.ListenAsync(() => []);
        SocketException e = await Assert.ThrowsExactlyAsync<SocketException>(
            () => Peers.ListenAsync(() => [], address: first.LocalAddress));
        Assert.AreEqual(SocketError.AddressAlreadyInUse, e.SocketErrorCode);
    }

    [TestMethod]
    public async Task A_port_can_be_taken_again_at_once_after_its_connections()
    {
        IChannel first = await Peers.ListenAsync(() => [new Echo()]);
        IChannel channel = await Peers.ConnectAsync(first.LocalAddress, new Recorder());
        EndPoint address = first.LocalAddress;
        await first.CloseAsync();
        // The accepting side closes first, so it is the one that lingers.
        foreach (IEventLoop loop in Peers.Group.Items)
            await loop.SubmitAsync(() => true);
        IChannel second = await Peers.ListenAsync(() => [], address: address);
        Assert.AreEqual(address, second.LocalAddress);
        await channel.CloseAsync();
    }

    [TestMethod]
    public async Task An_address_can_be_taken_as_soon_as_its_listener_has_closed()
    {
        NativeServerChannel first = await ListenAsync(new Accepted());
        NativeServerChannel second = engine.Listener(AddressFamily.InterNetwork);
        await Peers.Group.RegisterAsync(second).WaitAsync(Engines.Peers.Deadline);
        EndPoint address = first.LocalAddress;
        Task bound = await first.EventLoop.SubmitAsync(() =>
        {
            first.CloseAsync();
            return second.BindAsync(address);
        });
        await bound.WaitAsync(Engines.Peers.Deadline);
        Assert.AreEqual(address, second.LocalAddress);
    }

    [TestMethod]
    public async Task Listeners_that_ask_for_it_share_an_address()
    {
        IChannel first = await Peers.ListenAsync(() => [new Echo()], server => server.Option(ChannelOption.SoReuseport, true));
        IChannel second = await Peers.ListenAsync(
            () => [new Echo()], server => server.Option(ChannelOption.SoReuseport, true), first.LocalAddress);
        Assert.AreEqual(first.LocalAddress, second.LocalAddress);
        // One of them gets each: both answer.
        for (int i = 0; i < 20; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync((IPEndPoint)first.LocalAddress);
            client.Client.Send([7]);
            Assert.AreEqual(1, client.Client.Receive(new byte[1]));
        }
    }

    [TestMethod]
    public async Task Options_reach_the_listener()
    {
        IChannel listener = await Peers.ListenAsync(() => [], server => server
            .Option(ChannelOption.SoBacklog, 17)
            .Option(ChannelOption.SoRcvbuf, 16_384));
        IChannelConfiguration options = listener.Configuration;
        Assert.AreEqual(17, options.GetOption(ChannelOption.SoBacklog));
        Assert.AreEqual(2 * 16_384, options.GetOption(ChannelOption.SoRcvbuf));
        Assert.IsTrue(options.GetOption(ChannelOption.SoReuseaddr));
        Assert.IsFalse(options.GetOption(ChannelOption.SoReuseport));
    }

    [TestMethod]
    public async Task Without_auto_read_nothing_is_accepted()
    {
        Accepted accepted = new();
        NativeServerChannel listener = await ListenAsync(accepted);
        listener.Configuration.AutoRead = false;
        await Engines.Peers.SomeTurnsAsync(listener);
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await Engines.Peers.SomeTurnsAsync(listener);
        Assert.AreEqual(0, accepted.Count);
        listener.Configuration.AutoRead = true;
        await accepted.HasSeenAsync(1);
    }

    [TestMethod]
    public async Task More_connections_than_one_batch_are_all_accepted()
    {
        Accepted accepted = new();
        NativeServerChannel listener = await ListenAsync(accepted);
        listener.Configuration.AutoRead = false;
        TcpClient[] clients = [.. Enumerable.Range(0, 50).Select(_ => new TcpClient())];
        foreach (TcpClient client in clients)
            await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        listener.Configuration.AutoRead = true;
        await accepted.HasSeenAsync(clients.Length);
        foreach (TcpClient client in clients)
            client.Dispose();
    }

    [TestCleanup]
    public async Task EndAsync() => await Peers.DisposeAsync();

    private Task<NativeServerChannel> ListenAsync(Accepted accepted) =>
        Peers.ListenAsync(engine.Listener(AddressFamily.InterNetwork), accepted);
}
