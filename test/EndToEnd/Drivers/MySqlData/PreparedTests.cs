using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Statements that MySql.Data prepares on the server.</summary>
[TestClass]
public sealed class PreparedTests : MySqlDataTest
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
        session => session.RunPreparedAsync("SELECT id, v, s FROM t WHERE id >= @p1 AND s LIKE @p2 ORDER BY id", [1, "%"], [2, "%w%"], [9, "x"], [1, null]), Table);

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
    public Task Nulls_stand_anywhere_among_many_parameters() => this.CompareAsync(
        session => session.RunPreparedAsync(
            "SELECT @p1 AS a, @p2 AS b, @p3 AS c, @p4 AS d, @p5 AS e, @p6 AS f, @p7 AS g, @p8 AS h, @p9 AS i",
            [1, 2, 3, 4, 5, 6, 7, 8, 9], [null, 2, 3, 4, 5, 6, 7, null, null], [1, null, null, null, null, null, null, 8, 9]));

    [TestMethod]
    public Task The_same_parameter_stands_in_several_places() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT @p1 + @p2 AS sum, @p2 AS b, @p1 AS a, @p1 * 2 AS twice", [1, 2], [30, 40]));

    [TestMethod]
    public Task Many_statements_live_side_by_side() => this.CompareAsync(
        async session =>
        {
            var commands = new List<MySql.Data.MySqlClient.MySqlCommand>();
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
    public Task Errors_while_preparing_leave_the_session_usable() => this.CompareAsync(
        async session =>
        {
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELEC @p1", [1]));
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELECT nosuch FROM t WHERE id = @p1", [1]));
            await session.NoteErrorAsync(() => session.RunPreparedAsync("SELECT * FROM nosuch WHERE id = @p1", [1]));
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
        },
        Table);

    [TestMethod]
    public Task A_statement_that_failed_once_runs_again() => this.CompareAsync(
        session => session.RunPreparedAsync("INSERT INTO t (v, s) VALUES (@p1, @p2)", [1, "double"], [30, "good"], [null, new string('x', 41)], [31, "good"]), Table);

    [TestMethod]
    public Task A_statement_survives_a_change_of_its_table() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT * FROM t WHERE id = @p1", ("@p1", 0));
            await command.PrepareAsync();
            await session.ExecuteWithAsync(command, 1);
            await session.RunAsync("ALTER TABLE t ADD COLUMN extra VARCHAR(5) DEFAULT 'x' FIRST");
            await session.ExecuteWithAsync(command, 1);
            await session.RunAsync("DROP TABLE t");
            await session.ExecuteWithAsync(command, 2);
        },
        Table);

    [TestMethod]
    public Task A_transaction_of_prepared_statements_is_rolled_back_and_committed() => this.CompareAsync(
        async session =>
        {
            foreach (var commit in new[] { false, true })
            {
                await using var transaction = await session.Connection.BeginTransactionAsync();
                await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [50], [51]);
                await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
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
        },
        Table);

    [TestMethod]
    public Task Warnings_of_an_execution_reach_the_driver() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = ''");
            await session.RunPreparedAsync("INSERT INTO t (v, s) VALUES (@p1, @p2)", ["12x", "a"], ["13", new string('y', 50)]);
            await session.RunEachAsync("SHOW WARNINGS", "SELECT v, s FROM t ORDER BY v DESC LIMIT 2");
        },
        Table);

    [TestMethod]
    public Task A_prepared_reader_disposed_after_one_row() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT seq, MD5(seq) FROM seq_1_to_20000 WHERE seq > @p1", ("@p1", 5));
        await command.PrepareAsync();
        for (var round = 0; round < 3; round++)
        {
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            session.NoteRow(reader);
        }

        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task Statements_prepared_over_the_synchronous_calls() => this.CompareAsync(
        session =>
        {
            using var command = session.CreateCommand("SELECT s FROM t WHERE v = @p1", ("@p1", 2));
            command.Prepare();
            session.Seen.Add($"{command.IsPrepared} {ValueText.Of(command.ExecuteScalar())}");
            command.Parameters[0].Value = 1;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                session.NoteRow(reader);
            return Task.CompletedTask;
        },
        Table);

    private static async Task<long> CountPreparesAsync()
    {
        var primary = await SharedServers.Cluster.ReadStatusAsync(ServerRole.Primary, "Com_stmt_prepare");
        return primary + await SharedServers.Cluster.ReadStatusAsync(ServerRole.Replica(1), "Com_stmt_prepare");
    }
}
