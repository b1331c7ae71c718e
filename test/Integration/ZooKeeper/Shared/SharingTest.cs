using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Shared;

/// <summary>Tests with proxies on a tree of their own, on a real server.</summary>
public abstract class SharingTest
{
    private readonly List<SharingProxy> proxies = [];

    private protected ClientRig Rig { get; } = new();

    /// <summary>With the test's own root, and times that no healthy server exceeds on a busy machine.</summary>
    private protected ZooKeeperOptions Options { get; private set; } = null!;

    /// <summary>The same for who is to see soon that a server does not answer.</summary>
    private protected ZooKeeperOptions Impatient =>
        Options with { SessionTimeout = TimeSpan.FromSeconds(1), RequestTimeout = TimeSpan.FromSeconds(2) };

    /// <summary>A client that belongs to no proxy.</summary>
    private protected ZooKeeperClient Operator { get; private set; } = null!;

    [TestInitialize]
    public async Task CreateTreeAsync()
    {
        string server = (await GetServerAsync()).Address;
        Options = new ZooKeeperOptions
        {
            Servers = [server],
            Chroot = await Rig.CreateTopAsync(server),
            SessionTimeout = TimeSpan.FromSeconds(10),
            RequestTimeout = TimeSpan.FromSeconds(10),
        };
        Operator = await Rig.ConnectAsync(Options);
        await new TreeStore(Operator, new EntryConverter(null, "/")).InitAsync();
    }

    [TestCleanup]
    public async Task EndAsync()
    {
        foreach (SharingProxy proxy in proxies)
            await proxy.DisposeAsync();
        await Rig.DisposeAsync();
    }

    private protected virtual Task<ZooKeeperServer> GetServerAsync() => SharedZooKeeper.GetAsync();

    private protected async Task<SharingProxy> StartAsync(string name, int? node = null, ZooKeeperOptions? options = null)
    {
        SharingProxy proxy = await SharingProxy.StartAsync(Rig, options ?? Options, name, node);
        proxies.Add(proxy);
        return proxy;
    }

    /// <summary>The nodes of a database of the original.</summary>
    private protected static Dictionary<string, string> Nodes(string host = "10.0.0.1") => new()
    {
        ["authed_ips"] = "[]",
        ["db_disabled"] = "0",
        ["dbtype"] = "default",
        ["dbconf/db_user"] = "u",
        ["dbconf/db_password"] = "7D6B",
        ["dbconf/db_db"] = "schema",
        ["dbconf/db_host_r"] = host,
        ["dbconf/db_host_w"] = host,
    };
}
