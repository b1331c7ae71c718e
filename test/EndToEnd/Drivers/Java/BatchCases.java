import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Arrays;

/** Batches, in each of the ways in which the driver sends them. */
final class BatchCases {
    /** One execution after the other without waiting, one multi-row INSERT, one bulk command, one by one. */
    private static final String[] WAYS = {
        "useServerPrepStmts=true&useBatchMultiSend=true&useBulkStmts=false",
        "useServerPrepStmts=true&useBatchMultiSend=false&useBulkStmts=false",
        "useServerPrepStmts=true&useBulkStmts=true",
        "useServerPrepStmts=false&useBatchMultiSend=true",
        "rewriteBatchedStatements=true",
    };

    private BatchCases() {}

    static void addTo(Casebook book) {
        for (String way : WAYS) {
            book.on("A batch of rows with " + way, t -> rows(t, way));
            book.on("A batch that fails in its middle with " + way, t -> error(t, way));
            book.on("A batch of updates and deletes with " + way, t -> updates(t, way));
        }
        book.on("A bulk of rows with NULL, defaults of types and 12 MB", t -> {
            Connection c = t.connect("useServerPrepStmts=true", "useBulkStmts=true");
            t.table(c, "a INT, b MEDIUMTEXT, c DOUBLE, d BLOB, e DATETIME(6)");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")) {
                for (int row = 0; row < 120; row++) {
                    t.bind(s, row, row % 3 == 0 ? null : "x".repeat(100_000 + row), row / 4.0, row % 5 == 0 ? null : new byte[] {(byte) row},
                        java.sql.Timestamp.valueOf("2024-01-02 03:04:05.000006"));
                    s.addBatch();
                }
                t.note(s.executeBatch().length);
            }
            t.run(c, "SELECT COUNT(*), COUNT(b), SUM(LENGTH(b)), SUM(c), COUNT(d), MIN(e), MAX(e) FROM t");
        });
        book.on("A bulk whose types change between its rows", t -> {
            Connection c = t.connect("useServerPrepStmts=true", "useBulkStmts=true");
            t.table(c, "a INT, b VARCHAR(50)");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                Object[] values = {1, true, 2.5, null, "text", new byte[] {'b'}};
                for (int row = 0; row < values.length; row++) {
                    t.bind(s, row, values[row]);
                    s.addBatch();
                }
                t.note(s.executeBatch());
            }
            t.run(c, "SELECT * FROM t");
        });
        book.on("Generated keys of a batch", t -> {
            for (String way : WAYS) {
                Connection c = t.connect(way);
                t.table(c, "id INT AUTO_INCREMENT PRIMARY KEY, a INT");
                try (PreparedStatement s = c.prepareStatement("INSERT INTO t (a) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
                    for (int row = 0; row < 5; row++) {
                        s.setInt(1, row);
                        s.addBatch();
                    }
                    s.executeBatch();
                    t.rows(s.getGeneratedKeys());
                }
            }
        });
        book.on("A batch of different statements", t -> {
            for (String way : new String[] {"useBatchMultiSend=true", "useBatchMultiSend=false", "allowMultiQueries=true"}) {
                Connection c = t.connect(way);
                t.table(c, "a INT");
                try (Statement s = c.createStatement()) {
                    for (String sql : new String[] {"INSERT INTO t VALUES (1), (2)", "UPDATE t SET a = a + 1", "DELETE FROM t WHERE a = 3", "SET @a = 5", "INSERT INTO t VALUES (@a)"})
                        s.addBatch(sql);
                    t.note(s.executeBatch());
                }
                t.run(c, "SELECT * FROM t ORDER BY a");
            }
        });
        for (String more : new String[] {"continueBatchOnError=true", "continueBatchOnError=false"}) {
            book.on("A batch of different statements that fails with " + more, t -> {
                Connection c = t.connect(more);
                t.table(c, "a INT PRIMARY KEY");
                try (Statement s = c.createStatement()) {
                    for (String sql : new String[] {"INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"})
                        s.addBatch(sql);
                    note(t, s::executeBatch);
                }
                t.run(c, "SELECT * FROM t");
            });
        }
        book.on("A batch of thousands of prepared executions is answered in order", t -> {
            Connection c = t.connect("useServerPrepStmts=true", "useBatchMultiSend=true", "useBulkStmts=false");
            t.table(c, "a INT PRIMARY KEY, b VARCHAR(200)");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                c.setAutoCommit(false);
                for (int row = 0; row < 3000; row++) {
                    t.bind(s, row, "value " + row + "x".repeat(150));
                    s.addBatch();
                }
                t.note(s.executeLargeBatch().length);
                c.commit();
            }
            t.run(c, "SELECT COUNT(*), SUM(a), MIN(LENGTH(b)), MAX(LENGTH(b)) FROM t");
        });
    }

    private static void rows(Case t, String way) throws Exception {
        Connection c = t.connect(way);
        t.table(c, "a INT PRIMARY KEY, b VARCHAR(40)");
        try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            for (int round = 0; round < 2; round++) {
                for (int row = 0; row < 250; row++) {
                    t.bind(s, round * 1000 + row, row % 10 == 0 ? null : "name's " + row);
                    s.addBatch();
                }
                int[] counts = s.executeBatch();
                t.note(counts.length, Arrays.stream(counts).sum());
            }
        }
        t.run(c, "SELECT COUNT(*), COUNT(b), SUM(a), MAX(b) FROM t");
    }

    private static void error(Case t, String way) throws Exception {
        Connection c = t.connect(way, "continueBatchOnError=false");
        t.table(c, "a INT PRIMARY KEY");
        c.setAutoCommit(false);
        try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?)")) {
            for (int key : new int[] {1, 2, 3, 2, 4, 5}) {
                s.setInt(1, key);
                s.addBatch();
            }
            note(t, s::executeBatch);
        }
        c.rollback();
        t.run(c, "SELECT COUNT(*), ? FROM t", "goes on");
    }

    private static void updates(Case t, String way) throws Exception {
        Connection c = t.connect(way);
        t.table(c, "a INT PRIMARY KEY, b INT", "1, 0", "2, 0", "3, 0");
        for (String sql : new String[] {"UPDATE t SET b = b + ? WHERE a = ?", "DELETE FROM t WHERE b <= ? AND a = ?"}) {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                for (int key = 1; key <= 4; key++) {
                    s.setInt(1, 10 + key);
                    s.setInt(2, key);
                    s.addBatch();
                }
                t.note(s.executeBatch());
            }
            t.run(c, "SELECT * FROM t ORDER BY a");
        }
    }

    private interface Batch {
        int[] execute() throws Exception;
    }

    private static void note(Case t, Batch batch) throws Exception {
        try {
            t.note(batch.execute());
        } catch (BatchUpdateException error) {
            t.note(error.getUpdateCounts(), error.getErrorCode(), error.getSQLState(), Case.text(error));
        }
    }
}
