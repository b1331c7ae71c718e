using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Tests.Listeners;

[TestClass]
public sealed class ListenerOpenerTests : IAsyncDisposable
{
    private ThreadGroups? threads;

    [TestMethod]
    public async Task A_port_of_zero_takes_a_free_one_and_clients_reach_the_workers_of_the_listener()
    {
        TaskCompletionSource<string?> accepted = new();
        IChannel listener = await OpenAsync(
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
        IChannel first = await OpenAsync(new ListenerOptions { Address = "127.0.0.1", Port = 0 }, Nobody());
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

    public async ValueTask DisposeAsync()
    {
        if (threads is not null)
            await threads.DisposeAsync();
    }

    private static ActionChannelInitializer<IChannel> Nobody() => new(channel => channel.CloseAsync());

    private async Task<IChannel> OpenAsync(ListenerOptions listener, IChannelHandler initializer)
    {
        threads ??= await ThreadGroups.StartAsync(
            new SocketTransport(),
            [
                new ThreadGroupOptions { Name = "boss", Count = 1 },
                new ThreadGroupOptions { Name = "workers", Count = 1 },
                new ThreadGroupOptions { Name = "noisy", Count = 1 },
            ]);
        return await ListenerOpener.OpenAsync(listener, threads, initializer);
    }
}
