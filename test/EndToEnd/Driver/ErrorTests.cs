using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Errors: number, SQLSTATE and message, and a session that goes on after them.</summary>
[TestClass]
public sealed class ErrorTests : ComparedTest
{
    private const string Table = """
        CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5) NOT NULL, CHECK (id < 100));
        CREATE TABLE child (parent INT, FOREIGN KEY (parent) REFERENCES t (id));
        INSERT INTO t VALUES (1, 'one'), (2, 'two')
        """;

    [TestMethod]
    [DataRow("SELEC 1")]
    [DataRow("SELECT * FROM nosuch")]
    [DataRow("SELECT nosuch FROM t")]
    [DataRow("SELECT nosuch(1) FROM t")]
    [DataRow("INSERT INTO t VALUES (1, 'again')")]
    [DataRow("INSERT INTO t (id) VALUES (3)")]
    [DataRow("INSERT INTO t VALUES (3, 'too long')")]
    [DataRow("INSERT INTO t VALUES (100, 'c')")]
    [DataRow("INSERT INTO child VALUES (9)")]
    [DataRow("SELECT (SELECT id FROM t)")]
    [DataRow("SELECT * FROM mysql.user")]
    [DataRow("CREATE TABLE t (a INT)")]
    [DataRow("CALL nosuch()")]
    [DataRow("SET GLOBAL max_connections = 5")]
    [DataRow("SET no_such_variable = 1")]
    [DataRow("SET NAMES nosuchcharset")]
    [DataRow("SELECT 'unterminated")]
    [DataRow("FLUSH TABLES t")]
    public Task A_failed_statement_and_the_one_after_it(string sql) => this.CompareAsync(
        async session =>
        {
            await session.FailAsync(sql);
            await session.RunAsync("SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task A_comment_alone_is_answered_without_an_error() => this.CompareAsync(
        session => session.RunEachAsync("/* only a comment */", "-- and another\n", "SELECT * FROM t"), Table);

    [TestMethod]
    public Task An_error_raised_by_the_user() => this.CompareAsync(session =>
        session.FailAsync("SIGNAL SQLSTATE '45678' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'größer 🧿'"));

    [TestMethod]
    public Task An_error_in_the_middle_of_the_rows() => this.CompareReplicaReadAsync(
        async session =>
        {
            await session.FailAsync("SELECT seq, IF(seq < 30000, seq, (SELECT id FROM t WHERE id < seq)) FROM seq_1_to_60000 LIMIT 29990, 20");
            await session.RunAsync("SELECT 'after'");
        },
        Table);

    [TestMethod]
    public Task A_statement_that_runs_too_long_is_ended() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SET max_statement_time = 0.2");
        await session.FailAsync("SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b");
        await session.RunAsync("SET max_statement_time = 0");
    });

    [TestMethod]
    public Task A_statement_of_the_prepared_protocol_s_text_form_that_fails() => this.CompareAsync(async session =>
    {
        await session.FailAsync("PREPARE p FROM 'SELECT * FROM nosuch'");
        await session.FailAsync("EXECUTE p");
        await session.FailAsync("DEALLOCATE PREPARE p");
    });
}
