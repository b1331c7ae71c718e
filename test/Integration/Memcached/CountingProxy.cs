using System.Net;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Integration.Memcached;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Integration.Tests.Memcached;

/// <summary>What of a proxy counts sessions: event loops, a client and the counters.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    public const string Shop = "shop";

    private readonly IEventLoopGroup group = new SocketTransport().CreateGroup("test", 2, []);
    private readonly MemcachedClient client;

    private CountingProxy(CountersOptions options, string name, string[] databases)
    {
        client = new MemcachedClient(options, group, static family => new TcpSocketChannel(family), Logger);
        Counters = new MemcachedConnectionCounters(
            Local,
            client,
            options,
            new SingleMembership(new ProxyMember(name, null, null)),
            () => databases,
            TimeProvider.System,
            Logger);
    }

    public File.RecordingLogger<MemcachedClient> Logger { get; } = new();

    public LocalCounters Local { get; } = new();

    public MemcachedConnectionCounters Counters { get; }

    public MemcachedClient Client => client;

    /// <summary>Sessions of <c>shop</c>.</summary>
    public int Held => Local.Count(Shop);

    public static CountingProxy Start(CountersOptions options, string name = "127.0.0.1:61050", params string[] databases) =>
        new(options, name, databases.Length == 0 ? [Shop] : databases);

    /// <summary>Times that no healthy server exceeds on a busy machine, the rest short.</summary>
    public static CountersOptions Options(string prefix, params int[] ports) => new()
    {
        Kind = CounterKind.Memcached,
        Servers = [.. ports.Select(static port => new Endpoint("127.0.0.1", port))],
        Prefix = prefix,
        Timeout = TimeSpan.FromSeconds(5),
        Lease = TimeSpan.FromSeconds(2),
        Retry = TimeSpan.FromSeconds(0.1),
        Reconcile = TimeSpan.FromSeconds(0.2),
    };

    public static ConnectionClaim Claim(long? limit, string database = Shop, string user = "app") => new()
    {
        Database = database,
        User = user,
        Address = IPAddress.Loopback,
        OfDatabase = limit,
    };

    /// <summary>True: the session is counted.</summary>
    public async Task<bool> EnterAsync(long? limit, string database = Shop) =>
        await Counters.EnterAsync(Claim(limit, database), null) is null;

    public async Task EnterAsync(long limit, int times)
    {
        for (int i = 0; i < times; i++)
            Assert.IsTrue(await EnterAsync(limit), $"session {i}");
    }

    public void Leave(int times = 1, string database = Shop)
    {
        for (int i = 0; i < times; i++)
            Counters.Leave(Claim(null, database));
    }

    /// <summary>All sessions of <c>shop</c> end.</summary>
    public void LeaveAll() => Leave(Held);

    public async ValueTask DisposeAsync()
    {
        await Counters.DisposeAsync();
        await client.DisposeAsync();
        await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }
}
