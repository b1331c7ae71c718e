"""Statements, their counts and ids, and their errors."""

from casebook import Casebook

book = Casebook()


@book.case("ids are given to inserted rows")
def insert_ids(t):
    t.table("id INT AUTO_INCREMENT PRIMARY KEY, a INT")
    t.run("INSERT INTO t (a) VALUES (1)")
    t.run("INSERT INTO t (a) VALUES (2), (3)")
    t.run("SELECT LAST_INSERT_ID()")
    t.run("INSERT INTO t VALUES (4000000000000 %% 1000 + 77, 4)", ())
    t.run("UPDATE t SET id = LAST_INSERT_ID(id + 100) WHERE a = 2")
    t.run("SELECT LAST_INSERT_ID()")


@book.case("an id above 63 bits")
def large_insert_id(t):
    t.table("id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY")
    t.run("INSERT INTO t VALUES (18446744073709551610)")
    t.run("INSERT INTO t VALUES (NULL)")
    t.run("SELECT * FROM t")


@book.case("an update counts changed rows, or found rows where the client asks for it")
def affected_rows(t):
    t.table("a INT, b INT", [(1, 1), (2, 1), (3, 2)])
    t.run("UPDATE t SET b = 2")
    found = t.connect(found_rows=True)
    t.run("UPDATE t SET b = 2", on=found)
    t.run("UPDATE t SET b = 3 WHERE a = 1", on=found)
    t.run("DELETE FROM t WHERE a > 1", on=found)


@book.case("REPLACE and ON DUPLICATE KEY UPDATE count in their own way")
def replaced_rows(t):
    t.table("a INT PRIMARY KEY, b INT", [(1, 1)])
    t.run("REPLACE INTO t VALUES (1, 2), (2, 2)")
    t.run("INSERT INTO t VALUES (1, 9), (3, 9) ON DUPLICATE KEY UPDATE b = VALUES(b)")
    t.run("INSERT IGNORE INTO t VALUES (1, 0), (4, 0)")
    t.run("SELECT * FROM t ORDER BY a")


@book.case("INSERT, REPLACE and DELETE return rows")
def returning(t):
    t.table("id INT AUTO_INCREMENT PRIMARY KEY, a INT")
    t.run("INSERT INTO t (a) VALUES (5), (6) RETURNING id, a * 2")
    t.run("REPLACE INTO t VALUES (1, 7) RETURNING id, a")
    t.run("DELETE FROM t WHERE id = 2 RETURNING a")


@book.case("executemany of an INSERT becomes one statement of many rows")
def executemany_insert(t):
    t.table("a INT, b VARCHAR(20)")
    with t.cursor() as cursor:
        t.note(cursor.executemany("INSERT INTO t VALUES (%s, %s)", [(n, f"name {n}") for n in range(2000)]))
    t.run("SELECT COUNT(*), SUM(a), MAX(b) FROM t")


@book.case("executemany of an UPDATE runs it once per row")
def executemany_update(t):
    t.table("a INT PRIMARY KEY, b INT", [(1, 0), (2, 0), (3, 0)])
    with t.cursor() as cursor:
        t.note(cursor.executemany("UPDATE t SET b = %s WHERE a = %s", [(10, 1), (20, 2), (30, 4)]))
    t.run("SELECT * FROM t ORDER BY a")


@book.case("executemany that fails in its middle")
def executemany_error(t):
    t.table("a INT PRIMARY KEY")
    with t.cursor() as cursor:
        t.fails_in(lambda: cursor.executemany("DELETE FROM t WHERE a = %s / (%s - 2) + missing", [(1, 1), (2, 2)]))
        t.fails_in(lambda: cursor.executemany("INSERT INTO t VALUES (%s)", [(1,), (2,), (1,)]))
    t.run("SELECT COUNT(*) FROM t")


@book.case("statements prepared as text")
def text_prepare(t):
    t.do("PREPARE s FROM 'SELECT ? + ?, ?'")
    t.do("SET @a = 1, @b = 2.5, @c = 'x'")
    t.run("EXECUTE s USING @a, @b, @c")
    t.do("SET @a = '7'")
    t.run("EXECUTE s USING @a, @b, @c")
    t.fails("EXECUTE s USING @a")
    t.do("DEALLOCATE PREPARE s")
    t.fails("EXECUTE s USING @a, @b, @c")
    t.run("EXECUTE IMMEDIATE 'SELECT ?' USING 5")


@book.case("errors of the parser, of names and of constraints keep number and text")
def errors(t):
    t.do("DROP TABLE IF EXISTS child")
    t.table("a INT PRIMARY KEY, b VARCHAR(3) NOT NULL, c TINYINT, CONSTRAINT positive CHECK (c > 0)", [(1, "x", 1)])
    t.table("a INT, CONSTRAINT parent FOREIGN KEY (a) REFERENCES t (a)", name="child")
    t.do("INSERT INTO child VALUES (1)")
    for sql in ("SELEC 1", "SELECT * FROM missing", "SELECT missing FROM t", "INSERT INTO t VALUES (1, 'y', 1)",
                "INSERT INTO t VALUES (2, NULL, 1)", "INSERT INTO t VALUES (2, 'long text', 1)", "INSERT INTO t VALUES (2, 'y', 999)",
                "INSERT INTO t VALUES (2, 'y', -1)", "INSERT INTO t VALUES (2, 'y')", "DELETE FROM t", "INSERT INTO child VALUES (9)",
                "SELECT missing_function()", "CREATE TABLE t (a INT)", "DROP TABLE missing", "SELECT (SELECT a FROM t UNION SELECT 2)",
                "SELECT 18446744073709551615 + 1", "CALL missing()", ""):
        t.fails(sql)
    t.run("SELECT * FROM t")
    t.do("DROP TABLE child")


@book.case("an error raised by SIGNAL has its own number, state and text")
def signal_error(t):
    t.do("CREATE OR REPLACE PROCEDURE p() SIGNAL SQLSTATE '4500X' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'an own text: \u00e4'")
    t.fails("CALL p()")
    t.run("SHOW ERRORS")


@book.case("comments, hints and odd spacing reach the server unchanged")
def comments(t):
    t.run("/* a */ SELECT 1 -- end\n + 2 # rest")
    t.run("SELECT /*!40000 5 + */ 1, '/* no comment */', `b`.`c d` FROM (SELECT 2 AS `c d`) AS `b`;")
    t.run("  \n\t(SELECT 1) UNION ALL (SELECT 2)")
    t.run("WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT GROUP_CONCAT(i) FROM n")


@book.case("views, triggers, functions and sequences")
def stored_objects(t):
    t.table("a INT, b INT")
    t.do("CREATE OR REPLACE TABLE log (what VARCHAR(50))")
    t.do("CREATE OR REPLACE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES (CONCAT('new ', NEW.a))")
    t.do("CREATE OR REPLACE VIEW v AS SELECT a, a * 2 AS twice FROM t")
    t.do("CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x * x")
    t.do("CREATE OR REPLACE SEQUENCE s START 10 INCREMENT 5")
    t.do("INSERT INTO t VALUES (3, 4)")
    t.run("SELECT v.*, f(a), NEXTVAL(s), NEXTVAL(s) FROM v")
    t.run("SELECT * FROM log")
    t.run("SELECT LASTVAL(s)")
    t.do("DROP SEQUENCE s")


@book.case("information about tables")
def table_information(t):
    t.table("a INT PRIMARY KEY COMMENT 'the key', b VARCHAR(9) DEFAULT 'x', KEY kb (b)")
    t.run("SHOW COLUMNS FROM t")
    t.run("SHOW CREATE TABLE t")
    t.run("SELECT column_name, ordinal_position, data_type, column_key FROM information_schema.columns "
          "WHERE table_schema = DATABASE() AND table_name = 't' ORDER BY 2")
    t.run("SHOW INDEX FROM t WHERE Key_name = 'kb'")
    t.run("DESCRIBE t")
    t.run("SHOW TABLES LIKE 't'")
    t.run("EXPLAIN SELECT a FROM t WHERE a = 1")
