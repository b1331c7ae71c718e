using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>What a session sets and later statements depend on.</summary>
[TestClass]
public sealed class SessionStateTests : ComparedTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20)); INSERT INTO t (v) VALUES ('a'), ('b')";

    [TestMethod]
    public Task User_variables_keep_values_of_every_type() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SET @i = 42, @d = 1.50, @s = 'ü', @n = NULL, @b = x'00ff'");
        await session.RunAsync("SELECT @i, @d, @s, @n, @b, @never_set");
        await session.RunAsync("SELECT @i := @i + 1, @i");
    });

    [TestMethod]
    public Task User_variables_take_values_from_a_table() => this.CompareAsync(
        session => session.RunEachAsync("SELECT MAX(id), MIN(v) INTO @m, @v FROM t", "SELECT @m, @v", "SELECT * FROM t WHERE id = @m"),
        Table);

    [TestMethod]
    public Task Session_variables_reach_a_read_that_follows() => this.CompareReplicaReadAsync(
        async session =>
        {
            await session.RunAsync("SET SESSION group_concat_max_len = 4");
            await session.RunAsync("SELECT GROUP_CONCAT(v ORDER BY id SEPARATOR '--') FROM t");
            await session.RunAsync("SHOW VARIABLES LIKE 'group_concat_max_len'");
        },
        Table);

    [TestMethod]
    public Task Ansi_quotes_change_what_a_double_quote_means() => this.CompareReplicaReadAsync(
        async session =>
        {
            await session.RunAsync("SELECT \"v\" FROM t");
            await session.RunAsync("SET SESSION sql_mode = 'ANSI_QUOTES'");
            await session.RunAsync("SELECT \"v\" FROM \"t\"");
            await session.FailAsync("SELECT \"no such column\" FROM t");
        },
        Table);

    [TestMethod]
    public Task Pipes_concatenate_in_the_mode_that_says_so() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SELECT v || 'x' FROM t", "SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')", "SELECT v || 'x' FROM t"),
        Table);

    [TestMethod]
    public Task Backslashes_are_plain_in_the_mode_that_says_so() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "SELECT 'a\\', LENGTH('\\n'), v FROM t"),
        Table);

    [TestMethod]
    public Task Mode_strings_are_read_back_in_full() => this.CompareAsync(
        session => session.RunEachAsync("SET sql_mode = 'TRADITIONAL'", "SELECT @@sql_mode", "SET sql_mode = DEFAULT", "SELECT @@sql_mode"));

    [TestMethod]
    [DataRow("latin1")]
    [DataRow("utf8mb3")]
    [DataRow("gbk")]
    [DataRow("cp1251")]
    public Task Set_names_changes_how_text_is_read_and_sent(string charset) => this.CompareAsync(
        async session =>
        {
            await session.RunAsync($"SET NAMES {charset}");
            await session.RunAsync("SELECT @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection");
            await session.RunAsync("SELECT HEX('abc'), HEX(CONVERT('é' USING utf8mb4)), HEX(v) FROM t");
            await session.RunEachAsync("INSERT INTO t (v) VALUES ('né')", "SET NAMES utf8mb4", "SELECT v, HEX(v) FROM t");
        },
        Table);

    [TestMethod]
    public Task Results_can_be_sent_as_they_are_stored() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SET character_set_results = NULL", "SELECT CAST(v AS BINARY), HEX(v) FROM t"),
        Table);

    [TestMethod]
    public Task A_row_limit_of_the_session_cuts_results() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SET sql_select_limit = 1", "SELECT * FROM t", "SET sql_select_limit = DEFAULT", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task Messages_come_in_the_language_of_the_session() => this.CompareAsync(
        session => session.RunEachAsync("SET lc_time_names = 'de_DE'", "SELECT DATE_FORMAT('2024-03-04', '%W %M')"));

    [TestMethod]
    public Task A_variable_can_be_set_for_one_statement() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync(
            "SET STATEMENT group_concat_max_len = 4 FOR SELECT GROUP_CONCAT(v, 'xyz') FROM t", "SELECT GROUP_CONCAT(v, 'xyz') FROM t"),
        Table);

    [TestMethod]
    public Task Temporary_tables_live_in_their_session_only() => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await session.RunEachAsync("CREATE TEMPORARY TABLE tmp AS SELECT * FROM t", "INSERT INTO tmp VALUES (9, 'tmp')", "SELECT * FROM tmp");
            await other.FailAsync("SELECT * FROM tmp");
            await session.RunAsync("DROP TEMPORARY TABLE tmp");
            await session.FailAsync("SELECT * FROM tmp");
        },
        Table);

    [TestMethod]
    public Task A_temporary_table_hides_a_table_of_the_same_name() => this.CompareAsync(
        session => session.RunEachAsync("CREATE TEMPORARY TABLE t (x INT)", "INSERT INTO t VALUES (7)", "SELECT * FROM t", "DROP TABLE t", "SELECT * FROM t"),
        Table);

    [TestMethod]
    public Task The_last_insert_id_is_that_of_the_session() => this.CompareAsync(
        async session =>
        {
            var other = await session.OpenAnotherAsync();
            await session.RunAsync("INSERT INTO t (v) VALUES ('c'), ('d')");
            await other.RunEachAsync("INSERT INTO t (v) VALUES ('e')", "SELECT LAST_INSERT_ID(), @@last_insert_id, @@identity");
            await session.RunEachAsync("SELECT LAST_INSERT_ID()", "UPDATE t SET id = LAST_INSERT_ID(100) WHERE id = 1", "SELECT LAST_INSERT_ID(), id FROM t");
        },
        Table);

    [TestMethod]
    public Task A_reset_connection_has_lost_everything() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("SET @a = 1, SESSION sql_mode = 'ANSI'", "CREATE TEMPORARY TABLE tmp (x INT)", "BEGIN", "DELETE FROM t");
            await session.Connection.ResetConnectionAsync();
            await session.RunAsync("SELECT @a, @@sql_mode, @@in_transaction, DATABASE()");
            await session.FailAsync("SELECT * FROM tmp");
            await session.RunAsync("SELECT * FROM t");
        },
        Table);

    [TestMethod]
    public Task A_ping_answers() => this.CompareAsync(async session =>
    {
        session.Seen.Add($"ping {await session.Connection.PingAsync()}");
        await session.RunAsync("SELECT DATABASE()");
        session.Seen.Add($"ping {await session.Connection.PingAsync()}");
    });

    [TestMethod]
    public Task Use_of_the_own_schema() => this.CompareAsync(
        async session =>
        {
            await session.Connection.ChangeDatabaseAsync(SharedServers.Schema);
            await session.RunEachAsync("SELECT DATABASE()", $"USE {SharedServers.Schema}", $"USE `{SharedServers.Schema}`", "SELECT * FROM t");
            await session.RunAsync($"SELECT {SharedServers.Schema}.t.v FROM {SharedServers.Schema}.t");
        },
        Table);

    [TestMethod]
    public Task The_current_user_is_the_one_who_logged_in() => this.CompareAsync(session =>
        session.RunAsync("SELECT CURRENT_USER(), USER(), SCHEMA()"));

    [TestMethod]
    public Task Connection_attributes_do_no_harm() => this.CompareAsync(
        session => session.RunAsync("SELECT 1"),
        settings: settings => settings.ApplicationName = new string('n', 300));

    [TestMethod]
    public Task Named_locks_keep_others_out() => this.CompareAsync(async session =>
    {
        var other = await session.OpenAnotherAsync();
        await session.RunAsync("SELECT GET_LOCK('e2e', 0), IS_FREE_LOCK('e2e')");
        await other.RunAsync("SELECT GET_LOCK('e2e', 0), IS_FREE_LOCK('e2e')");
        await session.RunAsync("SELECT RELEASE_LOCK('e2e')");
        await other.RunAsync("SELECT GET_LOCK('e2e', 5), RELEASE_ALL_LOCKS()");
    });

    [TestMethod]
    public Task Locked_tables_are_the_only_ones_in_reach() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("CREATE TABLE u (x INT)", "LOCK TABLES t WRITE", "UPDATE t SET v = 'locked'", "SELECT * FROM t");
            await session.FailAsync("SELECT * FROM u");
            await session.RunEachAsync("LOCK TABLES t READ");
            await session.FailAsync("DELETE FROM t");
            await session.RunEachAsync("UNLOCK TABLES", "SELECT * FROM u");
        },
        Table);
}
