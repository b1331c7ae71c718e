using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Readers that stop early, several results, batches and transactions, prepared where the driver can.</summary>
[TestClass]
public sealed class ReaderTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t SELECT seq, seq * 10 FROM seq_1_to_100";

    [TestMethod]
    public Task A_prepared_reader_disposed_after_one_row() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT seq, MD5(seq) FROM seq_1_to_50000 WHERE seq > @p1", ("@p1", 5));
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
    public Task A_reader_disposed_before_its_later_results() => this.CompareAsync(async session =>
    {
        await using (var reader = await session.CreateCommand("SELECT 1; SELECT seq FROM seq_1_to_30000; SELECT 3").ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            session.NoteRow(reader);
        }

        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_second_reader_beside_an_open_one_is_refused_by_the_driver() => this.CompareAsync(
        async session =>
        {
            await using (var reader = await session.CreateCommand("SELECT * FROM t").ExecuteReaderAsync())
            {
                await reader.ReadAsync();
                var error = await Assert.ThrowsAsync<InvalidOperationException>(() => session.ScalarAsync("SELECT 1"));
                session.Seen.Add(error.GetType().Name);
                await reader.ReadAsync();
                session.NoteRow(reader);
            }

            await session.RunAsync("SELECT 'usable'");
        },
        Table);

    [TestMethod]
    public Task A_single_row_and_a_reader_that_closes_its_connection() => this.CompareAsync(
        async session =>
        {
            await using (var reader = await session.CreateCommand("SELECT * FROM t ORDER BY id").ExecuteReaderAsync(CommandBehavior.SingleRow))
                await session.NoteResultAsync(reader);
            await using (var reader = await session.CreateCommand("SELECT * FROM t WHERE id = 2").ExecuteReaderAsync(CommandBehavior.CloseConnection))
                await session.NoteResultAsync(reader);
            session.Seen.Add($"{session.Connection.State}");
        },
        Table);

    [TestMethod]
    public Task A_batch_of_commands_with_parameters() => this.CompareAsync(
        async session =>
        {
            await using var batch = new MySqlBatch(session.Connection);
            batch.BatchCommands.Add(new MySqlBatchCommand("INSERT INTO t VALUES (@a, @b)") { Parameters = { new("@a", 1000), new("@b", 5) } });
            batch.BatchCommands.Add(new MySqlBatchCommand("SELECT v FROM t WHERE id IN (@a, 1000)") { Parameters = { new("@a", 1) } });
            batch.BatchCommands.Add(new MySqlBatchCommand("DELETE FROM t WHERE id > @a") { Parameters = { new("@a", 50) } });
            await batch.PrepareAsync();
            await using (var reader = await batch.ExecuteReaderAsync())
            {
                do
                {
                    await session.NoteResultAsync(reader);
                }
                while (await reader.NextResultAsync());
            }

            session.Seen.Add(string.Join(", ", batch.BatchCommands.Select(command => command.RecordsAffected)));
            await session.RunAsync("SELECT COUNT(*) FROM t");
        },
        Table);

    [TestMethod]
    public Task A_batch_that_fails_in_its_middle() => this.CompareAsync(
        async session =>
        {
            await using var batch = new MySqlBatch(session.Connection);
            batch.BatchCommands.Add(new MySqlBatchCommand("DELETE FROM t WHERE id > 90"));
            batch.BatchCommands.Add(new MySqlBatchCommand("INSERT INTO t VALUES (1, 1)"));
            batch.BatchCommands.Add(new MySqlBatchCommand("DELETE FROM t"));
            await session.NoteErrorAsync(() => batch.ExecuteNonQueryAsync());
            await session.RunAsync("SELECT COUNT(*) FROM t");
        },
        Table);

    [TestMethod]
    [DataRow(IsolationLevel.ReadUncommitted)]
    [DataRow(IsolationLevel.RepeatableRead)]
    [DataRow(IsolationLevel.Serializable)]
    [DataRow(IsolationLevel.Snapshot)]
    public Task A_transaction_of_each_kind_sees_what_it_may(IsolationLevel level) => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await using var transaction = await session.Connection.BeginTransactionAsync(level);
            await session.RunAsync("SELECT v FROM t WHERE id = 1");
            if (level != IsolationLevel.Serializable)
                await other.RunEachAsync("BEGIN", "UPDATE t SET v = 77 WHERE id = 1");
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
            await other.RunAsync("COMMIT");
            await session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1]);
            await transaction.RollbackAsync();
            // What another session wrote may come to a replica later.
            await SharedServers.Cluster.WaitForReplicasAsync();
            await session.RunAsync("SELECT v FROM t WHERE id = 1");
        },
        Table,
        WithoutTransactionObjects);

    [TestMethod]
    public Task Savepoints_and_a_transaction_that_is_disposed() => this.CompareAsync(
        async session =>
        {
            await using (var transaction = await session.Connection.BeginTransactionAsync())
            {
                await session.RunPreparedAsync("DELETE FROM t WHERE id > @p1", [50]);
                await transaction.SaveAsync("here");
                await session.RunPreparedAsync("DELETE FROM t WHERE id > @p1", [10]);
                await transaction.RollbackAsync("here");
                await session.RunAsync("SELECT COUNT(*) FROM t");
            }

            await session.RunAsync("SELECT COUNT(*) FROM t");
        },
        Table,
        WithoutTransactionObjects);

    [TestMethod]
    public Task A_read_only_transaction_refuses_a_prepared_write() => this.CompareAsync(
        async session =>
        {
            await using var transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, isReadOnly: true);
            await session.NoteErrorAsync(() => session.RunPreparedAsync("UPDATE t SET v = @p1", [1]));
            await transaction.CommitAsync();
        },
        Table,
        WithoutTransactionObjects);

    [TestMethod]
    public Task Affected_rows_are_the_changed_ones_where_asked_for() => this.CompareAsync(
        session => session.RunPreparedAsync("UPDATE t SET v = @p1 WHERE id <= 5", [10], [10], [20]), Table, settings => settings.UseAffectedRows = true);

    // The driver demands otherwise that each command names its transaction.
    private static void WithoutTransactionObjects(MySqlConnectionStringBuilder settings) => settings.IgnoreCommandTransaction = true;
}
