import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.mariadb.jdbc.MariaDbStatement;

/** LOAD DATA LOCAL INFILE, from files and from streams. */
final class LoadCases {
    private static final String LOAD = "LOAD DATA LOCAL INFILE 'any name' INTO TABLE t";

    private LoadCases() {}

    static void addTo(Casebook book) {
        book.on("A stream is given to the server as a file", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT, b VARCHAR(20)");
            load(t, c, "1\tone\n2\t\u00e4\n3\t\\N\n");
            t.run(c, "SELECT * FROM t ORDER BY a");
        });
        book.on("A file is given to the server", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT, b VARCHAR(20)");
            Path file = Files.createTempFile("rows", ".txt");
            try {
                Files.writeString(file, "1;one\n2;two\n");
                try (Statement s = c.createStatement()) {
                    t.note(s.executeUpdate("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t FIELDS TERMINATED BY ';'"));
                }
            } finally {
                Files.delete(file);
            }
            t.run(c, "SELECT * FROM t ORDER BY a");
        });
        book.on("A stream of 20 MB", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT, b VARCHAR(200)");
            load(t, c, rows(110_000));
            t.run(c, "SELECT COUNT(*), SUM(a), SUM(LENGTH(b)) FROM t");
        });
        book.on("An empty stream", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT");
            load(t, c, "");
        });
        book.on("Warnings of a stream", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT PRIMARY KEY, b TINYINT");
            load(t, c, "1\t5\n1\t6\n2\t999\n3\n");
            t.run(c, "SHOW WARNINGS");
        });
        book.on("The server refuses a row in the middle of a stream", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT, b VARCHAR(200)");
            t.execute(c, "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a = 500 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not row 500'; END IF; END");
            t.fails(() -> load(t, c, rows(30_000)));
            t.run(c, "SELECT COUNT(*) FROM t");
        });
        book.on("The stream breaks in its middle", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT, b VARCHAR(200)");
            t.fails(() -> load(t, c, new BrokenStream(rows(10_000).getBytes(StandardCharsets.UTF_8))));
        });
        book.on("A file that does not exist", t -> {
            Connection c = t.connect("allowLocalInfile=true");
            t.table(c, "a INT");
            t.fails(() -> t.execute(c, "LOAD DATA LOCAL INFILE '/nonexistent/rows.txt' INTO TABLE t"));
            t.run(c, "SELECT ?", "goes on");
        });
        book.on("A client that did not allow local files", t -> {
            Connection c = t.connect("allowLocalInfile=false");
            t.table(c, "a INT");
            t.fails(() -> t.execute(c, LOAD));
        });
    }

    private static String rows(int count) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < count; row++)
            rows.append(row).append('\t').append("x".repeat(180)).append('\n');
        return rows.toString();
    }

    private static void load(Case t, Connection c, String text) throws Exception {
        load(t, c, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void load(Case t, Connection c, InputStream stream) throws Exception {
        try (Statement s = c.createStatement()) {
            s.unwrap(MariaDbStatement.class).setLocalInfileInputStream(stream);
            t.note(s.executeUpdate(LOAD));
        }
    }

    /** Gives half of its bytes and then an error. */
    private static final class BrokenStream extends InputStream {
        private final byte[] bytes;
        private int position;

        BrokenStream(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws java.io.IOException {
            if (position > bytes.length / 2)
                throw new java.io.IOException("the file is broken");
            return bytes[position++];
        }
    }
}
