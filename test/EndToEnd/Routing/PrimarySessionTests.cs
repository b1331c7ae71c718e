using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Reads that go to the primary because of what their session did before, or wishes.</summary>
[TestClass]
public sealed class PrimarySessionTests : RoutingTest
{
    [TestMethod]
    [RoutingRow("primary.transactions")]
    [RoutingRow("kept.transaction")]
    [DataRow("BEGIN", "COMMIT")]
    [DataRow("BEGIN WORK", "ROLLBACK")]
    [DataRow("START TRANSACTION", "COMMIT")]
    [DataRow("START TRANSACTION READ ONLY", "COMMIT")]
    [DataRow("START TRANSACTION WITH CONSISTENT SNAPSHOT", "ROLLBACK")]
    [DataRow("BEGIN", "CREATE TABLE IF NOT EXISTS here (name INT)")]
    [DataRow("EXECUTE IMMEDIATE 'SET @begins_nothing = 1'; BEGIN", "COMMIT; BEGIN; COMMIT")]
    public async Task A_transaction_stays_on_the_primary_up_to_its_end(string begin, string end)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(begin);
        await AssertReadsFromPrimaryAsync(session);
        await session.RunEachAsync("SAVEPOINT s", "ROLLBACK TO SAVEPOINT s");
        await AssertReadsFromPrimaryAsync(session);
        AssertPrimary(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami"));
        await session.RunAsync(end);
        if (!begin.Contains("EXECUTE", StringComparison.Ordinal))
            await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.transactions")]
    public async Task A_chained_transaction_stays_on_the_primary()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync("BEGIN", "COMMIT AND CHAIN");
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync("ROLLBACK");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.transactions")]
    public async Task The_word_begin_alone_begins_nothing()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SELECT name, 'BEGIN' AS `begin` FROM whoami"));
        await session.FailAsync("BEGIN SOMETHING");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.autocommit-off")]
    [RoutingRow("kept.autocommit-off")]
    [DataRow("SET autocommit = 0", "SET autocommit = 1")]
    [DataRow("SET @@session.autocommit = OFF", "SET SESSION autocommit = ON")]
    [DataRow("SET autocommit = 1 - 1", "SET autocommit = 2 - 1")]
    [DataRow("/*!40101 SET autocommit = 0 */", "SET sql_warnings = 0, autocommit = 1")]
    public async Task Without_autocommit_everything_runs_on_the_primary(string off, string on)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(off);
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync("COMMIT");
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync(on);
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.serializable")]
    [DataRow("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE")]
    [DataRow("SET SESSION tx_isolation = 'SERIALIZABLE'")]
    [DataRow("SET tx_isolation = 'serializable'")]
    public async Task Under_serializable_everything_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
        await session.RunAsync("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        AssertReplica(await session.WhoAnswersAsync(
            "SELECT name FROM whoami JOIN shop.session_state ON VARIABLE_NAME = 'TX_ISOLATION' "
                + "WHERE VARIABLE_VALUE = 'READ-COMMITTED'"));
    }

    [TestMethod]
    [RoutingRow("primary.next-transaction")]
    [DataRow("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")]
    [DataRow("SET TRANSACTION READ ONLY")]
    public async Task Set_transaction_holds_for_the_next_statement_on_the_primary_and_is_not_replayed(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        string mark = StatementLog.NewMark();
        await session.RunAsync($"{sql} /* {mark} */");
        AssertPrimary(await Log.FindAsync(mark));
        await AssertReadsFromPrimaryAsync(session);
        AssertReplica(await session.WhoAnswersAsync(
            "SELECT name FROM whoami JOIN shop.session_state ON VARIABLE_NAME = 'TX_ISOLATION' "
                + "WHERE VARIABLE_VALUE = 'REPEATABLE-READ'"));
    }

    [TestMethod]
    [RoutingRow("primary.set-global")]
    [RoutingRow("kept.untrackable-set")]
    public async Task A_role_keeps_its_session_on_the_primary()
    {
        await using RoutedSession session = await OpenAsync(Ops);
        await session.RunAsync("SET ROLE reporter");
        await AssertReadsFromPrimaryAsync(session);
        Assert.AreEqual("reporter", await session.ValueAsync("SELECT CURRENT_ROLE()"));
    }

    [TestMethod]
    [RoutingRow("primary.temporary-tables")]
    [RoutingRow("kept.temporary-tables")]
    [DataRow("CREATE TEMPORARY TABLE mine AS SELECT name FROM whoami")]
    [DataRow("CREATE OR REPLACE TEMPORARY TABLE mine SELECT name FROM whoami")]
    public async Task A_temporary_table_is_read_where_it_was_made(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        AssertPrimary(await session.WhoAnswersAsync("SELECT name FROM mine"));
        await AssertReadsFromPrimaryAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.temporary-tables")]
    public async Task A_temporary_table_of_another_session_keeps_nobody()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("CREATE TEMPORARY TABLE mine (name INT)");
        await using RoutedSession other = await OpenAsync();
        await AssertReadsFromReplicaAsync(other);
    }

    [TestMethod]
    [RoutingRow("primary.unknown-variables")]
    [RoutingRow("kept.user-variables")]
    [DataRow("SET @v = 1 + 1", "2")]
    [DataRow("SET @v = (SELECT name FROM whoami)", "primary")]
    [DataRow("SELECT name FROM whoami INTO @v", "primary")]
    [DataRow("SELECT @v := name FROM whoami", "primary")]
    public async Task A_variable_that_is_no_literal_is_read_where_it_was_set(string sql, string value)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        IReadOnlyList<string[]> rows = await session.RowsAsync("SELECT CONCAT(@v), name FROM whoami");
        CollectionAssert.AreEqual((string[])[value, "primary"], rows[0]);
    }

    [TestMethod]
    [RoutingRow("primary.unknown-variables")]
    public async Task A_variable_that_was_never_set_is_read_on_the_primary()
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync("SELECT @never, name FROM whoami"));
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.unknown-variables")]
    [RoutingRow("state.variables")]
    [DataRow("SET @v = 5", "5")]
    [DataRow("SET @`v` := 'a b'", "a b")]
    [DataRow("SET @V = -1.5, @w = 2", "-1.5")]
    [DataRow("SET @v = NULL", "NULL")]
    public async Task A_variable_that_is_a_literal_goes_with_the_read_to_a_replica(string sql, string value)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        IReadOnlyList<string[]> rows = await session.RowsAsync("SELECT @v, name FROM whoami");
        Assert.AreEqual(value, rows[0][0]);
        AssertReplica(rows[0][1]);
    }

    [TestMethod]
    [RoutingRow("primary.unknown-variables")]
    public async Task A_write_that_could_have_changed_a_variable_makes_it_unknown()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync("SET @v = 5", "UPDATE numbers SET n = n WHERE n < (@v := 0)");
        IReadOnlyList<string[]> rows = await session.RowsAsync("SELECT CONCAT(@v), name FROM whoami");
        AssertPrimary(rows[0][1]);
    }

    [TestMethod]
    [RoutingRow("primary.sce-master")]
    public async Task Sce_master_sends_every_read_to_the_primary_until_it_is_taken_back()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("SCE MASTER = 1");
        await AssertReadsFromPrimaryAsync(session);
        AssertPrimary(await session.WhereRunsAsync("SHOW TABLES"));
        AssertPrimary(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami"));
        await session.RunAsync("SCE MASTER = 0");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.hints")]
    [DataRow("/* sce:primary */ SELECT name FROM whoami")]
    [DataRow("SELECT name FROM whoami /*SCE:PRIMARY*/")]
    [DataRow("SELECT /* sce : primary */ name FROM whoami")]
    [DataRow("SELECT 1; /* sce:primary */ SELECT name FROM whoami")]
    public async Task The_hint_primary_sends_a_read_to_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.hints")]
    [DataRow("SELECT name, '/* sce:primary */' FROM whoami")]
    [DataRow("SELECT name FROM whoami /* not sce:primary */")]
    [DataRow("SELECT name FROM whoami -- sce:primary")]
    public async Task What_only_looks_like_a_hint_does_not_matter(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.hints")]
    public async Task The_hint_replica_is_a_wish_for_reads_only()
    {
        await using RoutedSession session = await OpenAsync(Later);
        await session.RunAsync("UPDATE numbers SET n = n WHERE n < 0");
        await AssertReadsFromPrimaryAsync(session);
        AssertReplica(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami"));
        AssertPrimary(await session.WhoAnswersAsync("/* sce:replica */ SELECT name FROM whoami FOR UPDATE"));
        AssertPrimary(await session.WhereRunsAsync("/* sce:replica */ DELETE FROM numbers WHERE n < 0"));
    }

    [TestMethod]
    [RoutingRow("primary.read-after-write")]
    [DataRow("UPDATE numbers SET n = n WHERE n < 0")]
    [DataRow("CREATE TABLE IF NOT EXISTS here (name INT)")]
    [DataRow("SELECT NEXTVAL(ticket)")]
    [DataRow("SELECT 1; DELETE FROM numbers WHERE n < 0")]
    public async Task Reads_after_a_write_run_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync(Later);
        await session.RunAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
        AssertPrimary(await session.WhereRunsAsync("SHOW TABLES"));
        await using RoutedSession other = await OpenAsync(Later);
        await AssertReadsFromReplicaAsync(other);
    }

    [TestMethod]
    [RoutingRow("primary.read-after-write")]
    [DataRow("INSERT INTO numbers VALUES (1)")]
    public async Task A_failed_write_may_have_written_too(string sql)
    {
        await using RoutedSession session = await OpenAsync(Later);
        await session.FailAsync(sql);
        await AssertReadsFromPrimaryAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.read-after-write")]
    [DataRow("SELECT name FROM whoami FOR UPDATE")]
    [DataRow("SET SESSION group_concat_max_len = 2000")]
    [DataRow("SHOW STATUS LIKE 'Uptime'")]
    [DataRow("BEGIN; SELECT name FROM whoami; COMMIT")]
    public async Task What_cannot_have_written_opens_no_window(string sql)
    {
        await using RoutedSession session = await OpenAsync(Later);
        await session.RunAsync(sql);
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.read-after-write")]
    public async Task The_window_closes_by_itself()
    {
        // One second, which is the default: the entry that says nothing about it.
        await using RoutedSession session = await OpenAsync(Brief);
        await session.RunAsync("UPDATE numbers SET n = n WHERE n < 0");
        await AssertReadsFromPrimaryAsync(session);
        await Eventually.HoldsAsync(
            async () => (await session.WhoAnswersAsync()).StartsWith("replica", StringComparison.Ordinal), "a read from a replica");
    }

    [TestMethod]
    [RoutingRow("primary.read-after-write")]
    public async Task The_window_opens_again_when_a_transaction_that_wrote_ends()
    {
        await using RoutedSession session = await OpenAsync(Brief);
        await session.RunEachAsync("BEGIN", "UPDATE numbers SET n = n WHERE n < 0", "DO SLEEP(1.1)", "COMMIT");
        await AssertReadsFromPrimaryAsync(session);
    }
}
