import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;

/** Statements, their counts, keys and errors. */
final class StatementCases {
    private StatementCases() {}

    static void addTo(Casebook book) {
        book.on("Generated keys", t -> {
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                Connection c = t.connect(way);
                t.table(c, "id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a INT");
                try (PreparedStatement s = c.prepareStatement("INSERT INTO t (a) VALUES (?), (?)", Statement.RETURN_GENERATED_KEYS)) {
                    for (int round = 0; round < 2; round++) {
                        t.bind(s, 1, 2);
                        t.note(s.executeUpdate());
                        t.rows(s.getGeneratedKeys());
                    }
                }
                t.run(c, "SELECT LAST_INSERT_ID()");
                t.run(c, "INSERT INTO t (a) VALUES (?) RETURNING id, a", 9);
            }
        });
        book.on("An update counts found rows, or changed rows where asked", t -> {
            t.table(t.connect(), "a INT", "1", "2");
            t.run(t.connect(Case.BINARY), "UPDATE t SET a = 2");
            t.run(t.connect(Case.BINARY, "useAffectedRows=true"), "UPDATE t SET a = 2");
            t.run(t.connect(Case.TEXT, "useAffectedRows=true"), "UPDATE t SET a = 3");
        });
        book.on("REPLACE, IGNORE and ON DUPLICATE KEY UPDATE count in their own way", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT PRIMARY KEY, b INT", "1, 1");
            t.run(c, "REPLACE INTO t VALUES (?, 2), (2, 2)", 1);
            t.run(c, "INSERT INTO t VALUES (?, 9), (3, 9) ON DUPLICATE KEY UPDATE b = VALUES(b)", 1);
            t.run(c, "INSERT IGNORE INTO t VALUES (?, 0), (4, 0)", 1);
        });
        book.on("Errors keep number, SQLSTATE, class and text", t -> {
            Connection c = t.connect(Case.TEXT);
            t.execute(c, "DROP TABLE IF EXISTS child");
            t.table(c, "a INT PRIMARY KEY, b VARCHAR(3) NOT NULL, c TINYINT, CONSTRAINT positive CHECK (c > 0)", "1, 'x', 1");
            t.execute(c, "CREATE OR REPLACE TABLE child (a INT, CONSTRAINT parent FOREIGN KEY (a) REFERENCES t (a))", "INSERT INTO child VALUES (1)");
            for (String sql : new String[] {"SELEC 1", "SELECT * FROM missing", "SELECT missing FROM t", "INSERT INTO t VALUES (1, 'y', 1)",
                "INSERT INTO t VALUES (2, NULL, 1)", "INSERT INTO t VALUES (2, 'long text', 1)", "INSERT INTO t VALUES (2, 'y', 999)",
                "INSERT INTO t VALUES (2, 'y', -1)", "INSERT INTO t VALUES (2)", "DELETE FROM t", "INSERT INTO child VALUES (9)",
                "SELECT missing_function()", "CREATE TABLE t (a INT)", "DROP TABLE missing", "SELECT 18446744073709551615 + 1", "CALL missing()"})
                t.fails(() -> t.execute(c, sql));
            t.execute(c, "DROP TABLE child");
        });
        book.on("An error of SIGNAL has its own number, state and text", t -> {
            Connection c = t.connect(Case.BINARY);
            t.execute(c, "CREATE OR REPLACE PROCEDURE p() SIGNAL SQLSTATE '4500X' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'an own text: \u00e4'");
            t.fails(() -> t.run(c, "CALL p()"));
        });
        book.on("Warnings are fetched by the driver", t -> {
            Connection c = t.connect("sessionVariables=sql_mode=''", "jdbcCompliantTruncation=false", Case.BINARY);
            t.table(c, "a TINYINT, b VARCHAR(3)");
            t.run(c, "INSERT INTO t VALUES (?, ?)", 300, "long text");
            t.run(c, "SELECT CAST(? AS SIGNED)", "12x");
        });
        book.on("Comments, hints and escapes of JDBC", t -> {
            t.both("/* a */ SELECT 1 -- end\n + 2 # rest");
            t.both("SELECT /*!40000 5 + */ 1, '/* no comment */', '?'");
            t.both("SELECT {fn CONCAT('a', 'b')}, {d '2024-01-02'}, {ts '2024-01-02 03:04:05'}");
            t.both("WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT GROUP_CONCAT(i) FROM n", 4);
        });
        book.on("Views, triggers, functions and sequences", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT");
            t.execute(c, "CREATE OR REPLACE TABLE log (what VARCHAR(20))",
                "CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES (CONCAT('new ', NEW.a))",
                "CREATE OR REPLACE VIEW v AS SELECT a, a * 2 AS twice FROM t",
                "CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x * x",
                "CREATE OR REPLACE SEQUENCE s START 10 INCREMENT 5");
            t.run(c, "INSERT INTO t VALUES (?)", 3);
            t.run(c, "SELECT v.*, f(a), NEXTVAL(s) FROM v WHERE a = ?", 3);
            t.run(c, "SELECT * FROM log");
            t.execute(c, "DROP SEQUENCE s");
        });
    }
}
