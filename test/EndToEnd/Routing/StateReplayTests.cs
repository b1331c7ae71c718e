using System.Text;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>State that follows a session to whatever server runs its next statement.</summary>
[TestClass]
public sealed class StateReplayTests : RoutingTest
{
    private const string WhereAmI = "SELECT h.name, w.name FROM here h, shop.whoami w";

    [TestMethod]
    [RoutingRow("state.schema")]
    [DataRow("USE e2e_other")]
    [DataRow("use `e2e_other`")]
    [DataRow("/* x */ USE e2e_other;")]
    public async Task Use_follows_the_session_to_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        await AssertSchemaOnReplicaAsync(session, OtherSchema);
        await session.RunAsync("USE shop");
        await AssertSchemaOnReplicaAsync(session, "shop");
    }

    [TestMethod]
    [RoutingRow("state.schema")]
    public async Task Init_db_follows_the_session_to_a_replica()
    {
        await using RoutedSession session = await OpenAsync();
        await session.ChangeSchemaAsync(OtherSchema);
        await AssertSchemaOnReplicaAsync(session, OtherSchema);
    }

    [TestMethod]
    [RoutingRow("state.schema")]
    public async Task Use_of_the_database_s_own_name_means_its_real_schema()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("USE e2e_other");
        await session.RunAsync("USE now");
        await AssertSchemaOnReplicaAsync(session, "shop");
        Assert.AreEqual(2905, await session.FailAsync("USE mysql"));
        await AssertSchemaOnReplicaAsync(session, "shop");
    }

    [TestMethod]
    [RoutingRow("state.character-set")]
    [DataRow("SET NAMES latin1", "latin1 latin1 latin1_swedish_ci")]
    [DataRow("SET NAMES 'latin2' COLLATE 'latin2_bin'", "latin2 latin2 latin2_bin")]
    [DataRow("SET character_set_results = latin1", "utf8mb4 latin1 utf8mb4_general_ci")]
    [DataRow("SET NAMES latin1; SET collation_connection = latin1_bin", "latin1 latin1 latin1_bin")]
    [DataRow("/*!40101 SET NAMES latin1 */", "latin1 latin1 latin1_swedish_ci")]
    [RoutingRow("text.tracked-comments")]
    public async Task The_character_set_follows_the_session_to_a_replica(string sql, string expected)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync(sql.Split("; "));
        IReadOnlyList<string[]> rows = await session.RowsAsync(
            $"SELECT CONCAT_WS(' ', {Variable("character_set_client")}, {Variable("character_set_results")}, "
                + $"{Variable("collation_connection")}), name FROM whoami");
        Assert.AreEqual(expected, rows[0][0]);
        AssertReplica(rows[0][1]);
    }

    [TestMethod]
    [RoutingRow("state.character-set")]
    public async Task Set_character_set_takes_the_schema_s_collation_on_the_replica_too()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("SET CHARACTER SET latin1");
        IReadOnlyList<string[]> rows = await session.RowsAsync(
            $"SELECT {Variable("character_set_client")}, {Variable("character_set_connection")}, name FROM whoami");
        CollectionAssert.AreEqual((string[])["latin1", "utf8mb4"], rows[0][..2]);
        AssertReplica(rows[0][2]);
    }

    [TestMethod]
    [RoutingRow("state.variables")]
    [DataRow("SET group_concat_max_len = 4321", "group_concat_max_len", "4321")]
    [DataRow("SET @@session.div_precision_increment = 7", "div_precision_increment", "7")]
    [DataRow("SET LOCAL time_zone = '+05:30'", "time_zone", "+05:30")]
    [DataRow("SET sql_safe_updates = ON, sql_select_limit = 77", "sql_select_limit", "77")]
    [DataRow("SET group_concat_max_len = 4321; SET group_concat_max_len = DEFAULT", "group_concat_max_len", "1048576")]
    public async Task A_session_variable_follows_the_session_to_a_replica(string sql, string name, string value)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync(sql.Split("; "));
        await AssertOnReplicaAsync(session, name, value);
    }

    [TestMethod]
    [RoutingRow("state.variables")]
    public async Task A_variable_set_before_any_server_was_asked_follows_too()
    {
        await using RoutedSession session = await OpenFreshAsync();
        await session.RunAsync("SET group_concat_max_len = 4322");
        await AssertOnReplicaAsync(session, "group_concat_max_len", "4322");
    }

    [TestMethod]
    [RoutingRow("state.set-option")]
    public async Task The_multi_statement_option_follows_the_session_to_a_replica()
    {
        const uint MultiStatements = 0x0001_0000;
        using RawMySqlClient client = await RawMySqlClient.ConnectAsync(Proxy.Port);
        RawPacket login = await client.LoginAsync(
            MariaDbCluster.User, MariaDbCluster.Password, Now, RawLogin.DefaultCapabilities & ~MultiStatements);
        Assert.IsTrue(login.IsOk);
        const string Batch = "SELECT name FROM whoami; SELECT 2";
        Assert.AreEqual(1064, (await client.QueryAsync(Batch))[0].ErrorCode);

        await SetOptionAsync(client, 0);
        AssertReplica(await client.QueryScalarAsync(Batch));
        Assert.AreEqual("2", await ReadScalarAsync(client));
        await SetOptionAsync(client, 1);
        Assert.AreEqual(1064, (await client.QueryAsync(Batch))[0].ErrorCode);
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
    }

    [TestMethod]
    [RoutingRow("state.primary-first")]
    public async Task A_set_runs_on_the_primary_alone_and_once_on_the_replica_that_needs_it()
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync("SET group_concat_max_len = 987601"));
        Assert.AreEqual(1, await Log.CountAsync("987601"));
        string replica = await session.WhoAnswersAsync();
        Assert.AreEqual(replica, await session.WhoAnswersAsync());
        Assert.AreEqual(2, await Log.CountAsync("987601"), "primary and replica, once each");
        Assert.AreEqual(1, await Log.CountAsync(replica, "987601"));
    }

    [TestMethod]
    [RoutingRow("state.primary-first")]
    public async Task A_set_that_fails_is_not_recorded()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("SET group_concat_max_len = 987602");
        await session.FailAsync("SET group_concat_max_len = 'no number 987603'");
        await AssertOnReplicaAsync(session, "group_concat_max_len", "987602");
        Assert.AreEqual(1, await Log.CountAsync("987603"));
    }

    [TestMethod]
    [RoutingRow("state.primary-first")]
    public async Task Of_a_batch_that_fails_only_what_ran_is_recorded()
    {
        await using RoutedSession session = await OpenAsync();
        await session.FailAsync("SET div_precision_increment = 6; FROBNICATE; SET div_precision_increment = 8");
        await AssertOnReplicaAsync(session, "div_precision_increment", "6");
    }

    [TestMethod]
    [RoutingRow("state.read-back")]
    [DataRow("SET group_concat_max_len = 1000 + 24", "group_concat_max_len", "1024")]
    [DataRow("SET time_zone = CONCAT('+0', '3:00')", "time_zone", "+03:00")]
    [DataRow("SET div_precision_increment = (SELECT MAX(n) / 20 FROM numbers WHERE n <= 100) + 1", "div_precision_increment", "6")]
    public async Task A_value_that_is_no_literal_is_read_back_from_the_primary(string sql, string name, string value)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql.Replace("SELECT MAX(n) / 20", "SELECT CAST(MAX(n) / 20 AS INT)", StringComparison.Ordinal));
        await AssertOnReplicaAsync(session, name, value);
    }

    [TestMethod]
    [RoutingRow("state.read-back")]
    public async Task A_mode_appended_to_the_modes_holds_on_the_replica()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')");
        AssertReplica(await session.WhoAnswersAsync("SELECT \"name\" FROM whoami"));
    }

    [TestMethod]
    [RoutingRow("state.replay-failure")]
    public async Task A_read_whose_replay_fails_runs_on_the_primary()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, """
            SET sql_log_bin = 0;
            CREATE DATABASE e2e_primary_only; CREATE TABLE e2e_primary_only.here (name VARCHAR(20));
            INSERT INTO e2e_primary_only.here VALUES ('primary only')
            """);
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("USE e2e_primary_only");
        IReadOnlyList<string[]> rows = await session.RowsAsync(WhereAmI);
        CollectionAssert.AreEqual((string[])["primary only", "primary"], rows[0]);
        await session.RunAsync("USE shop");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("kept.server-tracking")]
    public async Task A_schema_that_the_server_says_is_gone_is_not_replayed()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync("CREATE DATABASE IF NOT EXISTS e2e_gone", "USE e2e_gone", "DROP DATABASE e2e_gone");
        // Nothing in the text says that no schema is current now; the server's session tracking does.
        IReadOnlyList<string[]> rows = await session.RowsAsync("SELECT DATABASE(), name FROM shop.whoami");
        CollectionAssert.AreEqual((string[])["NULL", "primary"], rows[0]);
    }

    private static string Variable(string name) =>
        $"(SELECT VARIABLE_VALUE FROM shop.session_state WHERE VARIABLE_NAME = '{name}')";

    private static async Task AssertOnReplicaAsync(RoutedSession session, string name, string value)
    {
        IReadOnlyList<string[]> rows = await session.RowsAsync($"SELECT {Variable(name)}, name FROM whoami");
        Assert.AreEqual(value, rows[0][0]);
        AssertReplica(rows[0][1]);
    }

    private static async Task AssertSchemaOnReplicaAsync(RoutedSession session, string schema)
    {
        IReadOnlyList<string[]> rows = await session.RowsAsync(WhereAmI);
        Assert.AreEqual(schema, rows[0][0]);
        AssertReplica(rows[0][1]);
    }

    private static async Task SetOptionAsync(RawMySqlClient client, byte option)
    {
        const byte SetOption = 0x1B;
        await client.SendCommandAsync(SetOption, [option, 0]);
        Assert.IsTrue((await client.ReadPacketAsync()).IsEof);
    }

    private static async Task<string> ReadScalarAsync(RawMySqlClient client)
    {
        IReadOnlyList<RawPacket> packets = await client.ReadResponseAsync();
        byte[] row = packets[^2].Payload;
        return Encoding.UTF8.GetString(row, 1, row[0]);
    }
}
