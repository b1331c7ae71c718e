using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Sharing;

/// <summary>Proxies that have their databases and forbids from a real ZooKeeper, which <c>sceproxy tree</c> writes.</summary>
[TestClass]
public sealed class SharedRegistryTests : ProxyTest
{
    private static ZooKeeperServer? zookeeper;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-sharing.");
    private readonly string chroot = $"/e2e-{Guid.NewGuid():n}";

    private static ZooKeeperServer ZooKeeper => zookeeper!;

    private string Snapshot => Path.Combine(folder.FullName, "snapshot.json");

    private string KeyFile => Path.Combine(folder.FullName, "key");

    [ClassInitialize]
    public static async Task StartZooKeeperAsync(TestContext context) => zookeeper = await ZooKeeperServer.StartAsync();

    [ClassCleanup]
    public static async Task StopZooKeeperAsync() => await ZooKeeper.DisposeAsync();

    [TestInitialize]
    public async Task LoadTreeAsync()
    {
        await ToolProcess.RunAsync(
            "dotnet", [RepositoryPaths.ProxyAssembly, "encrypt", "--key-file", KeyFile, "--new-key"], "unused\n"u8.ToArray());
        ProxyConfiguration configuration = ProxyConfiguration.For(Cluster);
        // The database's own list is what the tests change.
        configuration.Databases["authedIps"] = new JsonArray();
        configuration.Database("shop")["authedIps"] = new JsonArray("127.0.0.1");
        configuration.Database("shop")["replicas"] = new JsonArray();
        Share(configuration);
        configuration.Write(folder.FullName);
        await TreeAsync("init");
        await TreeAsync("load", "--file", Path.Combine(folder.FullName, "databases.json"));
    }

    private protected override void CleanUp() => folder.Delete(recursive: true);

    [TestMethod]
    public async Task A_host_and_a_list_of_addresses_that_change_and_a_database_that_goes_are_seen_by_clients()
    {
        ProxyProcess proxy = await StartSharingAsync();
        await using MySqlConnection connection = new(ConnectionString(proxy, "shop"));
        await connection.OpenAsync();
        int replica = Cluster[ServerRole.Replica(1)].Port;
        Assert.AreEqual(Cluster.Primary.Port, await PortAsync(connection));
        await TreeAsync("set", "shop", $"primary=127.0.0.1:{replica}");
        await Eventually.HoldsAsync(async () => await PortAsync(connection) == replica, "the session is on the other server");

        await TreeAsync("set", "shop", "authedIps=[\"10.0.0.1\"]");
        await Eventually.HoldsAsync(async () => await LoginErrorAsync(proxy, "shop") == 2911, "logins from here are refused");
        Assert.AreEqual(replica, await PortAsync(connection));

        await TreeAsync("delete", "shop");
        await Eventually.HoldsAsync(
            async () => await ErrorAsync(() => PortAsync(connection)) != 0, "the session of a database that is gone has ended");
    }

    [TestMethod]
    public async Task A_forbid_that_one_proxy_sets_counts_on_another_and_on_one_that_starts_without_ZooKeeper()
    {
        ProxyProcess first = await StartSharingAsync();
        ProxyProcess second = await StartSharingAsync();
        await using MySqlConnection connection = new(ConnectionString(second, "shop"));
        await connection.OpenAsync();
        await PortAsync(connection);
        await using (MySqlConnection operating = new(ConnectionString(first, "sce", "boss", "boss-secret")))
        {
            await operating.OpenAsync();
            await using MySqlCommand order = new("SCE FORBID SET shop ALL PERMANENT BECAUSE 'shared'", operating);
            await order.ExecuteNonQueryAsync();
        }

        await Eventually.HoldsAsync(
            async () => await ErrorAsync(() => PortAsync(connection)) == 2910, "the forbid counts on the other proxy");
        await Eventually.HoldsAsync(
            () => File.Exists(Snapshot) && File.ReadAllText(Snapshot).Contains("shared", StringComparison.Ordinal),
            "the forbid is in the snapshot");
        await ZooKeeper.KillAsync();
        try
        {
            ProxyProcess third = await StartSharingAsync();
            await third.WaitForLogAsync("ZooKeeper does not answer: databases and forbids are those that");
            Assert.AreEqual(2910, await LoginErrorAsync(third, "shop"));
        }
        finally
        {
            await ZooKeeper.RestartAsync();
        }

        Assert.AreEqual("shop\tDatabase\t['ALL']\tpermanent\tshared", await CommandAsync("forbid", "list"));
        Assert.AreEqual("lifted: 1", await CommandAsync("forbid", "lift", "shop"));
        await Eventually.HoldsAsync(
            async () => await ErrorAsync(() => PortAsync(connection)) == 0, "nothing is forbidden any more", TimeSpan.FromSeconds(20));
    }

    [TestMethod]
    public async Task While_ZooKeeper_is_away_everything_goes_on_and_when_it_is_back_changes_count_again()
    {
        ProxyProcess proxy = await StartSharingAsync();
        await AssertServesAsync(proxy);
        await ZooKeeper.KillAsync();
        try
        {
            await proxy.WaitForLogAsync("ZooKeeper: connection to");
            await AssertServesAsync(proxy);
        }
        finally
        {
            await ZooKeeper.RestartAsync();
        }

        await TreeAsync("set", "shop", "disabled=true");
        await Eventually.HoldsAsync(
            async () => await LoginErrorAsync(proxy, "shop") == 2912, "the database is disabled", TimeSpan.FromSeconds(20));
    }

    [TestMethod]
    public async Task A_start_without_ZooKeeper_and_without_a_snapshot_waits_for_it()
    {
        await ZooKeeper.KillAsync();
        ProxyProcess proxy;
        try
        {
            ProxyConfiguration configuration = ProxyConfiguration.For(Cluster);
            Share(configuration);
            proxy = Launch(configuration);
            await proxy.WaitForLogAsync("there is no snapshot to begin with");
            Assert.IsFalse(FreePort.IsListenedOn(proxy.Port));
            ProxyProcess stopped = Launch(configuration);
            await stopped.WaitForLogAsync("there is no snapshot to begin with");
            stopped.Signal(ProcessSignal.Terminate);
            Assert.AreEqual(0, await stopped.WaitForEndAsync(TimeSpan.FromSeconds(30)), stopped.Log);
        }
        finally
        {
            await ZooKeeper.RestartAsync();
        }

        await Eventually.HoldsAsync(() => FreePort.IsListenedOn(proxy.Port), "the proxy listens", TimeSpan.FromSeconds(20));
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task The_tree_is_dumped_as_it_was_loaded_to_a_file_and_to_tables_and_back()
    {
        string dump = await TreeAsync("dump");
        JsonNode shop = JsonNode.Parse(dump)!["databases"]!["shop"]!;
        Assert.AreEqual(MariaDbCluster.User, shop["user"]!.GetValue<string>());
        Assert.AreEqual("transparent", shop["sqlPolicy"]!.GetValue<string>());
        StringAssert.StartsWith(shop["password"]!.GetValue<string>(), "aesgcm:");
        Assert.AreEqual("", await TreeAsync("load", "--file", Path.Combine(folder.FullName, "databases.json")), "nothing was to be changed");

        await TreeAsync("set", "shop", "replicas=[{\"address\":\"r\",\"weight\":2}]", "limits={\"connections\":5}", "type=level2");
        dump = await TreeAsync("dump");
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE DATABASE sharing");
        string tables = $"Server=127.0.0.1;Port={Cluster.Primary.Port};User ID=admin;Password=admin-secret;Database=sharing";
        await TreeAsync("dump", "--mysql", tables);
        await TreeAsync("delete", "shop");
        Assert.AreEqual("created database shop", await TreeAsync("load", "--mysql", tables));
        Assert.AreEqual(dump, await TreeAsync("dump"));
        Assert.AreEqual("", await TreeAsync("load", "--mysql", tables), "nothing was to be changed");
        await Cluster.AdministerAsync(ServerRole.Primary, "DROP DATABASE sharing");
    }

    [TestMethod]
    public async Task A_database_is_created_and_what_no_proxy_would_take_is_refused()
    {
        await TreeAsync("create", "other", "user=app", "password=", "primary=127.0.0.1:3306", "type=internal");
        JsonNode other = JsonNode.Parse(await TreeAsync("dump"))!["databases"]!["other"]!;
        Assert.AreEqual("internal", other["sqlPolicy"]!.GetValue<string>());
        await RefusedAsync("$.databases.other.primary: \"nowhere:0\" must have a port", "set", "other", "primary=nowhere:0");
        await RefusedAsync("$.databases.other.colour: unknown key", "set", "other", "colour=red");
        await RefusedAsync("dbtype: \"gold\" is no type", "set", "other", "type=gold");
        await RefusedAsync("a password is not taken from the command line", "set", "other", "password=secret");
        await RefusedAsync("there is no database third", "set", "third", "user=x");
        await RefusedAsync("either --file or --mysql has to be given", "load");
        Assert.AreEqual("nothing has changed", await TreeAsync("set", "other", "user=app"));
        Assert.AreEqual("there is no database third", await TreeAsync("delete", "third"));
        Assert.AreEqual("nothing is missing", await TreeAsync("init"));
    }

    [TestMethod]
    public async Task The_key_of_passwords_is_changed_while_a_proxy_serves()
    {
        ProxyProcess proxy = await StartSharingAsync();
        string before = PasswordIn(await TreeAsync("dump"));
        await CommandAsync("key", "add");
        proxy.Signal(ProcessSignal.Hangup);
        await proxy.WaitForLogAsync("Configuration read again");
        Assert.AreEqual(1, (await ToolProcess.TryRunAsync("dotnet", Arguments(["key", "drop"]))).ExitCode, "the old key is needed");
        Assert.AreEqual("encrypted anew: 1", await CommandAsync("key", "renew"));
        string after = PasswordIn(await TreeAsync("dump"));
        Assert.AreNotEqual(before, after);
        Assert.AreEqual("encrypted anew: 0", await CommandAsync("key", "renew"));
        await CommandAsync("key", "drop");
        Assert.HasCount(1, File.ReadAllLines(KeyFile));
        await TreeAsync("set", "shop", "readAfterWrite=7");
        await AssertServesAsync(proxy);
        await AssertServesAsync(await StartSharingAsync());

        static string PasswordIn(string dump) => JsonNode.Parse(dump)!["databases"]!["shop"]!["password"]!.GetValue<string>();
    }

    private void Share(ProxyConfiguration configuration)
    {
        configuration.Proxy["registry"] = new JsonObject
        {
            ["keyFile"] = KeyFile,
            ["zookeeper"] = new JsonObject
            {
                ["servers"] = new JsonArray(ZooKeeper.Address),
                ["chroot"] = chroot,
                ["snapshot"] = Snapshot,
                ["startTimeout"] = 1,
            },
        };
        configuration.Proxy["admin"] = new JsonObject { ["user"] = "boss", ["password"] = "boss-secret" };
    }

    private Task<ProxyProcess> StartSharingAsync() => StartProxyAsync(Share);

    /// <summary>What the command has written to standard output.</summary>
    private Task<string> TreeAsync(params string[] arguments) => CommandAsync(["tree", .. arguments]);

    private async Task<string> CommandAsync(params string[] arguments) =>
        string.Join('\n', (await ToolProcess.RunAsync("dotnet", Arguments(arguments), "typed\n"u8.ToArray())).Lines);

    private async Task RefusedAsync(string error, params string[] arguments)
    {
        ToolOutput output = await ToolProcess.TryRunAsync("dotnet", Arguments(["tree", .. arguments]));
        Assert.AreEqual(1, output.ExitCode);
        StringAssert.Contains(output.Errors, error);
    }

    private IEnumerable<string> Arguments(string[] arguments) =>
        [RepositoryPaths.ProxyAssembly, .. arguments, "--conf", folder.FullName];

    private static string ConnectionString(
        ProxyProcess proxy, string database, string user = MariaDbCluster.User, string password = MariaDbCluster.Password) =>
        new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)proxy.Port,
            UserID = user,
            Password = password,
            Database = database,
            Pooling = false,
        }.ConnectionString;

    private static async Task<int> PortAsync(MySqlConnection connection)
    {
        await using MySqlCommand command = new("SELECT CAST(@@port AS SIGNED)", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    /// <summary>What a login, or the first statement behind it, is refused with; 0 for nothing.</summary>
    private static Task<int> LoginErrorAsync(ProxyProcess proxy, string database) => ErrorAsync(async () =>
    {
        await using MySqlConnection connection = new(ConnectionString(proxy, database));
        await connection.OpenAsync();
        return await PortAsync(connection);
    });

    private static async Task<int> ErrorAsync(Func<Task<int>> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (MySqlException error)
        {
            return error.Number;
        }
    }
}
