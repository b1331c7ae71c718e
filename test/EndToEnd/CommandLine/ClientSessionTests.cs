namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>Transactions and session state by script.</summary>
[TestClass]
public sealed class ClientSessionTests : ClientTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20)); INSERT INTO t (v) VALUES ('a'), ('b')";
    private const string Verbose = "--table -vvv --show-warnings";

    [TestMethod]
    public Task Commit() => this.CompareAsync("BEGIN; UPDATE t SET v = 'c'; COMMIT; SELECT * FROM t;", Table, Verbose);

    [TestMethod]
    public Task Rollback() => this.CompareAsync("START TRANSACTION; DELETE FROM t; SELECT COUNT(*) FROM t; ROLLBACK; SELECT * FROM t;", Table, Verbose);

    [TestMethod]
    public Task Savepoints() => this.CompareAsync(
        "BEGIN; INSERT INTO t (v) VALUES ('1'); SAVEPOINT s; INSERT INTO t (v) VALUES ('2'); ROLLBACK TO s; RELEASE SAVEPOINT s; COMMIT; SELECT * FROM t;", Table, Verbose);

    [TestMethod]
    public Task Autocommit_off() => this.CompareAsync("SET autocommit = 0; DELETE FROM t; ROLLBACK; SELECT * FROM t; SET autocommit = 1; SELECT @@autocommit;", Table, Verbose);

    [TestMethod]
    public Task An_open_transaction_is_lost_at_the_end() => this.CompareAsync(
        "BEGIN; INSERT INTO t (v) VALUES ('lost'); SELECT * FROM t;", Table, Verbose);

    [TestMethod]
    public Task Isolation_levels() => this.CompareAsync(
        "SELECT @@tx_isolation; SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT @@tx_isolation; SELECT * FROM t; SET TRANSACTION READ ONLY; BEGIN; SELECT * FROM t; COMMIT;",
        Table, Verbose);

    [TestMethod]
    public Task Read_only_transactions_refuse_writes() => this.CompareFailingAsync("START TRANSACTION READ ONLY; DELETE FROM t; COMMIT; SELECT * FROM t;", Table, "--force " + Verbose);

    [TestMethod]
    public Task Consistent_snapshots() => this.CompareAsync("START TRANSACTION WITH CONSISTENT SNAPSHOT; SELECT * FROM t; COMMIT;", Table, Verbose);

    [TestMethod]
    public Task User_variables() => this.CompareAsync("SET @a = 'ü', @b := 2; SELECT @a, @b, @c; SELECT @b := @b * 10; SELECT v INTO @a FROM t WHERE id = 1; SELECT @a;", Table, Verbose);

    [TestMethod]
    public Task Session_variables() => this.CompareAsync(
        "SET SESSION group_concat_max_len = 5, @@session.div_precision_increment = 8; SELECT GROUP_CONCAT(v, v, v) FROM t; SELECT 1 / 3; SELECT @@group_concat_max_len;", Table, Verbose);

    [TestMethod]
    public Task Mode_changes() => this.CompareFailingAsync(
        "SET sql_mode = 'ANSI_QUOTES'; SELECT \"v\" FROM t; SET sql_mode = ''; SELECT \"v\" FROM t; SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT 'a\\' FROM t; SET sql_mode = 'nosuch';", Table, "--force " + Verbose);

    [TestMethod]
    [DataRow("latin1")]
    [DataRow("gbk")]
    [DataRow("sjis")]
    [DataRow("utf8mb3")]
    public Task Set_names(string charset) => this.CompareAsync(
        $"SET NAMES {charset}; SELECT @@character_set_client, @@collation_connection; SELECT v, HEX(v), HEX('q') FROM t; SET NAMES utf8mb4 COLLATE utf8mb4_bin; SELECT @@collation_connection;",
        "CREATE TABLE t (v VARCHAR(9)); INSERT INTO t VALUES ('é'), ('表')", "--batch");

    [TestMethod]
    public Task Character_set_chosen_by_the_client_itself() => this.CompareAsync("SELECT v, HEX(v), @@character_set_results FROM t; \\C utf8mb4\nSELECT @@character_set_results;", Table, "--default-character-set=latin1 --batch");

    [TestMethod]
    public Task Temporary_tables() => this.CompareFailingAsync(
        "CREATE TEMPORARY TABLE x AS SELECT * FROM t; INSERT INTO x VALUES (9, 'x'); SELECT * FROM x; SHOW TABLES; DROP TABLE x; SELECT * FROM x;", Table, Verbose);

    [TestMethod]
    public Task Last_insert_id() => this.CompareAsync(
        "INSERT INTO t (v) VALUES ('c'), ('d'); SELECT LAST_INSERT_ID(); SELECT * FROM t; SELECT LAST_INSERT_ID(77); SELECT LAST_INSERT_ID(), @@identity;", Table, Verbose);

    [TestMethod]
    public Task Row_counts() => this.CompareAsync("UPDATE t SET v = 'z'; SELECT ROW_COUNT(); SELECT SQL_CALC_FOUND_ROWS * FROM t LIMIT 1; SELECT FOUND_ROWS();", Table, Verbose);

    [TestMethod]
    public Task Warnings() => this.CompareAsync(
        "SELECT 'x' + 1, 1 / 0; SHOW WARNINGS; SELECT @@warning_count; DROP TABLE IF EXISTS nosuch; SHOW COUNT(*) WARNINGS; INSERT IGNORE INTO t VALUES (1, 'dup');", Table, Verbose);

    [TestMethod]
    public Task Use_of_the_own_schema() => this.CompareAsync("USE e2e\nSELECT DATABASE(); USE `e2e`; SELECT * FROM t; \\u e2e\nSELECT SCHEMA();", Table, Verbose);

    [TestMethod]
    public Task Named_locks() => this.CompareAsync("SELECT GET_LOCK('cli', 1); SELECT IS_USED_LOCK('cli') = CONNECTION_ID() OR 1; SELECT RELEASE_LOCK('cli'), RELEASE_LOCK('cli');", Table, Verbose);

    [TestMethod]
    public Task Locked_tables() => this.CompareFailingAsync("CREATE TABLE u (a INT); LOCK TABLES t READ; SELECT * FROM t; SELECT * FROM u; DELETE FROM t; UNLOCK TABLES; SELECT * FROM u;", Table, "--force " + Verbose);

    [TestMethod]
    public Task Warnings_switched_on_and_off_in_the_client() => this.CompareAsync("\\W\nSELECT 1 / 0; \\w\nSELECT 1 / 0; SELECT * FROM t;", Table, "--batch");
}
