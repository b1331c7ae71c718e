using MySql.Data.MySqlClient;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Statements that the application ends before the server does.</summary>
[TestClass]
public sealed class CancellationTests : MySqlDataTest
{
    private const string Sleep = "SELECT SLEEP(60) AS cancel_me";

    [TestMethod]
    public Task The_command_s_own_cancel_ends_it_from_another_thread() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand(Sleep);
        var running = Task.Run(command.ExecuteScalar);
        await RunningStatement.WaitForAsync("cancel_me");
        command.Cancel();
        await NoteCancelledAsync(session, running);
        await session.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task The_connection_cancels_a_prepared_statement() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT SLEEP(@p1) AS cancel_prepared", ("@p1", 60));
        await command.PrepareAsync();
        var running = Task.Run(command.ExecuteScalar);
        await RunningStatement.WaitForAsync("cancel_prepared");
        session.Connection.CancelQuery(10);
        await NoteCancelledAsync(session, running);
        await session.ExecuteWithAsync(command, 0);
    });

    [TestMethod]
    public Task A_command_timeout_ends_a_read() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT SLEEP(20) AS timed_out");
        command.CommandTimeout = 1;
        // The driver watches the time in its synchronous calls only. It gives the connection up.
        var error = await Assert.ThrowsAsync<MySqlException>(() => Task.Run(command.ExecuteScalar));
        session.Seen.Add($"{error.Number} {error.Message} {error.InnerException?.GetType().Name} {session.Connection.State}");
        var other = await session.OpenAnotherAsync();
        await other.RunAsync("SELECT 'usable'");
    });

    [TestMethod]
    public Task A_command_timeout_ends_a_wait_for_a_row_lock() => this.CompareAsync(
        async session =>
        {
            var holder = await session.OpenAnotherAsync();
            await holder.RunEachAsync("BEGIN", "UPDATE t SET v = 9 WHERE id = 1");
            await using var command = session.CreateCommand("UPDATE t SET v = 8 WHERE id = 1");
            command.CommandTimeout = 1;
            var error = await Assert.ThrowsAsync<MySqlException>(() => Task.Run(command.ExecuteNonQuery));
            session.Seen.Add($"{error.Number} {error.Message}");
            // The driver leaves the connection without a KILL, so whether the UPDATE still happens is the server's luck.
            await holder.RunEachAsync("COMMIT", "SELECT id FROM t");
        },
        "CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 1)");

    [TestMethod]
    public Task A_reader_is_cancelled_in_the_middle_of_a_large_result() => this.CompareAsync(async session =>
    {
        await using (var command = session.CreateCommand("SELECT seq, REPEAT('x', 1000) AS cancel_rows FROM seq_1_to_200000"))
        {
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            session.NoteRow(reader);
            command.Cancel();
            var error = await Assert.ThrowsAsync<MySqlException>(async () =>
            {
                while (await reader.ReadAsync())
                {
                }
            });
            session.Seen.Add($"{error.Number} {error.Message}");
        }

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
        session.Seen.Add($"ping {session.Connection.Ping()}");
        await killer.RunAsync("SELECT 'the killer lives'");
    });

    [TestMethod]
    public Task The_connection_id_is_the_one_of_the_greeting() => this.CompareAsync(async session =>
        session.Seen.Add($"same id: {Convert.ToInt64(await session.ScalarAsync("SELECT CONNECTION_ID()")) == session.Connection.ServerThread}"));

    // The driver swallows the server's 1317 and then stumbles over the reader that it has not.
    private static async Task NoteCancelledAsync(MySqlDataSession session, Task running)
    {
        var error = await Assert.ThrowsAsync<Exception>(() => running);
        session.Seen.Add($"{error.GetType().Name} {error.Message}");
    }
}
