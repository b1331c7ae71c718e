using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>What a statement leaves behind on the primary, and so keeps its session there.</summary>
[TestClass]
public sealed class KeptSessionTests : RoutingTest
{
    [TestMethod]
    [RoutingRow("kept.table-locks")]
    [RoutingRow("primary.while-kept")]
    [DataRow("LOCK TABLES whoami READ")]
    [DataRow("LOCK TABLE whoami READ, numbers WRITE")]
    public async Task Table_locks_keep_the_session_until_they_are_released(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
        AssertPrimary(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami"));
        await session.RunAsync("UNLOCK TABLES");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("kept.table-locks")]
    public async Task Table_locks_that_failed_keep_nobody()
    {
        await using RoutedSession session = await OpenAsync();
        await session.FailAsync("LOCK TABLES never_there READ");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("kept.read-lock")]
    [RoutingRow("primary.while-kept")]
    [DataRow("FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES")]
    [DataRow("FLUSH TABLES whoami WITH READ LOCK", "UNLOCK TABLES")]
    [DataRow("FLUSH TABLES whoami FOR EXPORT", "UNLOCK TABLES")]
    public async Task A_global_read_lock_keeps_the_session_until_it_is_released(string sql, string release)
    {
        await using RoutedSession session = await OpenAsync(Ops);
        await session.RunAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync(release);
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("kept.instance-lock")]
    public async Task A_backup_lock_keeps_the_session()
    {
        await using RoutedSession session = await OpenAsync(Ops);
        await session.RunAsync("BACKUP LOCK shop.numbers");
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync("BACKUP UNLOCK");
        AssertPrimary(await session.WhereRunsAsync("LOCK INSTANCE FOR BACKUP"));
    }

    [TestMethod]
    [RoutingRow("kept.handler")]
    [RoutingRow("kept.user-locks")]
    [RoutingRow("kept.text-prepare")]
    [RoutingRow("kept.temporary-tables")]
    [RoutingRow("kept.user-variables")]
    [RoutingRow("kept.untrackable-set")]
    [RoutingRow("kept.found-rows")]
    [RoutingRow("kept.routine-calls")]
    [RoutingRow("primary.while-kept")]
    [DataRow("HANDLER numbers OPEN")]
    [DataRow("SELECT GET_LOCK('kept', 1)")]
    [DataRow("DO GET_LOCK('kept', 1)")]
    [DataRow("PREPARE p FROM 'SELECT 1'")]
    [DataRow("CREATE TEMPORARY TABLE t (n INT)")]
    [DataRow("SET @v = CONCAT('a', 'b')")]
    [DataRow("SELECT 1 INTO @v")]
    [DataRow("SET timestamp = 1000000000")]
    [DataRow("SET rand_seed1 = 1, rand_seed2 = 2")]
    [DataRow("SET @@tx_isolation = 'READ-COMMITTED'")]
    [DataRow("SELECT SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 1")]
    [DataRow("CALL answer()")]
    [DataRow("SELECT whereami()")]
    [DataRow("EXECUTE IMMEDIATE 'SELECT 1'")]
    public async Task It_keeps_the_session_until_a_reset_or_the_end(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
        AssertPrimary(await session.WhereRunsAsync("SHOW TABLES"));
        AssertPrimary(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami"));

        await using RoutedSession other = await OpenAsync();
        await AssertReadsFromReplicaAsync(other);
        await session.ResetAsync();
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("kept.until-reset")]
    public async Task After_a_reset_nothing_of_the_session_is_left_on_either_server()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync(
            "SET group_concat_max_len = 5", "SET @lit = 5", "USE e2e_other", "CREATE TEMPORARY TABLE shop.t (n INT)", "SCE MASTER = 1");
        await session.ResetAsync();
        AssertReplica(await session.WhoAnswersAsync(
            "SELECT name FROM shop.whoami JOIN shop.session_state "
                + "ON VARIABLE_NAME = 'group_concat_max_len' WHERE VARIABLE_VALUE = 1048576"));
        Assert.AreEqual("NULL", await session.ValueAsync("SELECT @lit"));
        Assert.AreEqual(1146, await session.FailAsync("SELECT n FROM shop.t"));
    }

    [TestMethod]
    [RoutingRow("kept.user-locks")]
    public async Task A_lock_s_holder_can_ask_for_it_and_give_it_back()
    {
        await using RoutedSession session = await OpenAsync();
        Assert.AreEqual("1", await session.ValueAsync("SELECT GET_LOCK('held', 1)"));
        await using RoutedSession other = await OpenAsync();
        Assert.AreEqual("0", await other.ValueAsync("SELECT IS_FREE_LOCK('held')"));
        Assert.AreEqual("1", await session.ValueAsync("SELECT RELEASE_LOCK('held')"));
    }

    [TestMethod]
    [RoutingRow("kept.handler")]
    public async Task A_handler_is_read_where_it_was_opened()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("HANDLER numbers OPEN");
        Assert.AreEqual("1", await session.ValueAsync("HANDLER numbers READ FIRST"));
    }

    [TestMethod]
    [RoutingRow("kept.text-prepare")]
    public async Task A_statement_prepared_as_text_runs_where_it_was_prepared()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("PREPARE p FROM 'SELECT name FROM whoami'");
        AssertPrimary(await session.WhoAnswersAsync("EXECUTE p"));
    }

    [TestMethod]
    [RoutingRow("kept.undelivered-result")]
    [RoutingRow("trap.pipelining")]
    public async Task Commands_sent_in_one_write_are_answered_one_after_the_other()
    {
        using RawMySqlClient client = await RawMySqlClient.OpenAsync(
            Proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, Now);
        string[] texts =
        [
            "SELECT name FROM whoami", "SELECT name FROM whoami FOR UPDATE", "BEGIN", "SELECT name FROM whoami", "COMMIT",
            "SELECT name FROM whoami",
        ];
        await client.SendBytesAsync(
            texts.SelectMany(sql => RawMySqlClient.Frame(0, [3, .. System.Text.Encoding.UTF8.GetBytes(sql)])).ToArray());
        List<string> answers = [];
        foreach (string _ in texts)
        {
            IReadOnlyList<RawPacket> packets = await client.ReadResponseAsync();
            answers.Add(packets[0].IsOk ? "OK" : System.Text.Encoding.ASCII.GetString(packets[^2].Payload[1..]));
        }

        AssertReplica(answers[0]);
        CollectionAssert.AreEqual((string[])["primary", "OK", "primary", "OK"], answers[1..5]);
        Assert.AreEqual(answers[0], answers[5]);
    }
}
