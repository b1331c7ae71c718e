using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>
/// Tests that ask a real primary and two real replicas behind the proxy which of them answered. Each class has servers of
/// its own. Sessions are of ordinary users, whom read_only binds.
/// </summary>
public abstract class RoutingTest
{
    /// <summary>A database whose reads may follow a write to a replica at once.</summary>
    protected const string Now = "now";

    /// <summary><see cref="Now"/> with a read-after-write window longer than any test.</summary>
    protected const string Later = "later";

    /// <summary>A database with the default window of one second.</summary>
    protected const string Brief = "brief";

    /// <summary>As <see cref="Now"/>, for a user with the rights of an operator, though read_only binds it too.</summary>
    protected const string Ops = "ops";

    /// <summary>As <see cref="Now"/>, with a <see cref="TestRelay"/> in front of each server.</summary>
    protected const string Relayed = "relayed";

    /// <summary>As <see cref="Now"/>, but nothing listens where the primary should be.</summary>
    protected const string DeadPrimary = "dead_primary";

    /// <summary>As <see cref="Now"/>, but nothing listens where the replicas should be.</summary>
    protected const string DeadReplicas = "dead_replicas";

    /// <summary>As <see cref="DeadReplicas"/>, with the second replica as one that lives.</summary>
    protected const string OneDeadReplica = "one_dead_replica";

    /// <summary>As <see cref="Now"/>; the first replica has a thousand times the weight of the second.</summary>
    protected const string Weighted = "weighted";

    /// <summary>A second schema that sessions may USE; the table <c>here</c> in each tells which one is current.</summary>
    protected const string OtherSchema = "e2e_other";

    /// <summary>The view session_state tells the variables of a session on a replica too, which the proxy would send to the
    /// primary if it saw them.</summary>
    private const string Content = """
        CREATE DATABASE e2e_other;
        CREATE TABLE shop.here (name VARCHAR(20)); INSERT INTO shop.here VALUES ('shop');
        CREATE TABLE e2e_other.here (name VARCHAR(20)); INSERT INTO e2e_other.here VALUES ('e2e_other');
        CREATE TABLE shop.notes (id INT AUTO_INCREMENT PRIMARY KEY, ran_on VARCHAR(20), UNIQUE (ran_on));
        CREATE TABLE shop.numbers (n INT PRIMARY KEY); INSERT INTO shop.numbers SELECT seq FROM shop.seq_1_to_100;
        CREATE VIEW shop.session_state AS SELECT VARIABLE_NAME, VARIABLE_VALUE FROM information_schema.SESSION_VARIABLES;
        CREATE SEQUENCE shop.ticket;
        CREATE FUNCTION shop.whereami() RETURNS VARCHAR(20) READS SQL DATA RETURN (SELECT name FROM shop.whoami);
        CREATE PROCEDURE shop.answer() SELECT name FROM shop.whoami;
        CREATE USER ops@'127.0.0.1' IDENTIFIED BY 'app-secret';
        GRANT ALL ON *.* TO ops@'127.0.0.1';
        REVOKE SUPER, READ_ONLY ADMIN ON *.* FROM ops@'127.0.0.1';
        CREATE ROLE reporter; GRANT reporter TO ops@'127.0.0.1'
        """;

    private static readonly ServerRole[] Roles = [ServerRole.Primary, ServerRole.Replica(1), ServerRole.Replica(2)];

    private static MariaDbCluster? cluster;
    private static StatementLog? log;
    private static TestRelay[] relays = [];
    private static ProxyProcess? proxy;

    /// <summary>The servers.</summary>
    internal static MariaDbCluster Cluster => cluster!;

    /// <summary>What each server was sent.</summary>
    internal static StatementLog Log => log!;

    /// <summary>The proxy.</summary>
    internal static ProxyProcess Proxy => proxy!;

    /// <summary>In front of the primary of <see cref="Relayed"/>.</summary>
    internal static TestRelay PrimaryRelay => relays[0];

    /// <summary>In front of the replicas of <see cref="Relayed"/>.</summary>
    internal static IReadOnlyList<TestRelay> ReplicaRelays => relays[1..];

    [ClassInitialize(InheritanceBehavior.BeforeEachDerivedClass)]
    public static async Task StartServersAsync(TestContext context)
    {
        cluster = await MariaDbCluster.StartAsync(replicas: 2);
        await cluster.AdministerAsync(ServerRole.Primary, Content);
        await cluster.WaitForReplicasAsync();
        log = await StatementLog.StartAsync(cluster, Roles);
        relays = [.. Roles.Select(role => TestRelay.Start(cluster[role].Port))];
        proxy = await ProxyProcess.StartAsync(Configuration(cluster));
    }

    [ClassCleanup(InheritanceBehavior.BeforeEachDerivedClass)]
    public static async Task StopServersAsync()
    {
        if (proxy is not null)
            await proxy.DisposeAsync();
        foreach (TestRelay relay in relays)
            await relay.DisposeAsync();
        if (log is not null)
            await log.DisposeAsync();
        if (cluster is not null)
            await cluster.DisposeAsync();
    }

    /// <summary>A session of <paramref name="database"/> that has asked no server for anything.</summary>
    internal static Task<RoutedSession> OpenFreshAsync(string database = Now) =>
        RoutedSession.OpenAsync(Proxy.Port, database, database == Ops ? Ops : MariaDbCluster.User, Log);

    /// <summary>A session whose plain reads are seen to go to a replica, so that whatever goes to the primary afterwards
    /// goes there for a reason.</summary>
    internal static async Task<RoutedSession> OpenAsync(string database = Now)
    {
        RoutedSession session = await OpenFreshAsync(database);
        // A test before this one may have cut the replicas off, and so they are left out for a moment.
        if (database == Relayed)
            await Eventually.HoldsAsync(async () => await session.WhoAnswersAsync() != "primary", "a read from a replica");
        await AssertReadsFromReplicaAsync(session);
        return session;
    }

    /// <summary>The session's plain reads go to a replica.</summary>
    internal static async Task AssertReadsFromReplicaAsync(RoutedSession session) =>
        AssertReplica(await session.WhoAnswersAsync());

    /// <summary>The session's plain reads go to the primary.</summary>
    internal static async Task AssertReadsFromPrimaryAsync(RoutedSession session) =>
        AssertPrimary(await session.WhoAnswersAsync());

    internal static void AssertPrimary(string server) => Assert.AreEqual("primary", server);

    internal static void AssertReplica(string server) => Assert.StartsWith("replica", server);

    private static ProxyConfiguration Configuration(MariaDbCluster servers)
    {
        ProxyConfiguration configuration = ProxyConfiguration.Empty();
        int[] replicas = [.. Roles[1..].Select(role => servers[role].Port)];
        int[] dead = [FreePort.Next(), FreePort.Next()];
        int primary = servers.Primary.Port;
        string[] plain = [Now, Later, Brief, Ops, Weighted];
        foreach (string name in plain)
            configuration.With(name, MariaDbCluster.Schema, primary, replicas);
        configuration.With(Relayed, MariaDbCluster.Schema, relays[0].Port, relays[1].Port, relays[2].Port);
        configuration.With(DeadPrimary, MariaDbCluster.Schema, dead[0], replicas);
        configuration.With(DeadReplicas, MariaDbCluster.Schema, primary, dead);
        configuration.With(OneDeadReplica, MariaDbCluster.Schema, primary, dead[0], replicas[1]);
        string[] all = [.. plain, Relayed, DeadPrimary, DeadReplicas, OneDeadReplica];
        foreach (string name in all)
        {
            configuration.Database(name)["readAfterWrite"] = 0;
            configuration.Database(name)["schemas"] = new JsonArray(OtherSchema, "e2e_gone", "e2e_primary_only");
        }

        configuration.Database(Later)["readAfterWrite"] = 600;
        configuration.Database(Brief).Remove("readAfterWrite");
        configuration.Database(Ops)["user"] = Ops;
        configuration.Database(Weighted)["replicas"]![0]!["weight"] = 1000;
        configuration.Database(Relayed)["pool"] = new JsonObject { ["replicaRetry"] = 0.2 };
        return configuration;
    }
}
