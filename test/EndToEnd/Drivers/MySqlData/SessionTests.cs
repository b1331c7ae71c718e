using System.Data;
using MySql.Data.MySqlClient;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Sessions, the driver's pool, transactions, errors and readers.</summary>
[TestClass]
public sealed class SessionTests : MySqlDataTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT); INSERT INTO t (v) VALUES (1), (2)";

    [TestMethod]
    public Task A_session_from_the_pool_has_lost_its_state() => this.Pooled(async (settings, seen) =>
    {
        await using (var session = await MySqlDataSession.OpenAsync(settings, seen))
            await session.RunEachAsync("SET @v = 5", "SET autocommit = 0", "CREATE TEMPORARY TABLE tt (id INT)", "INSERT INTO t (v) VALUES (3)");
        await using (var session = await MySqlDataSession.OpenAsync(settings, seen))
        {
            await session.RunEachAsync("SELECT @v", "SELECT @@autocommit", "SELECT v FROM t ORDER BY id");
            await session.FailAsync("SELECT * FROM tt");
        }
    });

    [TestMethod]
    public Task Statements_are_prepared_in_each_session_from_the_pool() => this.Pooled(async (settings, seen) =>
    {
        for (var round = 0; round < 4; round++)
        {
            await using var session = await MySqlDataSession.OpenAsync(settings, seen);
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1], [2]);
        }
    });

    [TestMethod]
    public Task An_open_transaction_ends_with_the_session() => this.Pooled(async (settings, seen) =>
    {
        await using (var session = await MySqlDataSession.OpenAsync(settings, seen))
        {
            await session.Connection.BeginTransactionAsync();
            await session.RunAsync("UPDATE t SET v = 100");
        }

        await using (var session = await MySqlDataSession.OpenAsync(settings, seen))
            await session.RunEachAsync("SELECT v FROM t", "UPDATE t SET v = v + 1", "SELECT v FROM t");
    });

    [TestMethod]
    public Task The_database_changes_and_the_server_answers_a_ping() => this.CompareAsync(
        async session =>
        {
            await session.Connection.ChangeDatabaseAsync("shop");
            session.Seen.Add($"{session.Connection.Database} {await session.ScalarAsync("SELECT DATABASE()")} {session.Connection.Ping()}");
            await session.Connection.ChangeDatabaseAsync(SharedServers.Schema);
            await session.RunEachAsync("SELECT v FROM t", "SELECT DATABASE()");
            session.Seen.Add(session.Connection.ServerVersion);
        },
        Table);

    [TestMethod]
    [DataRow(IsolationLevel.ReadUncommitted)]
    [DataRow(IsolationLevel.ReadCommitted)]
    [DataRow(IsolationLevel.RepeatableRead)]
    public Task A_transaction_of_each_kind_sees_what_it_may(IsolationLevel level) => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await using var transaction = await session.Connection.BeginTransactionAsync(level);
            await session.RunAsync("SELECT v FROM t WHERE id = 1");
            await other.RunEachAsync("BEGIN", "UPDATE t SET v = 77 WHERE id = 1");
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
            await other.RunAsync("COMMIT");
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
            await transaction.RollbackAsync();
        },
        Table);

    [TestMethod]
    public Task A_wait_for_a_lock_that_ends_leaves_the_transaction() => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await other.RunEachAsync("BEGIN", "UPDATE t SET v = 5 WHERE id = 1");
            await session.RunEachAsync("SET SESSION innodb_lock_wait_timeout = 1", "BEGIN");
            await session.FailAsync("UPDATE t SET v = 6 WHERE id = 1");
            await session.RunEachAsync("UPDATE t SET v = 7 WHERE id = 2", "ROLLBACK");
            await other.RunEachAsync("COMMIT", "SELECT * FROM t ORDER BY id");
        },
        Table);

    [TestMethod]
    public Task Errors_carry_number_state_and_message() => this.CompareAsync(
        async session =>
        {
            await session.FailAsync("SELEC");
            await session.FailAsync("SELECT * FROM nosuch");
            await session.FailAsync("INSERT INTO t (id) VALUES (1)");
            await session.FailAsync("INSERT INTO t (v) VALUES ('no number')");
            await session.FailAsync("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'größe', MYSQL_ERRNO = 4711");
            await session.FailAsync("SELECT 1; SELECT nosuch; SELECT 3");
            await session.RunAsync("SELECT 'usable'");
        },
        Table);

    [TestMethod]
    public Task Several_results_and_a_reader_that_stops_early() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SELECT 1 AS a; UPDATE t SET v = v + 1; SELECT * FROM t; SELECT 'last'");
            await using (var reader = await session.CreateCommand("SELECT seq FROM seq_1_to_20000; SELECT 2").ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                session.NoteRow(reader);
            }

            await using (var reader = await session.CreateCommand("SELECT * FROM t ORDER BY id").ExecuteReaderAsync(CommandBehavior.SingleRow))
                await session.NoteResultAsync(reader);
            await session.RunAsync("SELECT 'usable'");
        },
        Table);

    [TestMethod]
    public Task Many_inserts_of_an_adapter_become_one_statement() => this.CompareAsync(
        async session =>
        {
            using var insert = session.CreateCommand("INSERT INTO t (v) VALUES (@v)");
            insert.Parameters.Add("@v", MySqlDbType.Int32, 0, "v");
            insert.UpdatedRowSource = UpdateRowSource.None;
            using var adapter = new MySqlDataAdapter { InsertCommand = insert, UpdateBatchSize = 50 };
            using var table = new DataTable();
            table.Columns.Add("v", typeof(int));
            for (var v = 100; v < 300; v++)
                table.Rows.Add(v);
            session.Seen.Add($"updated {adapter.Update(table)}");
            await session.RunAsync("SELECT COUNT(*), SUM(v), MIN(id), MAX(id) FROM t");
        },
        Table);

    [TestMethod]
    public Task Brackets_quote_names_in_the_mode_of_another_server() => this.CompareAsync(
        session => session.RunEachAsync("SELECT [id], [v] FROM [t] WHERE [v] = 1"), Table, settings => settings.SqlServerMode = true);

    [TestMethod]
    public Task Affected_rows_are_found_or_changed_ones() => this.CompareConnectionsAsync(
        async (settings, seen) =>
        {
            foreach (var changed in new[] { false, true })
            {
                settings.UseAffectedRows = changed;
                await using var session = await MySqlDataSession.OpenAsync(settings, seen);
                await session.RunEachAsync("UPDATE t SET v = 1 WHERE id = 1", "UPDATE t SET v = 1");
                await session.RunPreparedAsync("UPDATE t SET v = @p1", [1], [9]);
            }
        },
        Table);

    [TestMethod]
    public Task The_helper_s_one_liners() => this.CompareConnectionsAsync(
        async (settings, seen) =>
        {
            seen.Add(ValueText.Of(await MySqlHelper.ExecuteScalarAsync(settings.ConnectionString, "SELECT SUM(v) FROM t WHERE id > @id", new MySqlParameter("@id", 0))));
            seen.Add($"{await MySqlHelper.ExecuteNonQueryAsync(settings.ConnectionString, "UPDATE t SET v = 5")}");
            using var set = await MySqlHelper.ExecuteDatasetAsync(settings.ConnectionString, "SELECT * FROM t; SELECT 'two'");
            foreach (DataTable table in set.Tables)
                seen.Add($"{SchemaText.Columns(table)} {table.Rows.Count} {ValueText.Of(table.Rows[0][0])}");
        },
        Table);

    private Task Pooled(Func<MySqlConnectionStringBuilder, Transcript, Task> body) => this.CompareConnectionsAsync(
        async (settings, seen) =>
        {
            try
            {
                await body(settings, seen);
            }
            finally
            {
                await using var any = new MySqlConnection(settings.ConnectionString);
                MySqlConnection.ClearPool(any);
            }
        },
        Table,
        settings =>
        {
            settings.Pooling = true;
            settings.MaximumPoolSize = 1;
            settings.ConnectionReset = true;
        });
}
