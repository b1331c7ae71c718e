namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Statements that ask about the one before them, and so have to run where it ran.</summary>
[TestClass]
public sealed class PreviousStatementTests : RoutingTest
{
    [TestMethod]
    [RoutingRow("previous.warnings")]
    [RoutingRow("previous.counts")]
    [RoutingRow("previous.diagnostics")]
    [RoutingRow("previous.found-rows")]
    [RoutingRow("previous.row-count")]
    [RoutingRow("previous.profile")]
    [DataRow("SHOW WARNINGS")]
    [DataRow("SHOW WARNINGS LIMIT 1")]
    [DataRow("SHOW ERRORS")]
    [DataRow("SHOW COUNT(*) WARNINGS")]
    [DataRow("SHOW COUNT(*) ERRORS")]
    [DataRow("SELECT @@warning_count")]
    [DataRow("SELECT @@session.error_count")]
    [DataRow("GET DIAGNOSTICS @n = NUMBER")]
    [DataRow("SELECT FOUND_ROWS()")]
    [DataRow("SELECT ROW_COUNT()")]
    [DataRow("SHOW PROFILE")]
    [DataRow("SHOW PROFILES")]
    public async Task It_runs_where_the_statement_before_it_ran(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        string replica = await session.WhoAnswersAsync();
        Assert.AreEqual(replica, await session.WhereRunsAsync(sql));

        await using RoutedSession other = await OpenAsync();
        await other.RunAsync("UPDATE numbers SET n = n WHERE n < 0");
        AssertPrimary(await other.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("previous.warnings")]
    public async Task Warnings_are_those_of_the_read_on_the_replica()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SELECT CAST('12 monkeys' AS INT), name FROM whoami"));
        IReadOnlyList<string[]> rows = await session.RowsAsync("SHOW WARNINGS");
        Assert.HasCount(1, rows);
        StringAssert.Contains(rows[0][2], "monkeys");
        Assert.AreEqual("1", await session.ValueAsync("SHOW COUNT(*) WARNINGS"));
    }

    [TestMethod]
    [RoutingRow("previous.warnings")]
    public async Task Warnings_are_those_of_the_write_on_the_primary()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("DROP TABLE IF EXISTS never_there");
        StringAssert.Contains((await session.RowsAsync("SHOW WARNINGS"))[0][2], "never_there");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("previous.counts")]
    public async Task The_warning_count_is_that_of_the_read_on_the_replica()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SELECT CAST('x' AS INT), CAST('y' AS INT), name FROM whoami"));
        Assert.AreEqual("2", await session.ValueAsync("SELECT @@warning_count"));
    }

    [TestMethod]
    [RoutingRow("previous.found-rows")]
    public async Task Found_rows_counts_the_rows_of_the_read_on_the_replica()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SELECT name, n FROM whoami, numbers LIMIT 7"));
        Assert.AreEqual("7", await session.ValueAsync("SELECT FOUND_ROWS()"));
    }

    [TestMethod]
    [RoutingRow("previous.found-rows")]
    [RoutingRow("kept.found-rows")]
    public async Task Found_rows_counts_all_rows_where_they_were_asked_for()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("SELECT SQL_CALC_FOUND_ROWS n FROM numbers LIMIT 7");
        Assert.AreEqual("100", await session.ValueAsync("SELECT FOUND_ROWS()"));
        await AssertReadsFromPrimaryAsync(session);
    }

    [TestMethod]
    [RoutingRow("previous.row-count")]
    public async Task Row_count_is_that_of_the_write_on_the_primary()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("INSERT INTO numbers VALUES (201), (202), (203)");
        Assert.AreEqual("3", await session.ValueAsync("SELECT ROW_COUNT()"));
        await session.RunAsync("DELETE FROM numbers WHERE n > 200");
    }

    [TestMethod]
    [RoutingRow("kept.next-statement")]
    public async Task The_statement_behind_it_is_free_again()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunEachAsync("UPDATE numbers SET n = n WHERE n < 0", "SHOW WARNINGS");
        await AssertReadsFromReplicaAsync(session);
        await session.RunEachAsync("UPDATE numbers SET n = n WHERE n < 0", "SELECT LAST_INSERT_ID(), ROW_COUNT()");
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("previous.row-count")]
    [RoutingRow("primary.not-a-read")]
    [DataRow("INSERT INTO notes (ran_on) SELECT CONCAT(name, ROW_COUNT()) FROM whoami")]
    [DataRow("UPDATE numbers SET n = n WHERE n < FOUND_ROWS() - 1000")]
    [DataRow("DELETE FROM numbers WHERE n < @@warning_count - 1000")]
    [DataRow("SHOW WARNINGS; DELETE FROM numbers WHERE n < 0")]
    [DataRow("SELECT FOUND_ROWS(); SELECT name FROM whoami FOR UPDATE")]
    [DataRow("SELECT FOUND_ROWS(), name FROM whoami FOR UPDATE")]
    [DataRow("SELECT FOUND_ROWS(), NEXTVAL(ticket)")]
    [DataRow("SELECT FOUND_ROWS(), GET_LOCK('previous', 0)")]
    [DataRow("SELECT ROW_COUNT(), whereami()")]
    public async Task What_is_no_read_besides_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }
}
