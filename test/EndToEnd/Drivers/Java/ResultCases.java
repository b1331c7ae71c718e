import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;

/** How results are read: streamed, scrolled, several of them, ended early. */
final class ResultCases {
    private ResultCases() {}

    static void addTo(Casebook book) {
        for (String way : new String[] {Case.TEXT, Case.BINARY}) {
            book.on("Rows are streamed with a fetch size, " + way, t -> {
                Connection c = t.connect(way);
                try (PreparedStatement s = c.prepareStatement("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_20000 WHERE seq > ?")) {
                    s.setInt(1, 0);
                    s.setFetchSize(10);
                    try (ResultSet rows = s.executeQuery()) {
                        long count = 0;
                        long sum = 0;
                        for (; rows.next(); count++)
                            sum += rows.getLong(1);
                        t.note(count, sum);
                    }
                }
                t.run(c, "SELECT ?", "goes on");
            });
            book.on("A streamed result is ended early, " + way, t -> {
                Connection c = t.connect(way);
                try (PreparedStatement s = c.prepareStatement("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_20000")) {
                    s.setFetchSize(1);
                    try (ResultSet rows = s.executeQuery()) {
                        rows.next();
                        t.note(rows.getInt(1));
                    }
                }
                t.run(c, "SELECT ?", "goes on");
            });
            book.on("A second statement runs while the first result is streamed, " + way, t -> {
                Connection c = t.connect(way);
                try (PreparedStatement s = c.prepareStatement("SELECT seq FROM seq_1_to_3000")) {
                    s.setFetchSize(5);
                    try (ResultSet rows = s.executeQuery()) {
                        long sum = 0;
                        while (rows.next()) {
                            sum += rows.getInt(1);
                            if (rows.getInt(1) == 100)
                                t.run(c, "SELECT ?", "between");
                        }
                        t.note(sum);
                    }
                }
            });
            book.on("An error comes after some rows, " + way, t -> {
                Connection c = t.connect(way);
                t.table(c, "a INT");
                t.execute(c, "INSERT INTO t SELECT seq FROM seq_1_to_1000",
                    "CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT NO SQL BEGIN IF x = 900 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'row 900'; END IF; RETURN x; END");
                try (PreparedStatement s = c.prepareStatement("SELECT f(a), REPEAT('z', 1000) FROM t")) {
                    t.fails(s::executeQuery);
                    s.setFetchSize(10);
                    t.fails(() -> {
                        try (ResultSet rows = s.executeQuery()) {
                            while (rows.next()) {
                            }
                        }
                    });
                }
                t.run(c, "SELECT ?", "goes on");
            });
        }
        book.on("A slow reader holds back nobody else", t -> {
            Connection slow = t.connect();
            Connection other = t.connect();
            try (Statement s = slow.createStatement()) {
                s.setFetchSize(1);
                try (ResultSet rows = s.executeQuery("SELECT seq, REPEAT('y', 100000) FROM seq_1_to_300")) {
                    int count = 0;
                    while (rows.next()) {
                        if (++count % 100 == 0)
                            t.run(other, "SELECT ?", count);
                    }
                    t.note(count);
                }
            }
        });
        book.on("A result is scrolled", t -> {
            Connection c = t.connect(Case.BINARY);
            try (PreparedStatement s = c.prepareStatement("SELECT seq FROM seq_1_to_10", ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                ResultSet rows = s.executeQuery()) {
                t.note(rows.last(), rows.getInt(1), rows.absolute(3), rows.getInt(1), rows.previous(), rows.getInt(1), rows.relative(5), rows.getInt(1), rows.getRow());
                rows.beforeFirst();
                t.note(rows.next(), rows.isFirst());
            }
        });
        book.on("A result is changed in place", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT PRIMARY KEY, b VARCHAR(9)", "1, 'x'", "2, 'y'");
            try (PreparedStatement s = c.prepareStatement("SELECT a, b FROM t", ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE); ResultSet rows = s.executeQuery()) {
                rows.next();
                rows.updateString(2, "changed");
                rows.updateRow();
                rows.next();
                rows.deleteRow();
                rows.moveToInsertRow();
                rows.updateInt(1, 3);
                rows.updateString(2, "new");
                rows.insertRow();
            }
            t.run(c, "SELECT * FROM t ORDER BY a");
        });
        book.on("Several statements give several answers", t -> {
            Connection c = t.connect("allowMultiQueries=true");
            t.run(c, "CREATE OR REPLACE TABLE t (a INT); INSERT INTO t VALUES (1), (2); SELECT * FROM t; UPDATE t SET a = 7; SELECT COUNT(*) FROM t WHERE a = 7");
            t.fails(() -> t.run(c, "SELECT 1; INSERT INTO t VALUES (8); SELECT * FROM missing; INSERT INTO t VALUES (9)"));
            t.run(c, "SELECT * FROM t");
        });
        book.on("Several statements are refused without the option", t -> {
            Connection c = t.connect();
            t.fails(() -> t.run(c, "SELECT 1; SELECT 2"));
            t.run(c, "SELECT ?", "goes on");
        });
        book.on("A limit of rows", t -> {
            Connection c = t.connect();
            try (Statement s = c.createStatement()) {
                s.setMaxRows(3);
                t.rows(s.executeQuery("SELECT seq FROM seq_1_to_10"));
                s.setMaxRows(0);
                t.rows(s.executeQuery("SELECT seq FROM seq_1_to_5"));
            }
        });
        book.on("A hundred thousand rows", t -> {
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                try (PreparedStatement s = t.connect(way).prepareStatement("SELECT seq, CONCAT('row ', seq), IF(seq % 2, NULL, seq) FROM seq_1_to_100000"); ResultSet rows = s.executeQuery()) {
                    long sum = 0;
                    int nulls = 0;
                    for (; rows.next(); nulls += rows.getObject(3) == null ? 1 : 0)
                        sum += rows.getLong(1) + rows.getString(2).length();
                    t.note(sum, nulls);
                }
            }
        });
        book.on("A row of a thousand columns", t -> {
            StringBuilder columns = new StringBuilder("c0 INT");
            for (int column = 1; column < 1000; column++)
                columns.append(", c").append(column).append(" INT DEFAULT ").append(column % 3 == 0 ? "NULL" : String.valueOf(column));
            t.table(t.connect(), columns.toString());
            t.execute(t.connect(), "INSERT INTO t () VALUES ()");
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                Connection c = t.connect(way);
                c.setAutoCommit(false);
                try (PreparedStatement s = c.prepareStatement("SELECT * FROM t"); ResultSet rows = s.executeQuery()) {
                    rows.next();
                    long sum = 0;
                    for (int column = 1; column <= 1000; column++)
                        sum += rows.getInt(column);
                    t.note(rows.getMetaData().getColumnCount(), sum);
                }
            }
        });
    }
}
