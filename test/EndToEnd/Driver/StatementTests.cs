using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>The breadth of SQL: each statement kind once, with what it answers.</summary>
[TestClass]
public sealed class StatementTests : ComparedTest
{
    private const string Table = """
        CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, grp CHAR(1), v INT, KEY k (grp));
        INSERT INTO t (grp, v) VALUES ('a', 1), ('a', 3), ('b', 2), ('b', NULL);
        CREATE TABLE u (id INT PRIMARY KEY, name VARCHAR(10));
        INSERT INTO u VALUES (1, 'one'), (3, 'three')
        """;

    [TestMethod]
    public Task Text_prepared_statements_with_parameters() => this.CompareAsync(
        session => session.RunEachAsync(
            "PREPARE p FROM 'SELECT id, ? FROM t WHERE v > ?'", "SET @a = 'x', @b = 1", "EXECUTE p USING @a, @b",
            "EXECUTE p USING 'y', 2", "DEALLOCATE PREPARE p", "EXECUTE IMMEDIATE 'INSERT INTO u VALUES (?, ?)' USING 9, 'nine'", "SELECT * FROM u"),
        Table);

    [TestMethod]
    public Task Common_table_expressions_also_recursive() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync(
            "WITH g AS (SELECT grp, SUM(v) AS s FROM t GROUP BY grp) SELECT * FROM g ORDER BY grp",
            "WITH RECURSIVE f AS (SELECT 1 AS n, 1 AS x UNION ALL SELECT n + 1, x * (n + 1) FROM f WHERE n < 10) SELECT * FROM f"),
        Table);

    [TestMethod]
    public Task Window_functions() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT id, ROW_NUMBER() OVER w, SUM(v) OVER w, LAG(v) OVER w, RANK() OVER (ORDER BY v) FROM t WINDOW w AS (PARTITION BY grp ORDER BY id) ORDER BY id"),
        Table);

    [TestMethod]
    public Task Joins_unions_and_subqueries() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync(
            "SELECT t.id, u.name FROM t LEFT JOIN u USING (id) ORDER BY t.id",
            "(SELECT id FROM t WHERE v = 1) UNION ALL (SELECT id FROM u) ORDER BY id DESC LIMIT 3",
            "SELECT id FROM t WHERE id IN (SELECT id FROM u) AND EXISTS (SELECT 1 FROM u WHERE u.id = t.id)",
            "SELECT id FROM t EXCEPT SELECT id FROM u", "SELECT id FROM t INTERSECT SELECT id FROM u", "VALUES (1, 'a'), (2, 'b')"),
        Table);

    [TestMethod]
    public Task Grouping_with_rollup_and_having() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT grp, COUNT(*), SUM(v), AVG(v), GROUP_CONCAT(id ORDER BY id) FROM t GROUP BY grp WITH ROLLUP HAVING COUNT(*) > 1"),
        Table);

    [TestMethod]
    public Task Insert_and_delete_return_rows() => this.CompareAsync(
        session => session.RunEachAsync(
            "INSERT INTO t (grp, v) VALUES ('c', 7), ('c', 8) RETURNING id, v * 2 AS twice", "DELETE FROM t WHERE grp = 'b' RETURNING *",
            "REPLACE INTO u VALUES (1, 'ONE') RETURNING name"),
        Table);

    [TestMethod]
    public Task Replace_ignore_and_on_duplicate_key() => this.CompareAsync(
        session => session.RunEachAsync(
            "REPLACE INTO u VALUES (1, 'uno'), (2, 'dos')", "INSERT IGNORE INTO u VALUES (1, 'x'), (4, 'four')",
            "INSERT INTO u VALUES (1, 'y') ON DUPLICATE KEY UPDATE name = CONCAT(name, VALUES(name))", "SELECT * FROM u"),
        Table);

    [TestMethod]
    public Task Updates_and_deletes_over_several_tables() => this.CompareAsync(
        session => session.RunEachAsync(
            "UPDATE t JOIN u USING (id) SET t.v = 100, u.name = 'joined'", "SELECT * FROM t", "DELETE t, u FROM t JOIN u USING (id)",
            "INSERT INTO u SELECT id, grp FROM t", "SELECT * FROM t", "SELECT * FROM u"),
        Table);

    [TestMethod]
    public Task Locking_reads() => this.CompareAsync(
        session => session.RunEachAsync(
            "SELECT * FROM t FOR UPDATE", "SELECT * FROM t LOCK IN SHARE MODE", "SELECT * FROM (SELECT * FROM t FOR UPDATE) AS x",
            "(SELECT id FROM t) UNION (SELECT id FROM u FOR UPDATE) ORDER BY id"),
        Table);

    [TestMethod]
    public Task Handler_reads_rows_one_by_one() => this.CompareAsync(
        session => session.RunEachAsync("HANDLER t OPEN", "HANDLER t READ FIRST", "HANDLER t READ NEXT", "HANDLER t READ k = ('b')", "HANDLER t CLOSE"),
        Table);

    [TestMethod]
    public Task The_schema_changes_under_a_session() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("ALTER TABLE t ADD COLUMN extra VARCHAR(5) DEFAULT 'e' AFTER id", "SELECT * FROM t", "CREATE INDEX i ON t (extra)");
            await session.RunEachAsync("ALTER TABLE t DROP COLUMN v", "RENAME TABLE t TO t2", "SELECT * FROM t2", "TRUNCATE TABLE t2", "SELECT COUNT(*) FROM t2", "DROP TABLE t2");
            await session.FailAsync("SELECT * FROM t2");
        },
        Table);

    [TestMethod]
    public Task Generated_columns_checks_and_defaults() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE g (a INT, b INT AS (a * 2) STORED, c VARCHAR(9) AS (CONCAT('<', a, '>')) VIRTUAL, d INT DEFAULT (1 + 1), CONSTRAINT pos CHECK (a > 0))");
        await session.RunAsync("INSERT INTO g (a) VALUES (5)");
        await session.FailAsync("INSERT INTO g (a) VALUES (-5)");
        await session.FailAsync("INSERT INTO g (b) VALUES (1)");
        await session.RunAsync("SELECT * FROM g");
    });

    [TestMethod]
    public Task Partitions_and_full_text_search() => this.CompareAsync(session => session.RunEachAsync(
        "CREATE TABLE p (a INT) PARTITION BY RANGE (a) (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE)",
        "INSERT INTO p VALUES (1), (50)", "SELECT * FROM p PARTITION (high)",
        "CREATE TABLE f (txt TEXT, FULLTEXT (txt)) ENGINE=MyISAM", "INSERT INTO f VALUES ('quick brown fox'), ('lazy dog'), ('brown bread')",
        "SELECT txt FROM f WHERE MATCH (txt) AGAINST ('+fox +brown' IN BOOLEAN MODE)"));

    [TestMethod]
    public Task System_versioned_rows() => this.CompareAsync(session => session.RunEachAsync(
        "SET timestamp = 1700000000", "CREATE TABLE h (a INT) WITH SYSTEM VERSIONING", "INSERT INTO h VALUES (1)", "SET timestamp = 1700000100",
        "UPDATE h SET a = 2", "SELECT a FROM h", "SELECT a FROM h FOR SYSTEM_TIME ALL ORDER BY a"));

    [TestMethod]
    public Task Descriptions_of_tables() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SHOW TABLES", "SHOW FULL TABLES", "DESCRIBE t", "SHOW FULL COLUMNS FROM u", "SHOW CREATE TABLE u", "SELECT 1 FROM t LIMIT 1"),
        Table);

    [TestMethod]
    public Task Descriptions_of_the_server() => this.CompareAsync(session => session.RunEachAsync(
        "SHOW VARIABLES LIKE 'lower_case%'", "SHOW CHARACTER SET LIKE 'utf8%'", "SHOW COLLATION LIKE 'latin1%'", "SHOW ENGINES",
        "SELECT VERSION(), @@version_comment, @@server_id, @@max_allowed_packet", "SHOW GRANTS"));

    [TestMethod]
    public Task Plans_of_reads_and_writes() => this.CompareAsync(
        session => session.RunEachAsync("EXPLAIN SELECT * FROM t WHERE id = 1", "EXPLAIN UPDATE t SET v = 1 WHERE id = 1", "EXPLAIN FORMAT=JSON SELECT 1"),
        Table);

    [TestMethod]
    public Task The_information_schema() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync(
            $"SELECT TABLE_NAME, ENGINE, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{SharedServers.Schema}' ORDER BY 1",
            $"SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = '{SharedServers.Schema}' ORDER BY 1, 2"),
        Table);

    [TestMethod]
    public Task Comments_of_every_kind() => this.CompareAsync(
        session => session.RunEachAsync(
            "/* first */ SELECT 1 -- to the end\n + 1 # and again\n + 1", "SELECT /*! 1 + */ 1", "SELECT /*!99999 1 + */ 1", "SELECT /*M!100000 10 + */ 1",
            "SELECT 5--2", "SELECT /* ; */ ';' /* ' */ AS `--`", "\n\t  SELECT\n1\n;"),
        Table);

    [TestMethod]
    public Task Analyze_and_check_of_tables() => this.CompareAsync(
        session => session.RunEachAsync("ANALYZE TABLE u", "CHECK TABLE u", "OPTIMIZE TABLE u", "CHECKSUM TABLE u"), Table);

    [TestMethod]
    public Task Functions_of_the_server() => this.CompareReplicaReadAsync(session => session.RunAsync(
        "SELECT UPPER('é'), REVERSE('añb'), SUBSTRING('日本語', 2, 1), REGEXP_REPLACE('a1b2', '[0-9]', '#'), CRC32('x'), SHA2('x', 256), COMPRESS('') = '', " +
        "INET_ATON('10.0.0.1'), GREATEST(1, 2.5), COALESCE(NULL, 'c'), CONV('ff', 16, 2), FORMAT(1234567.891, 2), LPAD('7', 3, '0'), SOUNDEX('hello'), id FROM t WHERE id = 1"),
        Table);
}
