import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Statements prepared on the server. */
final class PreparedCases {
    private PreparedCases() {}

    static void addTo(Casebook book) {
        book.on("A statement is executed with other types each time", t -> {
            Connection c = t.connect(Case.BINARY);
            try (PreparedStatement s = c.prepareStatement("SELECT ?, ? IS NULL, HEX(?)")) {
                // Bytes directly behind an integer of a byte make MariaDB 10.11 show its own memory, so text comes between.
                Object[] values = {7, 7, -7L, 2.5, "text", "text", null, null, true, "", new byte[] {0, -1}, Timestamp.valueOf("2024-01-02 03:04:05.678"), (byte) 3, "", 7};
                for (Object value : values) {
                    t.bind(s, value, value, value);
                    t.rows(s.executeQuery());
                }
            }
        });
        book.on("Types are sent once and remembered by the server", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT, b VARCHAR(20), c DOUBLE");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
                for (int round = 0; round < 200; round++) {
                    t.bind(s, round, "row " + round, round / 2.0);
                    s.executeUpdate();
                }
            }
            t.run(c, "SELECT COUNT(*), SUM(a), MAX(b), SUM(c) FROM t");
        });
        book.on("Three hundred statements are open at once", t -> {
            Connection c = t.connect(Case.BINARY, "prepStmtCacheSize=10");
            List<PreparedStatement> open = new ArrayList<>();
            for (int number = 0; number < 300; number++)
                open.add(c.prepareStatement("SELECT ? + " + number));
            long sum = 0;
            for (int number = 299; number >= 0; number--) {
                open.get(number).setInt(1, 1);
                try (ResultSet rows = open.get(number).executeQuery()) {
                    rows.next();
                    sum += rows.getLong(1);
                }
            }
            t.note(sum);
            for (PreparedStatement s : open)
                s.close();
            t.run(c, "SELECT ?", "goes on");
        });
        for (String cache : new String[] {"cachePrepStmts=true", "cachePrepStmts=true&prepStmtCacheSize=2", "cachePrepStmts=false"}) {
            book.on("The same statements are prepared again and again with " + cache, t -> {
                Connection c = t.connect(Case.BINARY, cache);
                t.table(c, "a INT");
                for (int round = 0; round < 5; round++) {
                    for (int number = 0; number < 4; number++) {
                        t.run(c, "INSERT INTO t VALUES (? + " + number + ")", round);
                        t.run(c, "SELECT COUNT(*) + " + number + " FROM t WHERE a >= ?", 0);
                    }
                }
            });
        }
        book.on("The same text is open twice", t -> {
            Connection c = t.connect(Case.BINARY);
            PreparedStatement one = c.prepareStatement("SELECT ?");
            try (PreparedStatement other = c.prepareStatement("SELECT ?")) {
                one.setInt(1, 1);
                other.setString(1, "x");
                t.rows(one.executeQuery());
                t.rows(other.executeQuery());
                one.close();
                t.rows(other.executeQuery());
            }
        });
        book.on("Errors at the preparation", t -> {
            Connection c = t.connect(Case.BINARY);
            for (String sql : new String[] {"SELEC ?", "SELECT * FROM missing WHERE a = ?", "SELECT missing", "CALL missing(?)", "INSERT INTO missing VALUES (?)"})
                t.fails(() -> t.run(c, sql, 1));
            t.run(c, "SELECT ?", "goes on");
        });
        book.on("Errors at the execution leave the statement usable", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a TINYINT PRIMARY KEY", "1");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?)")) {
                for (Object value : new Object[] {1, 999, null, "text"}) {
                    s.setObject(1, value);
                    t.fails(s::executeUpdate);
                }
                s.setInt(1, 2);
                t.note(s.executeUpdate());
            }
            t.run(c, "SELECT * FROM t");
        });
        book.on("A missing parameter is refused", t -> {
            Connection c = t.connect(Case.BINARY);
            try (PreparedStatement s = c.prepareStatement("SELECT ?, ?")) {
                s.setInt(1, 1);
                t.fails(s::executeQuery);
                s.setInt(2, 2);
                t.rows(s.executeQuery());
            }
        });
        book.on("A table is changed between two executions", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT", "1");
            try (PreparedStatement s = c.prepareStatement("SELECT * FROM t WHERE a = ?")) {
                s.setInt(1, 1);
                t.rows(s.executeQuery());
                t.execute(c, "ALTER TABLE t ADD b VARCHAR(9) DEFAULT 'new'");
                t.rows(s.executeQuery());
                t.execute(c, "DROP TABLE t");
                t.fails(s::executeQuery);
                t.table(c, "a INT, z INT", "1, 9");
                t.rows(s.executeQuery());
            }
        });
        book.on("A procedure with IN, OUT and INOUT parameters", t -> {
            Connection c = t.connect(Case.BINARY);
            t.execute(c, "CREATE OR REPLACE PROCEDURE p(IN a INT, INOUT b INT, OUT c VARCHAR(20)) BEGIN SET b = a + b, c = CONCAT('c', a); END");
            try (CallableStatement s = c.prepareCall("{CALL p(?, ?, ?)}")) {
                for (int round = 1; round <= 2; round++) {
                    s.setInt(1, round);
                    s.setInt(2, 10);
                    s.registerOutParameter(2, Types.INTEGER);
                    s.registerOutParameter(3, Types.VARCHAR);
                    s.execute();
                    t.note(s.getInt(2), s.getString(3));
                }
            }
        });
        book.on("A procedure with results and OUT parameters", t -> {
            Connection c = t.connect(Case.BINARY);
            t.execute(c, "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a, 'first'; SET b = a * 2; SELECT b FROM seq_1_to_3; END");
            try (CallableStatement s = c.prepareCall("{CALL p(?, ?)}")) {
                s.setInt(1, 21);
                s.registerOutParameter(2, Types.INTEGER);
                boolean hasRows = s.execute();
                t.rows(s.getResultSet());
                t.note(hasRows, s.getMoreResults());
                t.rows(s.getResultSet());
                t.note(s.getInt(2));
            }
        });
        book.on("A function is called", t -> {
            Connection c = t.connect(Case.BINARY);
            t.execute(c, "CREATE OR REPLACE FUNCTION f(a INT) RETURNS VARCHAR(20) DETERMINISTIC RETURN CONCAT('f', a)");
            try (CallableStatement s = c.prepareCall("{? = CALL f(?)}")) {
                s.registerOutParameter(1, Types.VARCHAR);
                s.setInt(2, 5);
                s.execute();
                t.note(s.getString(1));
            }
        });
        book.on("A procedure fails between its results", t -> {
            Connection c = t.connect(Case.BINARY);
            t.execute(c, "CREATE OR REPLACE PROCEDURE p(a INT) BEGIN SELECT a; SIGNAL SQLSTATE '45001' SET MYSQL_ERRNO = 5555, MESSAGE_TEXT = 'half way'; END");
            t.fails(() -> t.run(c, "CALL p(?)", 1));
            t.run(c, "SELECT ?", "goes on");
        });
        book.on("Parameters and columns are known from the preparation", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT, b VARCHAR(9)");
            try (PreparedStatement s = c.prepareStatement("SELECT a, b, ? FROM t WHERE a = ?")) {
                ParameterMetaData parameters = s.getParameterMetaData();
                t.note(parameters.getParameterCount());
                for (int column = 1; column <= s.getMetaData().getColumnCount(); column++)
                    t.note(s.getMetaData().getColumnName(column), s.getMetaData().getColumnTypeName(column));
            }
        });
        book.on("Prepared statements live through transactions and schema changes", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT");
            try (PreparedStatement insert = c.prepareStatement("INSERT INTO t VALUES (?)"); PreparedStatement count = c.prepareStatement("SELECT COUNT(*) FROM t")) {
                c.setAutoCommit(false);
                for (int round = 0; round < 4; round++) {
                    insert.setInt(1, round);
                    insert.executeUpdate();
                    t.rows(count.executeQuery());
                    if (round % 2 == 0)
                        c.rollback();
                    else
                        c.commit();
                    t.rows(count.executeQuery());
                }
                c.setCatalog(Case.setting("DB_OTHER_NAME"));
                t.rows(count.executeQuery());
                c.setCatalog(Case.setting("DB_NAME"));
            }
        });
        book.on("Sixty parameters with NULL among them", t -> {
            Object[] values = new Object[60];
            for (int index = 0; index < values.length; index++)
                values[index] = index % 7 == 0 ? null : index % 2 == 0 ? "text " + index : (Object) index;
            t.both("SELECT " + "?, ".repeat(59) + "?", values);
        });
    }
}
