using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>What a session sees of servers that are gone, or go under a statement.</summary>
[TestClass]
public sealed class BackendFailureTests : RoutingTest
{
    private const int ServerGone = 2909;
    private const int CannotConnect = 2914;

    [TestMethod]
    [RoutingRow("failure.read-again")]
    public async Task A_read_whose_replica_goes_before_the_answer_runs_once_more_elsewhere()
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        string mark = StatementLog.NewMark();
        Task<string> answer = session.WhoAnswersAsync($"SELECT SLEEP(2), name FROM whoami /* {mark} */");
        await WaitForAsync(mark);
        CutReplicas();
        string server = await answer;
        Assert.AreEqual(2, await Log.CountAsync(mark), "runs in all");
        Assert.AreEqual(server, (await Log.FindAsync(mark)).Split(',').First(name => name == server));
        await Eventually.HoldsAsync(
            async () => (await session.WhoAnswersAsync()).StartsWith("replica", StringComparison.Ordinal), "a replica again");
    }

    [TestMethod]
    [RoutingRow("failure.read-again")]
    public async Task A_read_is_not_run_a_third_time()
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        string mark = StatementLog.NewMark();
        Task<int> answer = session.FailAsync($"SELECT SLEEP(3), name FROM whoami /* {mark} */");
        await WaitForAsync(mark);
        CutReplicas();
        await WaitForAsync(mark, runs: 2);
        CutReplicas();
        PrimaryRelay.CutAll();
        Assert.AreEqual(ServerGone, await answer);
        Assert.AreEqual(2, await Log.CountAsync(mark));
        await session.WhoAnswersAsync();
    }

    [TestMethod]
    [RoutingRow("failure.no-repeat")]
    [RoutingRow("failure.one-error")]
    [DataRow("INSERT INTO notes (ran_on) SELECT CONCAT('once', SLEEP(2))")]
    [DataRow("SELECT SLEEP(2), name FROM whoami FOR UPDATE")]
    public async Task A_statement_on_the_primary_is_never_repeated_and_its_session_goes_on(string sql)
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        string mark = StatementLog.NewMark();
        Task<int> answer = session.FailAsync($"{sql} /* {mark} */");
        await WaitForAsync(mark);
        PrimaryRelay.CutAll();
        Assert.AreEqual(ServerGone, await answer);
        await AssertReadsFromReplicaAsync(session);
        AssertPrimary(await session.WhoAnswersAsync("SELECT name FROM whoami FOR UPDATE"));
        Assert.AreEqual(1, await Log.CountAsync(mark));
    }

    [TestMethod]
    [RoutingRow("failure.commit-lost")]
    public async Task A_commit_whose_answer_is_lost_is_an_error_and_ends_the_session()
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        string mark = StatementLog.NewMark();
        await session.RunEachAsync("BEGIN", "UPDATE numbers SET n = n WHERE n = 1");
        PrimaryRelay.ToClient.Swallow = true;
        Task<int> answer = session.FailAsync($"COMMIT /* {mark} */");
        await WaitForAsync(mark);
        PrimaryRelay.CutAll();
        PrimaryRelay.ToClient.Swallow = false;
        Assert.AreEqual(ServerGone, await answer);
        Assert.IsTrue(await session.IsClosedAsync());
        Assert.AreEqual(1, await Log.CountAsync(mark));
    }

    [TestMethod]
    [RoutingRow("failure.session-ends")]
    [RoutingRow("failure.one-error")]
    [DataRow("BEGIN")]
    [DataRow("SET autocommit = 0")]
    [DataRow("CREATE TEMPORARY TABLE t (n INT)")]
    [DataRow("LOCK TABLES numbers READ")]
    [DataRow("SELECT GET_LOCK('failure', 1)")]
    [DataRow("SET @v = 1 + 1")]
    [DataRow("PREPARE p FROM 'SELECT 1'")]
    public async Task A_session_that_loses_what_cannot_be_replayed_is_closed_after_the_error(string sql)
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        await session.RunAsync(sql);
        string mark = StatementLog.NewMark();
        Task<int> answer = session.FailAsync($"SELECT SLEEP(3) /* {mark} */");
        await WaitForAsync(mark);
        PrimaryRelay.CutAll();
        Assert.AreEqual(ServerGone, await answer);
        Assert.IsTrue(await session.IsClosedAsync());
        Assert.AreEqual(1, await Log.CountAsync(mark));
    }

    [TestMethod]
    [RoutingRow("failure.session-ends")]
    public async Task An_idle_session_that_loses_its_transaction_is_closed()
    {
        using RawMySqlClient client = await RawMySqlClient.OpenAsync(
            Proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, Relayed);
        Assert.IsTrue((await client.QueryAsync("BEGIN"))[0].IsOk);
        PrimaryRelay.CutAll();
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    [RoutingRow("failure.session-goes-on")]
    public async Task A_session_that_loses_only_what_replay_restores_goes_on()
    {
        await using RoutedSession session = await OpenAsync(Relayed);
        await session.RunEachAsync("USE e2e_other", "SET group_concat_max_len = 4444", "SET NAMES latin1");
        string mark = StatementLog.NewMark();
        Task<int> answer = session.FailAsync($"DELETE FROM shop.numbers WHERE n = -SLEEP(2) /* {mark} */");
        await WaitForAsync(mark);
        PrimaryRelay.CutAll();
        Assert.AreEqual(ServerGone, await answer);
        await session.RunAsync("SET @lit = 5");
        PrimaryRelay.CutAll();
        IReadOnlyList<string[]> rows = await session.RowsAsync(
            "SELECT @@group_concat_max_len, @@character_set_client, @lit, h.name FROM here h FOR UPDATE");
        CollectionAssert.AreEqual((string[])["4444", "latin1", "5", OtherSchema], rows[0]);
    }

    [TestMethod]
    [RoutingRow("failure.one-error")]
    public async Task An_answer_cut_between_two_packets_ends_with_one_error_and_the_session_goes_on()
    {
        await using FakeReplica replica = FakeReplica.Start(cutsInsidePacket: false);
        using RawMySqlClient client = await OpenBehindAsync(replica);
        await client.SendQueryAsync(RoutedSession.Read);
        byte sequence = 0;
        RawPacket packet;
        do
        {
            packet = await client.ReadPacketAsync();
            Assert.AreEqual(++sequence, packet.Sequence);
        }
        while (!packet.IsError);
        Assert.AreEqual(ServerGone, packet.ErrorCode);
        Assert.AreEqual(FakeReplica.PacketsBeforeTheCut + 1, sequence);
        AssertPrimary(await client.QueryScalarAsync(RoutedSession.Read));
    }

    [TestMethod]
    [RoutingRow("failure.close-inside-packet")]
    public async Task An_answer_cut_inside_a_packet_ends_with_a_close_and_no_error()
    {
        await using FakeReplica replica = FakeReplica.Start(cutsInsidePacket: true);
        using RawMySqlClient client = await OpenBehindAsync(replica);
        await client.SendQueryAsync(RoutedSession.Read);
        for (int i = 0; i < FakeReplica.PacketsBeforeTheCut; i++)
            Assert.IsFalse((await client.ReadPacketAsync()).IsError);
        await Assert.ThrowsAsync<EndOfStreamException>(client.ReadPacketAsync);
    }

    [TestMethod]
    [RoutingRow("failure.primary-down")]
    public async Task Without_a_primary_writes_get_an_error_and_reads_go_on()
    {
        using RawMySqlClient client = await RawMySqlClient.OpenAsync(
            Proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, DeadPrimary);
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
        Assert.AreEqual(CannotConnect, (await client.QueryAsync("DELETE FROM numbers WHERE n < 0"))[0].ErrorCode);
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
    }

    [TestMethod]
    [RoutingRow("failure.replicas-down")]
    public async Task Without_any_replica_reads_run_on_the_primary()
    {
        await using RoutedSession session = await OpenFreshAsync(DeadReplicas);
        await AssertReadsFromPrimaryAsync(session);
        await AssertReadsFromPrimaryAsync(session);
    }

    [TestMethod]
    [RoutingRow("failure.replicas-down")]
    public async Task A_replica_that_refuses_is_passed_over_for_one_that_does_not()
    {
        for (int i = 0; i < 12; i++)
        {
            await using RoutedSession session = await OpenFreshAsync(OneDeadReplica);
            Assert.AreEqual("replica2", await session.WhoAnswersAsync());
        }
    }

    [TestMethod]
    [RoutingRow("replicas.weights")]
    public async Task Replicas_of_equal_weight_share_the_sessions()
    {
        Dictionary<string, int> sessions = await CountReplicasAsync(Now, 40);
        Assert.HasCount(2, sessions);
    }

    [TestMethod]
    [RoutingRow("replicas.weights")]
    public async Task A_heavy_replica_gets_the_most_sessions()
    {
        Dictionary<string, int> sessions = await CountReplicasAsync(Weighted, 40);
        Assert.IsGreaterThanOrEqualTo(36, sessions["replica1"]);
    }

    private static async Task<Dictionary<string, int>> CountReplicasAsync(string database, int count)
    {
        Dictionary<string, int> sessions = [];
        for (int i = 0; i < count; i++)
        {
            await using RoutedSession session = await OpenFreshAsync(database);
            string server = await session.WhoAnswersAsync();
            sessions[server] = sessions.GetValueOrDefault(server) + 1;
        }

        return sessions;
    }

    private static void CutReplicas()
    {
        foreach (TestRelay relay in ReplicaRelays)
            relay.CutAll();
    }

    private static Task WaitForAsync(string mark, int runs = 1) =>
        Eventually.HoldsAsync(async () => await Log.CountAsync(mark) >= runs, $"run {runs} of the statement");

    /// <summary>A session of a new database whose one replica is <paramref name="replica"/>.</summary>
    private static async Task<RawMySqlClient> OpenBehindAsync(FakeReplica replica)
    {
        string name = $"fake{replica.Port}";
        Proxy.Configuration.With(name, MariaDbCluster.Schema, Cluster.Primary.Port, replica.Port);
        Proxy.Configuration.Database(name)["readAfterWrite"] = 0;
        Proxy.RewriteDatabases();
        RawMySqlClient? client = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                RawMySqlClient next = await RawMySqlClient.ConnectAsync(Proxy.Port);
                if ((await next.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, name)).IsOk)
                    client = next;
                else
                    next.Dispose();
                return client is not null;
            },
            "the new database");
        return client!;
    }
}
