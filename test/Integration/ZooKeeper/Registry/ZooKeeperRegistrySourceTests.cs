using Microsoft.Extensions.Logging;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Registry;

/// <summary>What becomes of the registry when nodes change; the nodes are those of a test, not of a server.</summary>
[TestClass]
public sealed class ZooKeeperRegistrySourceTests : IAsyncDisposable
{
    private const string Shop = "/database/db_info/shop";

    private readonly ScriptedMirror mirror = new ScriptedMirror().With("shop", "other");
    private readonly TenantRegistry registry = new();
    private readonly List<RegistryChange> changes = [];
    private readonly RecordingLogger<ZooKeeperRegistrySource> logger = new();
    private readonly Live<SqlPolicies> policies = new(SqlPolicies.BuiltIn);
    private readonly SharedTree tree;
    private readonly ZooKeeperRegistrySource source;

    public ZooKeeperRegistrySourceTests()
    {
        tree = new SharedTree(mirror, null, TimeProvider.System, new RecordingLogger<SharedTree>());
        source = new ZooKeeperRegistrySource(tree, static () => null, "/", registry, policies, logger);
        registry.Changed += change =>
        {
            lock (changes)
                changes.Add(change);
        };
    }

    [TestMethod]
    public async Task The_first_tree_is_the_registry()
    {
        await StartAsync();
        Assert.AreEqual("10.0.0.1:3306", registry.Find("shop")!.Current!.Primary.ToString());
        Assert.IsNotNull(registry.Find("other"));
        Assert.IsTrue(registry.AuthedIps.Contains(System.Net.IPAddress.Loopback));
        Assert.AreEqual(1, logger.CountOf("2 databases; 2 added, 0 changed, 0 removed"));
    }

    [TestMethod]
    public async Task A_changed_node_changes_its_database_alone()
    {
        await StartAsync();
        mirror.Change($"{Shop}/dbconf/db_host_w", "10.0.0.9:4000");
        Eventually.IsTrue(() => registry.Find("shop")!.Current!.Primary.Port == 4000, "the new host");
        AwaitChanges(2);
        CollectionAssert.AreEqual(new[] { "shop" }, Last().Tenants.Select(tenant => tenant.Tenant.Name).ToArray());
    }

    [TestMethod]
    public async Task A_burst_of_changes_is_one()
    {
        await StartAsync();
        mirror.Set($"{Shop}/dbconf/db_host_w", "10.0.0.9");
        mirror.Set($"{Shop}/dbconf/db_host_r", "10.0.0.8");
        mirror.Set($"{Shop}/dbconf/db_user", "new");
        mirror.Tell($"{Shop}/dbconf/db_host_w");
        mirror.Tell($"{Shop}/dbconf/db_host_r");
        mirror.Tell($"{Shop}/dbconf/db_user");
        Eventually.IsTrue(() => registry.Find("shop")!.Current!.ServerUser == "new", "the new user");
        AwaitChanges(2);
        Assert.AreEqual("10.0.0.8", registry.Find("shop")!.Current!.Replicas[0].Address.Host);
    }

    [TestMethod]
    public async Task A_database_that_is_created_node_by_node_comes_when_it_is_whole()
    {
        await StartAsync();
        mirror.AddDatabase("third");
        var nodes = mirror.Nodes.Where(node => node.Key.Contains("third", StringComparison.Ordinal)).ToArray();
        mirror.Remove("/database/db_info/third");
        foreach ((string path, byte[] data) in nodes[..^1])
        {
            mirror.Nodes[path] = data;
            mirror.Tell(path);
        }

        Eventually.IsTrue(() => logger.CountOf("Database third is not whole in ZooKeeper and is left as it was: dbtype missing") == 1, "the warning");
        Assert.IsNull(registry.Find("third"));
        mirror.Nodes[nodes[^1].Key] = nodes[^1].Value;
        mirror.Tell(nodes[^1].Key);
        Eventually.IsTrue(() => registry.Find("third") is not null, "the database");
    }

    [TestMethod]
    public async Task A_malformed_node_is_told_once_and_the_last_good_database_stays_until_it_is_repaired()
    {
        await StartAsync();
        mirror.Change($"{Shop}/dbconf/db_host_w", "no host");
        Eventually.IsTrue(() => logger.CountOf($"{Shop}/dbconf/db_host_w: \"no host\" has no valid host") == 1, "the error");
        Assert.AreEqual("10.0.0.1", registry.Find("shop")!.Current!.Primary.Host);
        mirror.Change($"{Shop}/db_disabled", "1");
        mirror.Change("/database/db_info/other/db_disabled", "1");
        Eventually.IsTrue(() => registry.Find("other")!.Current!.Disabled, "the other database goes on");
        Assert.IsFalse(registry.Find("shop")!.Current!.Disabled);
        Assert.AreEqual(1, logger.CountOf("has no valid host"));

        mirror.Change($"{Shop}/dbconf/db_host_w", "10.0.0.2");
        Eventually.IsTrue(() => registry.Find("shop")!.Current!.Primary.Host == "10.0.0.2", "the repaired database");
        Assert.IsTrue(registry.Find("shop")!.Current!.Disabled);
        Assert.AreEqual(1, logger.CountOf($"{Shop} can be read again"));
    }

    [TestMethod]
    public async Task A_node_that_vanishes_keeps_its_database_and_a_database_that_vanishes_goes()
    {
        await StartAsync();
        mirror.Remove($"{Shop}/dbconf/db_user");
        mirror.Tell($"{Shop}/dbconf/db_user");
        Eventually.IsTrue(() => logger.CountOf("not whole") == 1, "the warning");
        Assert.AreEqual("shop_user", registry.Find("shop")!.Current!.ServerUser);
        mirror.Remove(Shop);
        mirror.Tell(Shop);
        Eventually.IsTrue(() => registry.Find("shop") is null, "no database");
        Assert.IsNotNull(registry.Find("other"));
    }

    [TestMethod]
    public async Task A_tree_that_is_not_there_closes_no_database()
    {
        await StartAsync();
        mirror.Remove("/database");
        mirror.Tell("/database");
        Eventually.IsTrue(() => logger.CountOf("/database/db_info does not exist in ZooKeeper") == 1, "the error");
        Assert.IsNotNull(registry.Find("shop"));
        // What comes back is what counts, the addresses too, although nobody has named them.
        mirror.With("third");
        mirror.Set("/database/authed_ips", """["10"]""");
        mirror.Tell("/database/db_info");
        Eventually.IsTrue(() => registry.Find("third") is not null, "the tree that came back");
        Assert.IsNull(registry.Find("shop"));
        Assert.IsFalse(registry.AuthedIps.Contains(System.Net.IPAddress.Loopback));
    }

    [TestMethod]
    public async Task The_global_addresses_follow_their_node_and_stay_when_it_is_malformed()
    {
        await StartAsync();
        mirror.Change("/database/authed_ips", """["10"]""");
        Eventually.IsTrue(() => registry.AuthedIps.Contains(System.Net.IPAddress.Parse("10.1.1.1")), "the new list");
        mirror.Change("/database/authed_ips", "[");
        Eventually.IsTrue(() => logger.CountOf("/database/authed_ips: is no JSON") == 1, "the error");
        Assert.IsTrue(registry.AuthedIps.Contains(System.Net.IPAddress.Parse("10.1.1.1")));
        mirror.Remove("/database/authed_ips");
        mirror.Tell("/database/authed_ips");
        Eventually.IsTrue(() => registry.AuthedIps.IsEmpty, "no list");
    }

    [TestMethod]
    public async Task A_type_comes_changes_is_malformed_and_goes()
    {
        mirror.Set($"{Shop}/dbtype", "gold");
        await StartAsync();
        Assert.AreEqual(1, logger.CountOf($"{Shop}/dbtype: \"gold\" is no type"));
        mirror.Change("/database/db_type/gold", """{"maxconn": 5}""");
        Eventually.IsTrue(() => registry.Find("shop")?.Current is not null, "the database that has waited for its type");
        Assert.AreEqual(5, registry.Snapshot.Types["gold"].Connections);
        mirror.Change("/database/db_type/gold", """{"maxconn": 6}""");
        Eventually.IsTrue(() => registry.Snapshot.Types["gold"].Connections == 6, "the new quota");
        mirror.Change("/database/db_type/gold", "none");
        Eventually.IsTrue(() => logger.CountOf("/database/db_type/gold: is no JSON") == 1, "the error");
        Assert.AreEqual(6, registry.Snapshot.Types["gold"].Connections);
        mirror.Remove("/database/db_type/gold");
        mirror.Tell("/database/db_type/gold");
        Eventually.IsTrue(() => logger.CountOf("/database/db_type/gold: is gone, but databases are of this type") == 1, "the second error");
        Assert.AreEqual(6, registry.Snapshot.Types["gold"].Connections);
        mirror.Change($"{Shop}/dbtype", "default");
        Eventually.IsTrue(() => registry.Find("shop")!.Current!.Type == "default", "the other type");
        mirror.Change("/database/db_type/silver", "{}");
        Eventually.IsTrue(() => registry.Snapshot.Types.ContainsKey("silver"), "another type");
        Assert.IsFalse(registry.Snapshot.Types.ContainsKey("gold"));
        Assert.IsTrue(registry.Snapshot.Types.ContainsKey("internal"));
    }

    [TestMethod]
    public async Task A_policy_that_comes_is_found_by_the_database_that_names_it()
    {
        mirror.Set($"{Shop}/dbconf/options", """{"sqlPolicy": "own"}""");
        await StartAsync();
        Assert.AreEqual(1, logger.CountOf("options: $.sqlPolicy: \"own\" is no policy"));
        policies.Set(new SqlPolicies([SqlPolicies.Standard with { Name = "own" }]));
        source.Reload();
        Assert.AreEqual("own", registry.Find("shop")!.Current!.SqlPolicy);
    }

    [TestMethod]
    public async Task After_disposal_nothing_is_applied()
    {
        await StartAsync();
        source.Dispose();
        TaskCompletionSource told = new();
        tree.Changed += _ => told.TrySetResult();
        mirror.Change($"{Shop}/db_disabled", "1");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.IsFalse(registry.Find("shop")!.Current!.Disabled);
    }

    [TestMethod]
    public async Task No_secret_is_logged()
    {
        mirror.Set($"{Shop}/dbconf/db_password", "secret-word");
        mirror.Set("/database/db_info/other/dbconf/options", """{"users": [{"user": "u", "password": "secret-word", "x": 1}]}""");
        await StartAsync();
        Assert.AreEqual(2, logger.Lines.Count(line => line.Level == LogLevel.Error));
        Assert.AreEqual(0, logger.CountOf("secret-word"));
    }

    public async ValueTask DisposeAsync()
    {
        source.Dispose();
        await tree.DisposeAsync();
    }

    private async Task StartAsync()
    {
        mirror.Complete();
        await tree.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
    }

    /// <summary>The registry has its new content before it tells of it.</summary>
    private void AwaitChanges(int count)
    {
        int Told()
        {
            lock (changes)
                return changes.Count;
        }

        Eventually.IsTrue(() => Told() >= count, $"{count} changes");
        Assert.AreEqual(count, Told());
    }

    private RegistryChange Last()
    {
        lock (changes)
            return changes[^1];
    }
}
