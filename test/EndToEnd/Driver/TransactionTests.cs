using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Transactions, by statement and by the driver's interface.</summary>
[TestClass]
public sealed class TransactionTests : ComparedTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v INT) ENGINE=InnoDB; INSERT INTO t VALUES (1, 10), (2, 20)";

    [TestMethod]
    public Task Commit_keeps_and_another_session_sees_it_only_then() => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await session.RunEachAsync("BEGIN", "UPDATE t SET v = 11 WHERE id = 1", "SELECT * FROM t");
            await other.RunAsync("SELECT * FROM t");
            await session.RunAsync("COMMIT");
            await SharedServers.Cluster.WaitForReplicasAsync();
            await other.RunAsync("SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task Rollback_undoes_everything() => this.CompareAsync(
        session => session.RunEachAsync("START TRANSACTION", "DELETE FROM t", "SELECT COUNT(*) FROM t", "ROLLBACK", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task Savepoints_undo_a_part() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("BEGIN", "UPDATE t SET v = 1", "SAVEPOINT a", "UPDATE t SET v = 2", "SAVEPOINT b", "DELETE FROM t");
            await session.RunEachAsync("ROLLBACK TO SAVEPOINT b", "SELECT * FROM t", "ROLLBACK TO a", "SELECT * FROM t", "RELEASE SAVEPOINT a");
            await session.FailAsync("ROLLBACK TO a");
            await session.RunEachAsync("COMMIT", "SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task Autocommit_off_opens_a_transaction_with_every_statement() => this.CompareAsync(
        session => session.RunEachAsync(
            "SET autocommit = 0", "UPDATE t SET v = 99", "SELECT * FROM t", "ROLLBACK", "SELECT * FROM t",
            "UPDATE t SET v = 98 WHERE id = 2", "SET autocommit = 1", "SELECT @@autocommit, @@in_transaction", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task The_driver_s_own_transaction_commits() => this.CompareAsync(
        async session =>
        {
            await using (var transaction = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead))
            {
                await using var command = session.CreateCommand("UPDATE t SET v = v + 1", []);
                command.Transaction = transaction;
                session.Seen.Add($"changed {await command.ExecuteNonQueryAsync()}");
                await transaction.CommitAsync();
            }

            await session.RunAsync("SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task The_driver_s_own_transaction_rolls_back_when_disposed() => this.CompareAsync(
        async session =>
        {
            await using (var transaction = await session.Connection.BeginTransactionAsync())
            {
                await using var command = session.CreateCommand("DELETE FROM t", []);
                command.Transaction = transaction;
                await command.ExecuteNonQueryAsync();
            }

            await session.RunAsync("SELECT * FROM t");
        },
        Table);

    [TestMethod]
    [DataRow(IsolationLevel.ReadUncommitted)]
    [DataRow(IsolationLevel.ReadCommitted)]
    [DataRow(IsolationLevel.RepeatableRead)]
    [DataRow(IsolationLevel.Serializable)]
    public Task An_isolation_level_decides_what_a_second_session_shows(IsolationLevel level) => this.CompareAsync(
        async session =>
        {
            var writer = await session.OpenAnotherAsync();
            await using var transaction = await session.Connection.BeginTransactionAsync(level);
            session.Seen.Add($"first {await ReadAsync(session, transaction)}");
            await writer.RunAsync("SET innodb_lock_wait_timeout = 1");
            if (level == IsolationLevel.Serializable)
                await writer.FailAsync("UPDATE t SET v = 77 WHERE id = 1");
            else
                await writer.RunAsync("UPDATE t SET v = 77 WHERE id = 1");
            session.Seen.Add($"second {await ReadAsync(session, transaction)}");
        },
        Table);

    [TestMethod]
    public Task A_level_for_the_next_transaction_holds_once() => this.CompareAsync(
        session => session.RunEachAsync(
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "SELECT @@tx_isolation",
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "BEGIN", "SELECT * FROM t", "COMMIT", "SELECT @@tx_isolation"),
        Table);

    [TestMethod]
    public Task A_read_only_transaction_refuses_writes() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("START TRANSACTION READ ONLY", "SELECT * FROM t");
            await session.FailAsync("UPDATE t SET v = 0");
            await session.RunAsync("COMMIT");
        },
        Table);

    [TestMethod]
    public Task Ddl_commits_what_is_open() => this.CompareAsync(
        session => session.RunEachAsync("BEGIN", "UPDATE t SET v = 5", "CREATE TABLE u (a INT)", "SELECT @@in_transaction", "ROLLBACK", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task A_failed_statement_leaves_the_transaction_open() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("BEGIN", "INSERT INTO t VALUES (3, 30)");
            await session.FailAsync("INSERT INTO t VALUES (4, 40), (1, 0)");
            await session.RunEachAsync("SELECT @@in_transaction", "COMMIT", "SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task A_lock_held_by_another_session_ends_in_a_timeout_error() => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await session.RunEachAsync("BEGIN", "SELECT * FROM t WHERE id = 1 FOR UPDATE");
            await other.RunAsync("SET innodb_lock_wait_timeout = 1");
            await other.FailAsync("UPDATE t SET v = 0 WHERE id = 1");
            await other.FailAsync("SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT");
            await other.RunAsync("SELECT * FROM t FOR UPDATE SKIP LOCKED");
            await session.RunAsync("ROLLBACK");
        },
        Table);

    [TestMethod]
    public Task Commit_and_chain_opens_the_next_one() => this.CompareAsync(
        session => session.RunEachAsync(
            "BEGIN", "UPDATE t SET v = 1", "COMMIT AND CHAIN", "SELECT @@in_transaction", "UPDATE t SET v = 2", "ROLLBACK", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task A_transaction_in_two_phases() => this.CompareAsync(
        session => session.RunEachAsync("XA START 'e2e'", "UPDATE t SET v = 3", "XA END 'e2e'", "XA PREPARE 'e2e'", "XA COMMIT 'e2e'", "SELECT * FROM t"),
        Table);

    private static async Task<object?> ReadAsync(CaseSession session, MySqlTransaction transaction)
    {
        await using var command = session.CreateCommand("SELECT v FROM t WHERE id = 1", []);
        command.Transaction = transaction;
        return await command.ExecuteScalarAsync();
    }
}
