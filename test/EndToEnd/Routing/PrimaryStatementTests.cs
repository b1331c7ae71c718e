namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Statements that go to the primary because of what they say, and the look-alikes that need not.</summary>
[TestClass]
public sealed class PrimaryStatementTests : RoutingTest
{
    [TestMethod]
    [RoutingRow("primary.not-a-read")]
    [DataRow("INSERT INTO numbers VALUES (0)")]
    [DataRow("INSERT INTO numbers SELECT n FROM numbers WHERE n < 0")]
    [DataRow("REPLACE INTO numbers VALUES (1)")]
    [DataRow("UPDATE numbers SET n = n WHERE n = 1")]
    [DataRow("UPDATE numbers JOIN here ON n < 0 SET n = n")]
    [DataRow("DELETE FROM numbers WHERE n < 0")]
    [DataRow("DELETE numbers FROM numbers JOIN here WHERE n < 0")]
    [DataRow("WITH x AS (SELECT 0 AS n) DELETE FROM numbers WHERE n IN (SELECT n FROM x)")]
    [DataRow("CREATE TABLE IF NOT EXISTS here (name INT)")]
    [DataRow("CREATE OR REPLACE VIEW numbers_view AS SELECT n FROM numbers")]
    [DataRow("ALTER TABLE numbers COMMENT 'x'")]
    [DataRow("DROP TABLE IF EXISTS never_there")]
    [DataRow("TRUNCATE TABLE notes")]
    [DataRow("ANALYZE TABLE numbers")]
    [DataRow("OPTIMIZE TABLE numbers")]
    [DataRow("GRANT SELECT ON shop.* TO nobody")]
    [DataRow("LOAD DATA INFILE '/nowhere' INTO TABLE numbers")]
    [DataRow("FLUSH TABLES")]
    [DataRow("FROBNICATE everything")]
    [DataRow("{ SELECT 1 }")]
    [DataRow("SELECT 'no end")]
    public async Task What_is_not_known_to_be_a_read_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.not-a-read")]
    [DataRow("SELECT name FROM whoami")]
    [DataRow("(SELECT name FROM whoami)")]
    [DataRow("SELECT name FROM whoami UNION SELECT name FROM whoami")]
    [DataRow("WITH w AS (SELECT name FROM whoami) SELECT name FROM w")]
    [DataRow("SELECT w.name, `update` FROM whoami w, (SELECT 'DELETE FROM numbers' AS `update`) t")]
    [DataRow("SELECT REPLACE(name, 'x', 'y'), INSERT('abc', 1, 1, 'z') FROM whoami")]
    [DataRow("TABLE whoami")]
    [DataRow("VALUES ((SELECT name FROM whoami))")]
    [DataRow("-- INSERT INTO numbers VALUES (1)\nSELECT name FROM whoami")]
    public async Task A_read_runs_on_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        // TABLE t is MySQL's: a MariaDB server refuses it, and so tells nothing of itself.
        if (sql.StartsWith("TABLE", StringComparison.Ordinal))
            AssertReplica(await session.WhereRunsAsync(sql));
        else
            AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.locking-reads")]
    [DataRow("SELECT name FROM whoami FOR UPDATE")]
    [DataRow("SELECT name FROM whoami for /* */ update")]
    [DataRow("SELECT name FROM whoami FOR -- \n UPDATE")]
    [DataRow("SELECT name FROM whoami FOR UPDATE NOWAIT")]
    [DataRow("SELECT name FROM whoami FOR UPDATE WAIT 1")]
    [DataRow("SELECT name FROM whoami FOR UPDATE SKIP LOCKED")]
    [DataRow("SELECT name FROM whoami LOCK IN SHARE MODE")]
    [DataRow("SELECT name FROM whoami LOCK IN SHARE MODE SKIP LOCKED")]
    [DataRow("(SELECT name FROM whoami FOR UPDATE)")]
    [DataRow("((SELECT name FROM whoami LOCK IN SHARE MODE))")]
    [DataRow("SELECT name FROM (SELECT name FROM whoami FOR UPDATE) t")]
    [DataRow("SELECT name FROM whoami WHERE name IN (SELECT name FROM whoami FOR UPDATE)")]
    [DataRow("WITH w AS (SELECT name FROM whoami FOR UPDATE) SELECT name FROM w")]
    [DataRow("(SELECT name FROM whoami) UNION (SELECT name FROM whoami FOR UPDATE)")]
    [DataRow("SELECT (SELECT (SELECT name FROM whoami LIMIT 1 LOCK IN SHARE MODE))")]
    public async Task A_locking_read_runs_on_the_primary_wherever_the_lock_is_named(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.locking-reads")]
    [DataRow("SELECT name FROM whoami FOR SHARE")]
    [DataRow("SELECT name FROM whoami FOR SHARE OF whoami NOWAIT")]
    [DataRow("SELECT name FROM whoami FOR UPDATE OF whoami SKIP LOCKED")]
    public async Task A_locking_read_of_another_server_version_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.locking-reads")]
    [DataRow("SELECT name, 'FOR UPDATE' FROM whoami")]
    [DataRow("SELECT name, \"it's ' FOR UPDATE\" FROM whoami")]
    [DataRow("SELECT name AS `FOR UPDATE` FROM whoami")]
    [DataRow("SELECT name FROM whoami /* FOR UPDATE */")]
    [DataRow("SELECT name FROM whoami -- FOR UPDATE")]
    [DataRow("SELECT name FROM whoami # LOCK IN SHARE MODE")]
    [DataRow("SELECT name FROM whoami w USE INDEX FOR JOIN ()")]
    [DataRow("SELECT name, SUBSTRING('update' FROM 1 FOR 3) FROM whoami")]
    public async Task Words_of_a_lock_in_a_string_name_or_comment_lock_nothing(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.select-into")]
    [DataRow("SELECT name FROM whoami INTO @v")]
    [DataRow("SELECT name INTO @v FROM whoami")]
    [DataRow("SELECT name INTO OUTFILE '/nowhere/x' FROM whoami")]
    [DataRow("SELECT name FROM whoami INTO DUMPFILE '/nowhere/x'")]
    [DataRow("(SELECT name FROM whoami) UNION (SELECT 'x') INTO OUTFILE '/nowhere/x'")]
    public async Task Select_into_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.select-into")]
    public async Task The_word_into_in_a_string_is_no_select_into()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SELECT name, 'INTO @v' AS `into` FROM whoami"));
    }

    [TestMethod]
    [RoutingRow("primary.variable-assignment")]
    [DataRow("SELECT name, @x := 1 FROM whoami")]
    [DataRow("SELECT name FROM whoami WHERE (@x := name) = name")]
    [DataRow("SELECT name, (SELECT @x:=2) FROM whoami")]
    public async Task An_assignment_inside_a_read_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.calc-found-rows")]
    [DataRow("SELECT SQL_CALC_FOUND_ROWS name FROM whoami LIMIT 1")]
    [DataRow("SELECT /* */ SQL_NO_CACHE sql_calc_found_rows name FROM whoami")]
    public async Task A_read_that_counts_all_rows_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.last-insert-id")]
    [DataRow("SELECT LAST_INSERT_ID(), name FROM whoami")]
    [DataRow("SELECT last_insert_id (), name FROM whoami")]
    [DataRow("SELECT name FROM whoami WHERE @@last_insert_id >= 0")]
    [DataRow("SELECT @@identity, name FROM whoami")]
    [DataRow("SELECT @@session.insert_id, name FROM whoami")]
    public async Task The_last_insert_id_is_read_from_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.last-insert-id")]
    public async Task The_last_insert_id_has_the_value_of_the_insert()
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync("INSERT INTO notes (ran_on) SELECT CONCAT(name, ' id') FROM whoami");
        string id = await session.ValueAsync("SELECT id FROM notes WHERE ran_on = 'primary id' FOR UPDATE");
        await AssertReadsFromReplicaAsync(session);
        Assert.AreEqual(id, await session.ValueAsync("SELECT LAST_INSERT_ID()"));
    }

    [TestMethod]
    [RoutingRow("primary.system-variables")]
    [DataRow("SELECT @@version, name FROM whoami")]
    [DataRow("SELECT name FROM whoami UNION SELECT @@hostname")]
    [DataRow("SELECT name FROM whoami WHERE @@global.read_only IN (0, 1)")]
    [DataRow("SELECT name, @@`sql_mode` FROM whoami")]
    [DataRow("SELECT name, @@SESSION . autocommit FROM whoami")]
    [DataRow("SELECT name FROM whoami, information_schema.SESSION_VARIABLES WHERE VARIABLE_NAME = 'AUTOCOMMIT'")]
    [DataRow("SELECT name FROM whoami WHERE 0 < (SELECT COUNT(*) FROM `information_schema`.PROCESSLIST)")]
    public async Task A_read_of_a_system_variable_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.system-variables")]
    [DataRow("SELECT name, '@@version' FROM whoami")]
    [DataRow("SELECT name /* @@version */ FROM whoami")]
    [DataRow("SELECT name FROM whoami JOIN information_schema.TABLES ON TABLE_SCHEMA = 'shop' AND TABLE_NAME = name OR TABLE_NAME = 'here'")]
    public async Task A_variable_in_a_string_or_comment_is_not_read(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.show-state")]
    [DataRow("SHOW STATUS LIKE 'Uptime'")]
    [DataRow("SHOW GLOBAL STATUS LIKE 'Uptime'")]
    [DataRow("SHOW VARIABLES LIKE 'port'")]
    [DataRow("SHOW SESSION VARIABLES LIKE 'port'")]
    [DataRow("SHOW PROCESSLIST")]
    [DataRow("SHOW FULL PROCESSLIST")]
    [DataRow("SHOW ENGINE INNODB STATUS")]
    [DataRow("SHOW ENGINES")]
    [DataRow("SHOW MASTER STATUS")]
    [DataRow("SHOW BINARY LOGS")]
    [DataRow("SHOW BINLOG EVENTS")]
    [DataRow("SHOW SLAVE STATUS")]
    [DataRow("SHOW GRANTS")]
    [DataRow("SHOW OPEN TABLES")]
    [DataRow("SHOW PLUGINS")]
    public async Task Show_of_the_server_itself_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.show-state")]
    [DataRow("SHOW TABLES")]
    [DataRow("SHOW FULL TABLES FROM shop")]
    [DataRow("SHOW DATABASES")]
    [DataRow("SHOW CREATE TABLE here")]
    [DataRow("SHOW COLUMNS FROM here")]
    [DataRow("SHOW FULL FIELDS FROM here")]
    [DataRow("SHOW INDEX FROM notes")]
    [DataRow("SHOW TABLE STATUS")]
    [DataRow("SHOW PROCEDURE STATUS WHERE Db = 'shop'")]
    [DataRow("DESCRIBE here")]
    public async Task Show_of_schema_objects_runs_on_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.user-locks")]
    [DataRow("SELECT GET_LOCK('route', 0), name FROM whoami")]
    [DataRow("SELECT RELEASE_LOCK('route'), name FROM whoami")]
    [DataRow("SELECT RELEASE_ALL_LOCKS(), name FROM whoami")]
    [DataRow("SELECT IS_FREE_LOCK('route'), name FROM whoami")]
    [DataRow("SELECT name FROM whoami WHERE is_used_lock ('route') IS NULL")]
    public async Task User_locks_are_the_primary_s(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.sequences")]
    [DataRow("SELECT NEXTVAL(ticket), name FROM whoami")]
    [DataRow("SELECT NEXT VALUE FOR ticket, name FROM whoami")]
    [DataRow("SELECT PREVIOUS VALUE FOR ticket, name FROM whoami")]
    [DataRow("SELECT LASTVAL(ticket), name FROM whoami")]
    [DataRow("SELECT SETVAL(ticket, 1000000), name FROM whoami")]
    public async Task Sequences_are_the_primary_s(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.unknown-functions")]
    [DataRow("SELECT whereami()")]
    [DataRow("SELECT shop.whereami()")]
    [DataRow("SELECT `whereami`()")]
    [DataRow("SELECT name FROM whoami WHERE name = whereami ()")]
    public async Task A_function_that_is_not_built_in_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.unknown-functions")]
    [DataRow("SELECT CONCAT(name), 'whereami()' FROM whoami")]
    [DataRow("SELECT UPPER('x'), COUNT(*), MAX(name) FROM whoami")]
    [DataRow("SELECT name FROM whoami WHERE (name) IN ('primary', 'replica1', 'replica2')")]
    [DataRow("SELECT n FROM (SELECT name FROM whoami) AS t (n)")]
    [DataRow("WITH t (n) AS (SELECT name FROM whoami) SELECT n FROM t")]
    public async Task A_built_in_function_runs_on_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        // A derived table with column names is MySQL's.
        if (sql.Contains("AS t (n)", StringComparison.Ordinal))
            AssertReplica(await session.WhereRunsAsync(sql));
        else
            AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.programs")]
    [DataRow("CALL answer()")]
    [DataRow("CALL answer")]
    [DataRow("DO whereami()")]
    [DataRow("DO SLEEP(0)")]
    [DataRow("HANDLER numbers OPEN")]
    [DataRow("XA RECOVER")]
    [DataRow("XA START 'routing'")]
    [DataRow("BEGIN NOT ATOMIC SELECT name FROM shop.whoami; END")]
    [DataRow("EXECUTE IMMEDIATE 'SELECT name FROM shop.whoami'")]
    public async Task What_runs_a_program_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.explained-writes")]
    [DataRow("ANALYZE UPDATE numbers SET n = n WHERE n < 0")]
    [DataRow("ANALYZE FORMAT=JSON DELETE FROM numbers WHERE n < 0")]
    [DataRow("EXPLAIN ANALYZE DELETE FROM numbers WHERE n < 0")]
    [DataRow("EXPLAIN UPDATE numbers SET n = n WHERE n < 0")]
    [DataRow("EXPLAIN SELECT name FROM whoami FOR UPDATE")]
    [DataRow("ANALYZE SELECT whereami()")]
    public async Task An_explained_write_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.explained-writes")]
    [DataRow("EXPLAIN SELECT name FROM whoami")]
    [DataRow("ANALYZE SELECT name FROM whoami")]
    [DataRow("DESC SELECT name FROM whoami")]
    public async Task An_explained_read_runs_on_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.batches")]
    [RoutingRow("trap.prefix")]
    [DataRow("SELECT name FROM whoami; UPDATE numbers SET n = n WHERE n < 0")]
    [DataRow("SELECT name FROM whoami; SELECT name FROM whoami FOR UPDATE")]
    [DataRow("SELECT name FROM whoami; /* x */ DELETE FROM numbers WHERE n < 0")]
    [DataRow("SELECT 1; SELECT 2; SELECT 3; SELECT @@port; SELECT name FROM whoami")]
    public async Task A_batch_with_anything_but_reads_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.batches")]
    [DataRow("SELECT 1; SELECT name FROM whoami")]
    [DataRow("SELECT name FROM whoami;")]
    [DataRow("SELECT name, '; DELETE FROM numbers' FROM whoami; -- DELETE\n SELECT 1;")]
    public async Task A_batch_of_reads_runs_on_a_replica(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.executable-comments")]
    [RoutingRow("text.stricter-verdict")]
    [DataRow("SELECT name FROM whoami /*! FOR UPDATE */")]
    [DataRow("SELECT name FROM whoami /*!99999 FOR UPDATE */")]
    [DataRow("SELECT name FROM whoami /*M! FOR UPDATE */")]
    [DataRow("SELECT /*! name */ FROM whoami")]
    [DataRow("/*! */ SELECT name FROM whoami")]
    [DataRow("/*!99999 INSERT INTO numbers VALUES (0); */ SELECT name FROM whoami")]
    public async Task Text_with_executable_comments_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.executable-comments")]
    [DataRow("SELECT name FROM whoami /* ! FOR UPDATE */")]
    [DataRow("SELECT name, '/*! FOR UPDATE */' FROM whoami")]
    [DataRow("SELECT name FROM whoami -- /*! FOR UPDATE */")]
    public async Task What_only_looks_like_an_executable_comment_does_not_matter(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("trap.prefix")]
    [DataRow("/* SELECT */ INSERT INTO numbers SELECT n FROM numbers WHERE n < 0")]
    [DataRow("-- SELECT\n DELETE FROM numbers WHERE n < 0")]
    [DataRow("# SELECT 1\n TRUNCATE notes")]
    [DataRow("; UPDATE numbers SET n = n WHERE n < 0")]
    [DataRow("((SELECT name FROM whoami)) FOR UPDATE")]
    public async Task A_comment_semicolon_or_parenthesis_in_front_hides_nothing(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhereRunsAsync(sql));
    }

    [TestMethod]
    [RoutingRow("primary.set-statement")]
    [DataRow("SET STATEMENT max_statement_time = 10 FOR SELECT name FROM whoami FOR UPDATE")]
    [DataRow("SET STATEMENT max_statement_time = 10 FOR SELECT name, @@port FROM whoami")]
    [DataRow("SET STATEMENT max_statement_time = 10, sort_buffer_size = 100000 FOR SELECT name FROM whoami LOCK IN SHARE MODE")]
    public async Task Set_statement_around_anything_but_a_read_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
        AssertPrimary(await session.WhereRunsAsync("SET STATEMENT max_statement_time = 10 FOR DELETE FROM numbers WHERE n < 0"));
    }

    [TestMethod]
    [RoutingRow("primary.set-statement")]
    public async Task Set_statement_around_a_read_runs_on_a_replica()
    {
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync("SET STATEMENT max_statement_time = 10 FOR SELECT name FROM whoami"));
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("primary.set-global")]
    public async Task Set_global_runs_on_the_primary_and_is_not_replayed()
    {
        await using RoutedSession session = await OpenAsync(Ops);
        AssertPrimary(await session.WhereRunsAsync("SET GLOBAL max_connect_errors = 1234"));
        await AssertReadsFromReplicaAsync(session);
        Assert.AreEqual(1, await Log.CountAsync("max_connect_errors"));
    }

    [TestMethod]
    [RoutingRow("primary.set-global")]
    [DataRow("SET PASSWORD = PASSWORD('app-secret')")]
    [DataRow("SET PERSIST max_connect_errors = 1235")]
    [DataRow("SET DEFAULT ROLE NONE")]
    [DataRow("SET ROLE NONE")]
    public async Task Set_of_passwords_and_roles_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync(Ops);
        AssertPrimary(await session.WhereRunsAsync(sql));
    }
}
