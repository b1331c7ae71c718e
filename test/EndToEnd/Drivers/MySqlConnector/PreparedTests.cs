using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>The life of prepared statements.</summary>
[TestClass]
public sealed class PreparedTests : MySqlConnectorTest
{
    private const string Table = """
        CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT, s VARCHAR(40), UNIQUE KEY k (v));
        INSERT INTO t (v, s) VALUES (1, 'one'), (2, 'two'), (3, NULL)
        """;

    [TestMethod]
    public async Task The_driver_prepares_on_the_servers()
    {
        var before = await CountPreparesAsync();
        await this.CompareAsync(session => session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]), Table);
        Assert.AreEqual(2, await CountPreparesAsync() - before, "Each side prepares the statement once");
    }

    [TestMethod]
    public Task One_statement_runs_with_changing_values() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT id, v, s FROM t WHERE id >= @p1 AND s LIKE @p2 ORDER BY id", [1, "%"], [2, "%w%"], [9, "x"], [1, null]),
        Table);

    [TestMethod]
    public Task Writes_answer_with_counts_and_ids() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t (v, s) VALUES (@p1, @p2)", [10, "ten"], [11, null], [12, "ü"]);
            await session.RunPreparedAsync("UPDATE t SET s = @p1 WHERE v >= @p2", ["many", 10], ["many", 10], ["none", 99]);
            await session.RunPreparedAsync("DELETE FROM t WHERE v = @p1", [10], [10]);
            await session.RunAsync("SELECT * FROM t ORDER BY id");
        },
        Table);

    [TestMethod]
    public Task The_type_of_a_parameter_may_change_between_executions() => this.CompareAsync(
        session => session.RunPreparedAsync(
            "SELECT @p1 AS p, LENGTH(@p1) AS n", [1], ["text"], [null], [1.5m], [2.5], [new byte[] { 0, 255 }], [ulong.MaxValue], [long.MinValue], [true]));

    [TestMethod]
    public Task Nulls_stand_anywhere_among_many_parameters() => this.CompareAsync(
        session => session.RunPreparedAsync(
            "SELECT @p1 AS a, @p2 AS b, @p3 AS c, @p4 AS d, @p5 AS e, @p6 AS f, @p7 AS g, @p8 AS h, @p9 AS i, @p10 AS j",
            [null, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 2, 3, 4, 5, 6, 7, null, null, 10], [1, 2, 3, 4, 5, 6, 7, 8, 9, null],
            [null, null, null, null, null, null, null, null, null, null]));

    [TestMethod]
    public Task Many_statements_live_side_by_side() => this.CompareAsync(
        async session =>
        {
            var commands = new List<MySqlCommand>();
            for (var i = 0; i < 50; i++)
            {
                var command = session.CreateCommand($"SELECT {i} AS number, v FROM t WHERE id = @p1", ("@p1", 0));
                await command.PrepareAsync();
                commands.Add(command);
            }

            foreach (var i in new[] { 49, 0, 25, 0, 48 })
                await session.ExecuteWithAsync(commands[i], (i % 3) + 1);
            foreach (var command in commands)
                await command.DisposeAsync();
            await session.RunAsync("SELECT COUNT(*) FROM t");
        },
        Table);

    [TestMethod]
    public Task A_text_with_two_statements_becomes_two_prepared_ones() => this.CompareAsync(
        session => session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1); SELECT v, s FROM t WHERE v >= @p1 ORDER BY v", [20], [2]), Table);

    [TestMethod]
    public Task A_statement_survives_a_change_of_its_table() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT * FROM t WHERE id = @p1", ("@p1", 0));
            await command.PrepareAsync();
            await session.ExecuteWithAsync(command, 1);
            await session.RunAsync("ALTER TABLE t ADD COLUMN extra VARCHAR(5) DEFAULT 'x' FIRST");
            await session.ExecuteWithAsync(command, 1);
            await session.RunAsync("ALTER TABLE t MODIFY v BIGINT UNSIGNED");
            await session.ExecuteWithAsync(command, 2);
            await session.RunAsync("DROP TABLE t");
            await session.ExecuteWithAsync(command, 2);
        },
        Table);

    [TestMethod]
    public Task Errors_while_preparing_leave_the_session_usable() => this.CompareAsync(
        async session =>
        {
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELEC @p1", [1]));
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELECT nosuch FROM t WHERE id = @p1", [1]));
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELECT * FROM nosuch WHERE id = @p1", [1]));
            await session.NoteErrorAsync(() => session.RunPreparedAsync("PREPARE p FROM 'SELECT 1'"));
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
        },
        Table);

    [TestMethod]
    public Task A_statement_that_failed_once_runs_again() => this.CompareAsync(
        session => session.RunPreparedAsync("INSERT INTO t (v, s) VALUES (@p1, @p2)", [1, "double"], [30, "good"], [null, new string('x', 41)], [31, "good"]),
        Table);

    [TestMethod]
    public Task Statements_without_parameters_and_without_columns() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("DO 1");
            await session.RunPreparedAsync("SELECT 'no parameters' AS s");
            await session.RunPreparedAsync("TRUNCATE TABLE t");
            await session.RunPreparedAsync("CREATE TABLE u (id INT)");
            await session.RunPreparedAsync("SHOW TABLES");
            await session.RunPreparedAsync("EXPLAIN SELECT * FROM u");
        },
        Table);

    [TestMethod]
    public Task Thousands_of_parameters() => this.CompareAsync(
        session => session.RunPreparedAsync(
            $"SELECT 3999 IN ({string.Join(", ", Enumerable.Range(1, 4000).Select(i => $"@p{i}"))}) AS found",
            [.. Enumerable.Range(1, 4000).Cast<object?>()]));

    [TestMethod]
    public Task A_limit_as_parameter() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT id FROM t ORDER BY id LIMIT @p1 OFFSET @p2", [1, 0], [2, 1], [0, 0], [100, 2]), Table);

    [TestMethod]
    public Task Warnings_of_an_execution_are_there_afterwards() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("SELECT @p1 + 'abc' AS sum", [1]);
            await session.RunAsync("SHOW WARNINGS");
            await session.RunAsync("SET sql_mode = ''");
            await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", ["12x"], [99999999999L]);
            await session.RunEachAsync("SHOW WARNINGS", "SELECT v FROM t ORDER BY v DESC LIMIT 1");
        },
        Table);

    [TestMethod]
    public Task A_statement_keeps_its_schema_after_a_change_of_the_database() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT v FROM t WHERE id = @p1", ("@p1", 0));
            await command.PrepareAsync();
            await session.Connection.ChangeDatabaseAsync("shop");
            session.Seen.Add($"{session.Connection.Database} {await session.ScalarAsync("SELECT DATABASE()")}");
            await session.ExecuteWithAsync(command, 2);
            await session.Connection.ChangeDatabaseAsync(SharedServers.Schema);
            await session.ExecuteWithAsync(command, 1);
        },
        Table);

    [TestMethod]
    public Task A_transaction_of_prepared_statements_is_rolled_back_and_committed() => this.CompareAsync(
        async session =>
        {
            await using var insert = session.CreateCommand("INSERT INTO t (v) VALUES (@p1)", ("@p1", 0));
            await insert.PrepareAsync();
            foreach (var commit in new[] { false, true })
            {
                await using var transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.ReadCommitted);
                insert.Transaction = transaction;
                await session.ExecuteWithAsync(insert, 50);
                await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
                insert.Transaction = null;
                await session.RunAsync("SELECT COUNT(*), MAX(v) FROM t");
            }
        },
        Table);

    [TestMethod]
    public Task Reading_and_writing_take_turns_on_prepared_statements() => this.CompareAsync(
        async session =>
        {
            await using var read = session.CreateCommand("SELECT COUNT(*), SUM(v) FROM t WHERE id > @p1", ("@p1", 0));
            await using var write = session.CreateCommand("INSERT INTO t (v) VALUES (@p1)", ("@p1", 0));
            await read.PrepareAsync();
            await write.PrepareAsync();
            for (var round = 0; round < 5; round++)
            {
                await session.ExecuteWithAsync(read, 0);
                await session.ExecuteWithAsync(write, 100 + round);
            }

            await session.ExecuteWithAsync(read, 3);
        },
        Table);

    [TestMethod]
    public Task Column_metadata_of_a_prepared_statement() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT t.*, v + @p1 AS sum, @p2 AS p FROM t", ("@p1", 1), ("@p2", "x"));
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            foreach (var column in await reader.GetColumnSchemaAsync())
            {
                session.Seen.Add($"{column.ColumnName} {column.BaseTableName}.{column.BaseColumnName} {column.DataTypeName} {column.DataType?.Name} " +
                    $"size {column.ColumnSize} {column.NumericPrecision} {column.NumericScale} null {column.AllowDBNull} key {column.IsKey} unique {column.IsUnique}");
            }
        },
        Table);

    [TestMethod]
    public Task A_reset_session_knows_its_statements_no_more() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT s FROM t WHERE id = @p1", ("@p1", 1));
            await command.PrepareAsync();
            await session.ExecuteAsync(command);
            await session.RunAsync("SET @kept = 5");
            await session.Connection.ResetConnectionAsync();
            await session.RunAsync("SELECT @kept");
            // The driver goes on with the old id, which stands in the message.
            var error = await Assert.ThrowsAsync<MySqlException>(() => session.ExecuteAsync(command));
            session.Seen.Add($"{error.Number} ({error.SqlState})");
            await session.RunAsync("SELECT 'usable'");
        },
        Table);

    private static async Task<long> CountPreparesAsync()
    {
        var primary = await SharedServers.Cluster.ReadStatusAsync(ServerRole.Primary, "Com_stmt_prepare");
        return primary + await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Com_stmt_prepare");
    }
}
