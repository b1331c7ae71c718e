namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>Statements of every kind, and their errors, by script.</summary>
[TestClass]
public sealed class ClientStatementsTests : ClientTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, g CHAR(1), v INT); INSERT INTO t (g, v) VALUES ('a', 1), ('a', 2), ('b', 3)";
    private const string Verbose = "--table -vvv --show-warnings";

    [TestMethod]
    public Task Ddl_of_every_kind() => this.CompareAsync(
        "CREATE TABLE u LIKE t; ALTER TABLE u ADD x INT, ADD INDEX (x); CREATE INDEX i ON u (v); SHOW CREATE TABLE u; DROP INDEX i ON u; RENAME TABLE u TO w; TRUNCATE w; DROP TABLE w; SHOW TABLES;", Table, Verbose);

    [TestMethod]
    public Task Writes_of_every_kind() => this.CompareAsync(
        "REPLACE INTO t VALUES (1, 'c', 9); INSERT INTO t VALUES (1, 'd', 0) ON DUPLICATE KEY UPDATE v = v + 1; INSERT INTO t (g) SELECT g FROM t; UPDATE t SET v = 0 ORDER BY id LIMIT 1; DELETE FROM t ORDER BY id DESC LIMIT 2; SELECT * FROM t;",
        Table, Verbose);

    [TestMethod]
    public Task Rows_returned_by_writes() => this.CompareAsync("INSERT INTO t (g, v) VALUES ('r', 5) RETURNING id, v; DELETE FROM t WHERE g = 'a' RETURNING *;", Table, Verbose);

    [TestMethod]
    public Task Stored_procedures_with_several_results() => this.CompareAsync(
        "DELIMITER //\nCREATE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT * FROM t WHERE id > a; SELECT 'two'; SELECT COUNT(*) INTO b FROM t; END//\nDELIMITER ;\nCALL p(1, @b); SELECT @b; SHOW CREATE PROCEDURE p\\G",
        Table, Verbose);

    [TestMethod]
    public Task Functions_and_triggers() => this.CompareAsync(
        "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a * 2; SELECT f(v) FROM t; CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.v = f(NEW.v); INSERT INTO t (g, v) VALUES ('t', 4); SELECT * FROM t;",
        Table, Verbose);

    [TestMethod]
    public Task Views() => this.CompareAsync("CREATE VIEW w AS SELECT g, SUM(v) AS s FROM t GROUP BY g; SELECT * FROM w; DESCRIBE w; SHOW CREATE VIEW w\\G DROP VIEW w;", Table, Verbose);

    [TestMethod]
    public Task Sequences() => this.CompareAsync("CREATE SEQUENCE s; SELECT NEXTVAL(s), NEXTVAL(s); SELECT LASTVAL(s); SHOW CREATE SEQUENCE s\\G", Table, Verbose);

    [TestMethod]
    public Task Prepared_statements_by_text() => this.CompareFailingAsync(
        "PREPARE p FROM 'SELECT * FROM t WHERE v > ?'; SET @v = 1; EXECUTE p USING @v; EXECUTE p; DEALLOCATE PREPARE p; EXECUTE p;", Table, "--force " + Verbose);

    [TestMethod]
    public Task Prepared_writes_limits_and_procedures_by_text() => this.CompareAsync(
        "CREATE PROCEDURE q(IN a INT, OUT b INT) SET b = a * 2; PREPARE i FROM 'INSERT INTO t (g, v) VALUES (?, ?)'; SET @g = 'ü', @n = 4, @one = 1; BEGIN; EXECUTE i USING @g, @n; EXECUTE i USING 'x', @n + 1; COMMIT; "
        + "PREPARE i FROM CONCAT('SELECT * FROM t ORDER BY id LIMIT ', '?'); EXECUTE i USING @one; EXECUTE IMMEDIATE 'CALL q(?, @b)' USING 21; SELECT @b; EXECUTE IMMEDIATE CONCAT('SELECT ', @n, ' + ?') USING @one; DEALLOCATE PREPARE i;",
        Table,
        Verbose);

    [TestMethod]
    public Task Common_table_expressions_and_windows() => this.CompareAsync(
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n; SELECT id, SUM(v) OVER (PARTITION BY g ORDER BY id) FROM t;", Table, Verbose);

    [TestMethod]
    public Task Joins_and_unions() => this.CompareAsync(
        "SELECT a.id, b.id FROM t a JOIN t b ON a.v < b.v ORDER BY 1, 2; SELECT id FROM t UNION ALL SELECT v FROM t ORDER BY 1; SELECT g, COUNT(*) FROM t GROUP BY g WITH ROLLUP;", Table, Verbose);

    [TestMethod]
    public Task Locking_reads() => this.CompareAsync("SELECT * FROM t FOR UPDATE; SELECT * FROM t LOCK IN SHARE MODE; BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT; ROLLBACK;", Table, Verbose);

    [TestMethod]
    public Task Show_statements() => this.CompareAsync(
        "SHOW TABLES; SHOW COLUMNS FROM t; SHOW INDEX FROM t; SHOW FULL COLUMNS FROM t; SHOW VARIABLES LIKE 'version'; SHOW COLLATION LIKE 'utf8mb4_bin'; SHOW CREATE DATABASE e2e; SHOW DATABASES LIKE 'e2e';", Table, Verbose);

    [TestMethod]
    public Task Explain_and_describe() => this.CompareAsync("DESC t; DESCRIBE t g; EXPLAIN SELECT * FROM t WHERE id = 1; EXPLAIN EXTENDED SELECT 1; SHOW WARNINGS;", Table, Verbose);

    [TestMethod]
    public Task Handler_statements() => this.CompareAsync("HANDLER t OPEN AS h; HANDLER h READ FIRST; HANDLER h READ `PRIMARY` = (2); HANDLER h CLOSE;", Table, Verbose);

    [TestMethod]
    public Task Comments_sent_to_the_server() => this.CompareAsync(
        "/* hello */ SELECT /*! 1 + */ 1 /* bye */; -- line\nSELECT 2 # other\n; SELECT /*M!100000 3, */ 4; SELECT '/* not */', \"-- not\";", Table, "--comments " + Verbose);

    [TestMethod]
    public Task Comments_taken_out_by_the_client() => this.CompareAsync("/* hello */ SELECT 1 /* in */ + 1; SELECT /*+ hint */ 2;", Table, "--skip-comments " + Verbose);

    [TestMethod]
    public Task An_error_ends_the_script() => this.CompareFailingAsync("SELECT 1; SELECT nosuch FROM t; SELECT 'never';", Table, Verbose);

    [TestMethod]
    public Task Errors_one_after_another_under_force() => this.CompareFailingAsync(
        "SELEC; SELECT * FROM nosuch; INSERT INTO t VALUES (1, 'a', 1); INSERT INTO t VALUES (9, 'long', 1); SELECT 1 +; CALL nosuch; SELECT f(1); CREATE TABLE t (a INT); SELECT 'end';",
        Table, "--force " + Verbose);

    [TestMethod]
    public Task An_error_raised_by_the_user() => this.CompareFailingAsync("SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 32000, MESSAGE_TEXT = 'ünd 🧿'; SHOW ERRORS;", Table, "--force " + Verbose);

    [TestMethod]
    public Task Foreign_keys_and_checks() => this.CompareFailingAsync(
        "CREATE TABLE c (p INT, CHECK (p > 0), FOREIGN KEY (p) REFERENCES t (id)); INSERT INTO c VALUES (99); INSERT INTO c VALUES (-1); INSERT INTO c VALUES (1); DELETE FROM t WHERE id = 1; SELECT * FROM c;", Table, "--force " + Verbose);

    [TestMethod]
    public Task A_statement_time_limit() => this.CompareFailingAsync(
        "SET STATEMENT max_statement_time = 0.1 FOR SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b; SELECT 'after';", Table, "--force " + Verbose);

    [TestMethod]
    public Task Dates_with_a_clock_that_is_set() => this.CompareAsync("SET time_zone = '-03:00', timestamp = 1700000000; SELECT NOW(), UTC_TIMESTAMP(), CURDATE() + INTERVAL 1 DAY;", Table, Verbose);

    [TestMethod]
    public Task Json_and_text_functions() => this.CompareAsync("""SELECT JSON_EXTRACT('{"a": [1, {"b": "ü"}]}', '$.a[1].b'), JSON_ARRAYAGG(v) FROM t; SELECT CONCAT_WS('-', g, v), REGEXP_SUBSTR('ab12', '[0-9]+') FROM t;""", Table, Verbose);

    [TestMethod]
    public Task Information_schema() => this.CompareAsync("SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'e2e'; SELECT COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'e2e';", Table, Verbose);

    [TestMethod]
    public Task Partitions_and_versions() => this.CompareAsync(
        "CREATE TABLE p (a INT) PARTITION BY HASH (a) PARTITIONS 3; INSERT INTO p VALUES (1), (2), (3); SELECT * FROM p PARTITION (p1); SET timestamp = 1700000000; CREATE TABLE h (a INT) WITH SYSTEM VERSIONING; INSERT INTO h VALUES (1); SET timestamp = 1700000100; DELETE FROM h; SELECT a FROM h FOR SYSTEM_TIME ALL;",
        Table, Verbose);

    [TestMethod]
    public Task Maintenance_statements() => this.CompareAsync("ANALYZE TABLE t; CHECK TABLE t; OPTIMIZE TABLE t; CHECKSUM TABLE t;", Table, Verbose);

    [TestMethod]
    public Task Compound_statements() => this.CompareAsync(
        "DELIMITER //\nBEGIN NOT ATOMIC DECLARE i INT DEFAULT 0; REPEAT SET i = i + 1; INSERT INTO t (v) VALUES (i); UNTIL i = 3 END REPEAT; SELECT * FROM t; END//\nDELIMITER ;\nSELECT COUNT(*) FROM t;", Table, Verbose);

    [TestMethod]
    public Task Variables_and_assignments_in_queries() => this.CompareAsync("SET @n = 0; SELECT @n := @n + v AS running FROM t; SELECT @n; DO SLEEP(0); SELECT @n INTO @m; SELECT @m;", Table, Verbose);

    [TestMethod]
    public Task Many_small_statements() => this.CompareAsync(string.Concat(Enumerable.Range(0, 500).Select(n => n % 3 == 0 ? $"INSERT INTO t (v) VALUES ({n});\n" : $"SELECT {n}, COUNT(*) FROM t;\n")), Table);
}
