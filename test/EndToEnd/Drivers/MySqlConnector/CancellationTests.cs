using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Statements that the application ends before the server does.</summary>
[TestClass]
public sealed class CancellationTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 1), (2, 2)";
    private const string Sleep = "SELECT SLEEP(60) AS cancel_me";

    [TestMethod]
    public Task A_cancelled_token_ends_a_running_statement() => this.CompareAsync(async session =>
    {
        await CancelWhileItRunsAsync(session, session.CreateCommand(Sleep), "cancel_me");
        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_cancelled_token_ends_a_prepared_statement_which_runs_again() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT SLEEP(@p1) AS cancel_prepared", ("@p1", 60));
        await command.PrepareAsync();
        await CancelWhileItRunsAsync(session, command, "cancel_prepared");
        await session.ExecuteWithAsync(command, 0);
    });

    [TestMethod]
    public Task The_command_s_own_cancel_ends_it_from_another_thread() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand(Sleep);
        var running = command.ExecuteScalarAsync();
        await RunningStatement.WaitForAsync("cancel_me");
        command.Cancel();
        await session.NoteErrorAsync(() => running);
        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_command_timeout_ends_a_read() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand(Sleep);
        command.CommandTimeout = 1;
        await session.NoteErrorAsync(() => command.ExecuteScalarAsync());
        session.Seen.Add($"{session.Connection.State}");
        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_command_timeout_ends_a_wait_for_a_row_lock() => this.CompareAsync(
        async session =>
        {
            var holder = await session.OpenAnotherAsync();
            await holder.RunEachAsync("BEGIN", "UPDATE t SET v = 9 WHERE id = 1");
            await using var command = session.CreateCommand("UPDATE t SET v = 8 WHERE id = 1");
            command.CommandTimeout = 1;
            await session.NoteErrorAsync(() => command.ExecuteNonQueryAsync());
            await holder.RunAsync("COMMIT");
            await session.RunAsync("SELECT * FROM t ORDER BY id");
        },
        Table);

    [TestMethod]
    public Task A_transaction_goes_on_after_a_cancelled_statement() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("BEGIN", "INSERT INTO t VALUES (3, 3)");
            await CancelWhileItRunsAsync(session, session.CreateCommand("SELECT SLEEP(60) AS cancel_inside FROM t WHERE id = 1 FOR UPDATE"), "cancel_inside");
            await session.RunEachAsync("SELECT COUNT(*) FROM t", "ROLLBACK", "SELECT COUNT(*) FROM t");
        },
        Table);

    [TestMethod]
    public Task A_cancelled_write_changes_nothing() => this.CompareAsync(
        async session =>
        {
            await CancelWhileItRunsAsync(
                session, session.CreateCommand("INSERT INTO t SELECT seq + 10, SLEEP(30) FROM seq_1_to_3 AS cancel_write"), "cancel_write");
            await session.RunAsync("SELECT * FROM t ORDER BY id");
        },
        Table);

    [TestMethod]
    public Task A_large_result_is_cancelled_in_its_middle() => this.CompareAsync(async session =>
    {
        using var cancel = new CancellationTokenSource();
        await using (var command = session.CreateCommand("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_2000000"))
        {
            var error = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                await using var reader = await command.ExecuteReaderAsync(cancel.Token);
                for (var row = 0; await reader.ReadAsync(cancel.Token); row++)
                {
                    if (row == 100)
                        await cancel.CancelAsync();
                }
            });
            session.Seen.Add(error.Message);
        }

        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_token_cancelled_before_sends_nothing() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("INSERT INTO t VALUES (5, 5)");
            var error = await Assert.ThrowsAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(new CancellationToken(canceled: true)));
            session.Seen.Add(error.Message);
            await session.RunAsync("SELECT COUNT(*) FROM t");
        },
        Table);

    [TestMethod]
    public Task A_cancel_behind_the_end_harms_no_later_statement() => this.CompareAsync(
        async session =>
        {
            for (var round = 0; round < 5; round++)
            {
                await using var command = session.CreateCommand("SELECT v FROM t WHERE id = 1");
                session.Seen.Add(ValueText.Of(await command.ExecuteScalarAsync()));
                command.Cancel();
                await session.RunAsync("SELECT SLEEP(0.01), COUNT(*) FROM t");
            }
        },
        Table);

    [TestMethod]
    public Task Another_session_kills_the_statement_by_the_connection_id() => this.CompareAsync(async session =>
    {
        var killer = await session.OpenAnotherAsync();
        var running = session.FailAsync(Sleep);
        await RunningStatement.WaitForAsync("cancel_me");
        await killer.RunAsync("SELECT 'asks'");
        await using var kill = killer.CreateCommand($"KILL QUERY {session.Connection.ServerThread}");
        var killed = await kill.ExecuteNonQueryAsync();
        // Whether the killer or the killed one is answered first is nobody's promise.
        await running;
        session.Seen.Add($"killed {killed}");
        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task Another_session_kills_the_whole_connection() => this.CompareAsync(async session =>
    {
        var killer = await session.OpenAnotherAsync();
        await session.RunAsync("SELECT 'alive'");
        await using (var kill = killer.CreateCommand($"KILL CONNECTION {session.Connection.ServerThread}"))
            await kill.ExecuteNonQueryAsync();
        await Assert.ThrowsAsync<MySqlException>(async () =>
        {
            // The server may answer once more before the close arrives.
            while (true)
                await session.ScalarAsync("SELECT 1");
        });
        session.Seen.Add($"{session.Connection.State}");
        await killer.RunAsync("SELECT 'the killer lives'");
    });

    [TestMethod]
    public Task An_unknown_connection_id_cannot_be_killed() => this.CompareAsync(session => session.FailAsync("KILL QUERY 4294967295"));

    [TestMethod]
    public Task The_connection_id_is_the_one_of_the_greeting() => this.CompareAsync(async session =>
        session.Seen.Add($"same id: {Convert.ToInt64(await session.ScalarAsync("SELECT CONNECTION_ID()")) == session.Connection.ServerThread}"));

    private static async Task CancelWhileItRunsAsync(CaseSession session, MySqlCommand command, string marker)
    {
        using var cancel = new CancellationTokenSource();
        var running = command.ExecuteScalarAsync(cancel.Token);
        await RunningStatement.WaitForAsync(marker);
        await cancel.CancelAsync();
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        session.Seen.Add($"cancelled {marker}: {error.InnerException?.Message}");
        await RunningStatement.WaitForEndAsync(marker);
    }
}
