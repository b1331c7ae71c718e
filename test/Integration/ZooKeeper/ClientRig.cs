using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Transport;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper;

/// <summary>Clients on one event loop of DotNetty's own; all end with it.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    private readonly IEventLoopGroup group = new SocketTransport().CreateGroup("test", 1, []);
    private readonly List<ZooKeeperClient> clients = [];

    public RecordingLogger<ZooKeeperClient> Log { get; } = new();

    /// <summary>A client that has been started.</summary>
    public ZooKeeperClient Start(ZooKeeperOptions options)
    {
        ZooKeeperClient client = Create(options);
        client.Start();
        return client;
    }

    /// <param name="options">Where and how.</param>
    /// <param name="seed">Of the order of servers.</param>
    public ZooKeeperClient Create(ZooKeeperOptions options, int seed = 1)
    {
        var client = new ZooKeeperClient(
            options, group, family => new TcpSocketChannel(family), TimeProvider.System, new Random(seed), Log);
        clients.Add(client);
        return client;
    }

    /// <summary>A client that is connected.</summary>
    public async Task<ZooKeeperClient> ConnectAsync(ZooKeeperOptions options)
    {
        ZooKeeperClient client = Start(options);
        await WaitForAsync(client, ZooKeeperState.Connected);
        return client;
    }

    public static Task WaitForAsync(IZooKeeper client, ZooKeeperState state) =>
        Eventually.HoldsAsync(() => client.State == state, $"the client is {state}", TimeSpan.FromSeconds(20));

    /// <summary>A new node on the server, to be a test's chroot.</summary>
    public async Task<string> CreateTopAsync(string server)
    {
        await using ZooKeeperClient client = Create(new ZooKeeperOptions { Servers = [server] });
        client.Start();
        return await client.CreateAsync($"/test-{Guid.NewGuid():n}", default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ZooKeeperClient client in clients)
            await client.DisposeAsync();
        await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
