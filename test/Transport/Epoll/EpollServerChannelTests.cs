using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollServerChannelTests : IAsyncDisposable
{
    private readonly EpollPeers peers = new();

    [TestMethod]
    public async Task An_address_in_use_is_a_socket_exception_with_its_code()
    {
        IChannel first = await peers.ListenAsync(() => []);
        SocketException e = await Assert.ThrowsExactlyAsync<SocketException>(
            () => peers.ListenAsync(() => [], address: first.LocalAddress));
        Assert.AreEqual(SocketError.AddressAlreadyInUse, e.SocketErrorCode);
    }

    [TestMethod]
    public async Task A_port_can_be_taken_again_at_once_after_its_connections()
    {
        IChannel first = await peers.ListenAsync(() => [new Echo()]);
        IChannel channel = await peers.ConnectAsync(first.LocalAddress, new Recorder());
        EndPoint address = first.LocalAddress;
        await first.CloseAsync();
        // The accepting side closes first, so it is the one that lingers.
        foreach (IEventLoop loop in peers.Group.Items)
            await loop.SubmitAsync(() => true);
        IChannel second = await peers.ListenAsync(() => [], address: address);
        Assert.AreEqual(address, second.LocalAddress);
        await channel.CloseAsync();
    }

    [TestMethod]
    public async Task Listeners_that_ask_for_it_share_an_address()
    {
        IChannel first = await peers.ListenAsync(() => [new Echo()], server => server.Option(ChannelOption.SoReuseport, true));
        IChannel second = await peers.ListenAsync(
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
        IChannel listener = await peers.ListenAsync(() => [], server => server
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
        EpollServerChannel listener = await ListenAsync(accepted);
        listener.Configuration.AutoRead = false;
        await EpollPeers.SomeTurnsAsync(listener);
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await EpollPeers.SomeTurnsAsync(listener);
        Assert.AreEqual(0, accepted.Count);
        listener.Configuration.AutoRead = true;
        await accepted.HasSeenAsync(1);
    }

    [TestMethod]
    public async Task More_connections_than_one_batch_are_all_accepted()
    {
        Accepted accepted = new();
        EpollServerChannel listener = await ListenAsync(accepted);
        listener.Configuration.AutoRead = false;
        TcpClient[] clients = [.. Enumerable.Range(0, 50).Select(_ => new TcpClient())];
        foreach (TcpClient client in clients)
            await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        listener.Configuration.AutoRead = true;
        await accepted.HasSeenAsync(clients.Length);
        foreach (TcpClient client in clients)
            client.Dispose();
    }

    [TestMethod]
    public async Task Without_descriptors_it_says_so_once_and_goes_on_later()
    {
        // No descriptor is taken from this process: the runtime itself dies without.
        bool exhausted = true;
        int Accept(int descriptor, out EndPoint? remote, out int errno)
        {
            if (!Volatile.Read(ref exhausted))
                return NativeSocket.Accept(descriptor, out remote, out errno);
            remote = null;
            errno = Errno.TooManyFiles;
            return -1;
        }

        Accepted accepted = new();
        EpollServerChannel listener = await ListenAsync(accepted, Accept);
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await accepted.HasFailedAsync();
        using TcpClient another = new();
        await another.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await EpollPeers.SomeTurnsAsync(listener);
        int failures = accepted.Failures;
        Volatile.Write(ref exhausted, false);

        Assert.AreEqual(1, failures, "it does not try again at once, nor for whoever comes");
        Assert.AreEqual(SocketError.TooManyOpenSockets, ((SocketException)accepted.Failure!).SocketErrorCode);
        await accepted.HasSeenAsync(2);
    }

    public ValueTask DisposeAsync() => peers.DisposeAsync();

    // Without a bootstrap, whose acceptor has a pause of its own.
    private async Task<EpollServerChannel> ListenAsync(Accepted accepted, Acceptor? accept = null)
    {
        EpollServerChannel listener = new(AddressFamily.InterNetwork, accept ?? NativeSocket.Accept);
        listener.Pipeline.AddLast(accepted);
        await peers.Group.RegisterAsync(listener).WaitAsync(EpollPeers.Deadline);
        await listener.BindAsync(EpollPeers.AnyPort).WaitAsync(EpollPeers.Deadline);
        return listener;
    }
}
