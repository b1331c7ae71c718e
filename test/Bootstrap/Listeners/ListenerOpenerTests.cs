using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Transport;
using SceNettyProxy.Transport.Epoll;

namespace SceNettyProxy.Bootstrap.Tests.Listeners;

[TestClass]
public sealed class ListenerOpenerTests : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-listen");
    private ThreadGroups? threads;

    public static IEnumerable<string[]> Transports => [[SocketTransport.TransportName], [EpollTransport.TransportName]];

    [TestMethod]
    public async Task A_port_of_zero_takes_a_free_one_and_clients_reach_the_workers_of_the_listener()
    {
        TaskCompletionSource<string?> accepted = new();
        IChannel listener = await OpenOneAsync(
            new ListenerOptions { Address = "127.0.0.1", Port = 0, Workers = "noisy" },
            new ActionChannelInitializer<IChannel>(channel =>
            {
                accepted.TrySetResult(Thread.CurrentThread.Name);
                channel.CloseAsync();
            }));
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        Assert.AreEqual("noisy-0", await accepted.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await listener.CloseAsync();
    }

    [TestMethod]
    public async Task A_port_in_use_is_named_also_when_another_proxy_has_it()
    {
        IChannel first = await OpenOneAsync(new ListenerOptions { Address = "127.0.0.1", Port = 0 }, Nobody());
        int port = ((IPEndPoint)first.LocalAddress).Port;
        ListenerException e = await Assert.ThrowsExactlyAsync<ListenerException>(
            () => OpenAsync(new ListenerOptions { Name = "second", Address = "127.0.0.1", Port = port }, Nobody()));
        Assert.AreEqual($"listener second: 127.0.0.1:{port} is already in use", e.Message);
        await first.CloseAsync();
    }

    [TestMethod]
    public async Task An_address_of_another_machine_is_named()
    {
        // TEST-NET-1: an address for documentation, never assigned.
        ListenerException e = await Assert.ThrowsExactlyAsync<ListenerException>(
            () => OpenAsync(new ListenerOptions { Address = "192.0.2.1", Port = 0 }, Nobody()));
        Assert.AreEqual("listener main: 192.0.2.1:0 is no address of this machine", e.Message);
    }

    [TestMethod]
    [DynamicData(nameof(Transports))]
    public async Task Loops_that_accept_for_themselves_share_a_port_that_no_other_gets(string transport)
    {
        ConcurrentDictionary<string, int> accepted = new();
        bool elsewhere = false;
        ListenerOptions options = new() { Address = "127.0.0.1", Port = 0, Workers = "several", Accept = AcceptMode.Loops };
        IReadOnlyList<IChannel> opened = await OpenAsync(
            options,
            new ActionChannelInitializer<IChannel>(channel =>
            {
                elsewhere |= channel.EventLoop != channel.Parent.EventLoop;
                accepted.AddOrUpdate(Thread.CurrentThread.Name!, 1, (_, count) => count + 1);
                channel.CloseAsync();
            }),
            transport);
        Assert.HasCount(3, opened);
        Assert.AreEqual(1, opened.Select(channel => channel.LocalAddress).Distinct().Count());
        IPEndPoint address = (IPEndPoint)opened[0].LocalAddress;
        // The kernel spreads by a hash: which loop gets which is its own affair, but no loop goes without for long.
        for (int i = 0; i < 1000 && accepted.Count < 3; i++)
        {
            using TcpClient client = new();
            await client.ConnectAsync(address);
            while (await client.GetStream().ReadAsync(new byte[1]) > 0)
            {
            }
        }

        CollectionAssert.AreEquivalent(new[] { "several-0", "several-1", "several-2" }, accepted.Keys.ToArray());
        Assert.IsFalse(elsewhere, "a loop serves what it accepts");
        ListenerException e = await Assert.ThrowsExactlyAsync<ListenerException>(
            () => OpenAsync(options with { Port = address.Port }, Nobody(), transport));
        Assert.AreEqual($"listener main: {address} is already in use", e.Message);
        foreach (IChannel channel in opened)
            await channel.CloseAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Transports))]
    [SupportedOSPlatform("linux")]
    public async Task A_Unix_socket_takes_clients_and_its_file_goes_with_it(string transport)
    {
        string path = Path.Combine(folder.FullName, "mysql.sock");
        TaskCompletionSource<EndPoint?> accepted = new();
        IChannel listener = await OpenOneAsync(
            new ListenerOptions { Address = path },
            new ActionChannelInitializer<IChannel>(channel =>
            {
                accepted.TrySetResult(channel.RemoteAddress);
                channel.CloseAsync();
            }),
            transport);
        Assert.AreEqual(Convert.ToInt32("666", 8), (int)File.GetUnixFileMode(path) & Convert.ToInt32("666", 8));
        using Socket client = UnixSocket();
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        Assert.IsInstanceOfType<UnixDomainSocketEndPoint>(await accepted.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await listener.CloseAsync();
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public async Task A_Unix_socket_that_somebody_holds_is_in_use()
    {
        string path = Path.Combine(folder.FullName, "mysql.sock");
        IChannel first = await OpenOneAsync(new ListenerOptions { Address = path }, Nobody());
        ListenerException e = await Assert.ThrowsExactlyAsync<ListenerException>(
            () => OpenAsync(new ListenerOptions { Name = "second", Address = path }, Nobody()));
        Assert.AreEqual($"listener second: {path} is already in use", e.Message);
        await first.CloseAsync();
    }

    [TestMethod]
    public async Task A_Unix_socket_that_was_left_behind_is_taken_over()
    {
        string path = Path.Combine(folder.FullName, "mysql.sock");
        using (Socket dead = UnixSocket())
        {
            // Not closed by its own process in the way of a proxy: the file stays.
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        IChannel listener = await OpenOneAsync(new ListenerOptions { Address = path }, Nobody());
        using Socket client = UnixSocket();
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await listener.CloseAsync();
    }

    [TestMethod]
    public async Task A_file_of_another_kind_stays_also_when_it_is_empty()
    {
        string path = Path.Combine(folder.FullName, "data");
        await File.WriteAllTextAsync(path, "");
        ListenerException e = await Assert.ThrowsExactlyAsync<ListenerException>(
            () => OpenAsync(new ListenerOptions { Address = path }, Nobody()));
        Assert.AreEqual($"listener main: {path} is already in use", e.Message);
        Assert.IsTrue(File.Exists(path));
    }

    public async ValueTask DisposeAsync()
    {
        if (threads is not null)
            await threads.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static ActionChannelInitializer<IChannel> Nobody() => new(channel => channel.CloseAsync());

    private static Socket UnixSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private async Task<IChannel> OpenOneAsync(ListenerOptions listener, IChannelHandler initializer, string? transport = null) =>
        (await OpenAsync(listener, initializer, transport)).Single();

    private async Task<IReadOnlyList<IChannel>> OpenAsync(ListenerOptions listener, IChannelHandler initializer, string? transport = null)
    {
        threads ??= await ThreadGroups.StartAsync(
            TransportSelection.Create(transport ?? SocketTransport.TransportName, NullLogger.Instance),
            [
                new ThreadGroupOptions { Name = "boss", Count = 1 },
                new ThreadGroupOptions { Name = "workers", Count = 1 },
                new ThreadGroupOptions { Name = "noisy", Count = 1 },
                new ThreadGroupOptions { Name = "several", Count = 3 },
            ]);
        return await ListenerOpener.OpenAsync(listener, threads, initializer);
    }
}
