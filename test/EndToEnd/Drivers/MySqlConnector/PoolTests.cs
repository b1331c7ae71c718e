using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>The driver's own pool: what a session that is given out again still has.</summary>
[TestClass]
public sealed class PoolTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT); INSERT INTO t (v) VALUES (1)";

    [TestMethod]
    public Task A_session_from_the_pool_has_lost_its_state() => this.Pooled(async source =>
    {
        var seen = source.Seen;
        await source.UseAsync(session => session.RunEachAsync(
            "SET @v = 5", "SET SESSION sql_mode = ''", "SET autocommit = 0", "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE", "CREATE TEMPORARY TABLE tt (id INT)",
            "SET NAMES latin1", "INSERT INTO t (v) VALUES (2)", "SELECT LAST_INSERT_ID()"));
        await source.UseAsync(async session =>
        {
            await session.RunEachAsync(
                "SELECT @v", "SELECT @@sql_mode", "SELECT @@autocommit, @@tx_isolation, @@character_set_client", "SELECT LAST_INSERT_ID()", "SELECT v FROM t");
            await session.FailAsync("SELECT * FROM tt");
        });
    });

    [TestMethod]
    public Task A_session_from_a_pool_without_reset_keeps_its_state() => this.Pooled(
        async source =>
        {
            await source.UseAsync(session => session.RunEachAsync("SET @v = 5", "CREATE TEMPORARY TABLE tt (id INT)", "INSERT INTO tt VALUES (9)"));
            await source.UseAsync(session => session.RunEachAsync("SELECT @v", "SELECT * FROM tt"));
        },
        settings => settings.ConnectionReset = false);

    [TestMethod]
    public Task Statements_are_prepared_anew_in_a_session_from_the_pool() => this.Pooled(async source =>
    {
        for (var round = 0; round < 4; round++)
            await source.UseAsync(session => session.RunPreparedAsync("SELECT v FROM t WHERE id = @p1", [1], [2]));
    });

    [TestMethod]
    public Task The_database_of_a_session_from_the_pool_is_the_first_one_again() => this.Pooled(async source =>
    {
        await source.UseAsync(session => session.RunEachAsync("USE shop", "SELECT DATABASE()"));
        await source.UseAsync(session => session.RunAsync("SELECT DATABASE()"));
    });

    [TestMethod]
    public Task An_open_transaction_does_not_reach_the_next_user_of_the_session() => this.Pooled(async source =>
    {
        await source.UseAsync(async session =>
        {
            await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            await session.RunAsync("UPDATE t SET v = 100");
        });
        await source.UseAsync(session => session.RunEachAsync("SELECT v FROM t", "UPDATE t SET v = v + 1", "SELECT v FROM t"));
    });

    [TestMethod]
    public Task Ten_sessions_at_once_from_a_pool_of_three() => this.Pooled(
        async source =>
        {
            var sums = await Task.WhenAll(Enumerable.Range(1, 10).Select(async number =>
            {
                await using var connection = await source.Source.OpenConnectionAsync();
                await using var command = new MySqlCommand("SELECT SUM(seq) * @n FROM seq_1_to_1000", connection);
                command.Parameters.AddWithValue("@n", number);
                await command.PrepareAsync();
                return ValueText.Of(await command.ExecuteScalarAsync());
            }));
            foreach (var sum in sums)
                source.Seen.Add(sum);
        },
        settings => settings.MaximumPoolSize = 3);

    private Task Pooled(Func<PooledSessions, Task> body, Action<MySqlConnectionStringBuilder>? settings = null) => this.CompareConnectionsAsync(
        async (connection, seen) =>
        {
            await using var source = new PooledSessions(connection, seen);
            await body(source);
        },
        Table,
        change =>
        {
            change.Pooling = true;
            change.MaximumPoolSize = 1;
            change.IgnoreCommandTransaction = true;
            settings?.Invoke(change);
        });
}
