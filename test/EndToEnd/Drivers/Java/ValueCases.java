import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collections;

/** Every type as a parameter and as a result, as text and in the binary protocol. */
final class ValueCases {
    private static final int FORTY_MEGABYTES = 40 * 1024 * 1024;
    private static final int LARGEST_PART = 0xFFFFFF;

    private ValueCases() {}

    static void addTo(Casebook book) {
        book.on("Integers of every width keep their limits", t -> {
            t.table(t.connect(), "a TINYINT, b SMALLINT, c MEDIUMINT, d INT, e BIGINT", "-128, -32768, -8388608, -2147483648, -9223372036854775808",
                "127, 32767, 8388607, 2147483647, 9223372036854775807");
            t.both("SELECT * FROM t");
            t.both("SELECT e FROM t WHERE a = ? AND b = ? AND d = ? AND e = ?", (byte) -128, (short) -32768, Integer.MIN_VALUE, Long.MIN_VALUE);
        });
        book.on("Unsigned integers reach 64 bits", t -> {
            t.table(t.connect(), "a TINYINT UNSIGNED, b SMALLINT UNSIGNED, c MEDIUMINT UNSIGNED, d INT UNSIGNED, e BIGINT UNSIGNED",
                "255, 65535, 16777215, 4294967295, 18446744073709551615");
            t.both("SELECT * FROM t");
            t.both("SELECT a FROM t WHERE e = ?", new BigInteger("18446744073709551615"));
        });
        book.on("Booleans, and TINYINT(1) as number where asked", t -> {
            t.table(t.connect(), "a BOOLEAN", "TRUE", "FALSE", "NULL");
            t.both("SELECT a FROM t WHERE a = ? OR a IS NULL", true);
            t.run(t.connect("tinyInt1isBit=false", Case.BINARY), "SELECT a FROM t FOR UPDATE");
        });
        book.on("Decimals keep all their digits", t -> {
            t.table(t.connect(), "a DECIMAL(65, 30), b DECIMAL(10, 0)", "-12345678901234567890123456789012345.000000000000000000000000000001, 9999999999", "0, -1");
            t.both("SELECT *, 1 / 3 FROM t");
            t.both("SELECT ?", new BigDecimal("-0.000000000000000000000000000001"));
        });
        book.on("Floating point numbers come back as sent", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a FLOAT, b DOUBLE");
            t.run(c, "INSERT INTO t VALUES (?, ?), (?, ?)", 0.5f, Double.MAX_VALUE, -1.25e10f, Double.MIN_NORMAL);
            t.both("SELECT * FROM t");
        });
        book.on("Dates and times keep their microseconds", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d TIME(6), e YEAR");
            t.run(c, "INSERT INTO t VALUES (?, ?, ?, ?, ?)", Date.valueOf("2024-02-29"), Timestamp.valueOf("2024-02-29 23:59:59.123456"),
                Timestamp.valueOf("2024-02-29 23:59:59.123"), Time.valueOf("12:34:56"), 2024);
            t.run(c, "INSERT INTO t VALUES (?, ?, ?, ?, ?)", LocalDate.of(1000, 1, 1), LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999999000), null,
                LocalTime.of(1, 2, 3), 1901);
            t.both("SELECT * FROM t ORDER BY a DESC");
            t.both("SELECT a FROM t WHERE b = ?", Timestamp.valueOf("2024-02-29 23:59:59.123456"));
        });
        book.on("Dates and times as text of the server", t -> {
            Connection c = t.connect();
            t.table(c, "a DATETIME(6), b TIME(6)", "'2024-01-02 03:04:05.000006', '-838:59:59'", "'1000-01-01', '100:00:00.5'");
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                try (PreparedStatement s = t.connect(way).prepareStatement("SELECT a, b FROM t ORDER BY a FOR UPDATE"); ResultSet rows = s.executeQuery()) {
                    while (rows.next())
                        t.note(rows.getString(1), rows.getString(2), rows.getTimestamp(1), rows.getObject(1, LocalDateTime.class));
                }
            }
        });
        book.on("Zero dates are NULL", t -> {
            Connection c = t.connect("sessionVariables=sql_mode=''", "jdbcCompliantTruncation=false");
            t.table(c, "a DATE, b DATETIME, c TIMESTAMP NULL", "'0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00'");
            t.both("SELECT * FROM t");
        });
        book.on("Bits, enums and sets", t -> {
            t.table(t.connect(), "a BIT(1), b BIT(64), c ENUM('x', 'y'), d SET('p', 'q', 'r')", "b'1', 18446744073709551615, 'y', 'p,r'", "0, 1, 'x', ''");
            t.both("SELECT * FROM t");
            t.both("SELECT d FROM t WHERE c = ?", "y");
        });
        book.on("Bytes of every value", t -> {
            Connection c = t.connect(Case.BINARY);
            byte[] every = new byte[256];
            for (int index = 0; index < every.length; index++)
                every[index] = (byte) index;
            t.table(c, "a BINARY(4), b VARBINARY(300), c BLOB");
            t.run(c, "INSERT INTO t VALUES (?, ?, ?)", new byte[] {0, -1, 0, -1}, every, every);
            t.run(t.connect(Case.TEXT), "INSERT INTO t VALUES (?, ?, ?)", new byte[] {'x'}, new byte[0], every);
            t.both("SELECT * FROM t ORDER BY a");
            t.both("SELECT LENGTH(c) FROM t WHERE b = ?", (Object) every);
        });
        book.on("Text with every kind of character", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a TEXT");
            String text = "it's \"quoted\", \\, ?, a\nline,\r, \u001a, \0 end \u00e4\u20ac\uD83D\uDE00 \u4e2d\u6587";
            t.run(c, "INSERT INTO t VALUES (?), (?)", text, "");
            t.both("SELECT a, HEX(a), CHAR_LENGTH(a) FROM t");
            t.both("SELECT COUNT(*) FROM t WHERE a = ?", text);
        });
        book.on("JSON, UUID, INET6 and geometry", t -> {
            t.table(t.connect(), "a JSON, b UUID, c INET6, d POINT",
                "'{\"k\": [1, 2.5, null]}', '123e4567-e89b-12d3-a456-426655440000', '2001:db8::ff00:42:8329', POINT(1, -2.5)");
            t.both("SELECT *, ST_AsText(d) FROM t");
        });
        book.on("NULL of every kind", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT, b BIGINT UNSIGNED, c DECIMAL(5, 2), d DOUBLE, e DATE, f DATETIME(6), g TIME, h YEAR, i VARCHAR(9), j BLOB, k BIT(3), l ENUM('x'), m JSON, n POINT");
            t.run(c, "INSERT INTO t VALUES (" + String.join(", ", Collections.nCopies(14, "?")) + ")", new Object[14]);
            t.both("SELECT * FROM t");
            try (PreparedStatement s = c.prepareStatement("SELECT ?, ?, ?")) {
                s.setNull(1, Types.INTEGER);
                s.setNull(2, Types.VARCHAR);
                s.setNull(3, Types.TIMESTAMP);
                t.rows(s.executeQuery());
            }
        });
        book.on("Long data is sent in pieces before the execution", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT, b LONGBLOB, c LONGTEXT");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?, ?)")) {
                for (int size : new int[] {0, 10, 3_000_000}) {
                    s.setInt(1, size);
                    s.setBinaryStream(2, new ByteArrayInputStream(new byte[size]));
                    s.setCharacterStream(3, new StringReader("\u00e4".repeat(size)));
                    t.note(s.executeUpdate());
                }
                s.setInt(1, -1);
                s.setBytes(2, new byte[] {1, 2});
                s.setString(3, "no long data this time");
                t.note(s.executeUpdate());
            }
            t.both("SELECT a, LENGTH(b), LENGTH(c), MD5(b), MD5(c) FROM t ORDER BY a");
        });
        book.on("Long data of a statement whose execution fails", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT PRIMARY KEY, b LONGBLOB", "1, NULL");
            try (PreparedStatement s = c.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                for (int key = 1; key <= 2; key++) {
                    s.setInt(1, key);
                    s.setBinaryStream(2, new ByteArrayInputStream(new byte[100_000]));
                    if (key == 1)
                        t.fails(s::executeUpdate);
                    else
                        t.note(s.executeUpdate());
                }
            }
            t.run(c, "SELECT a, LENGTH(b) FROM t");
        });
        book.on("Blobs and clobs are read as streams", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a LONGBLOB, b LONGTEXT", "REPEAT('x', 1000000), REPEAT('\u00e4', 1000000)");
            try (Statement s = c.createStatement(); ResultSet rows = s.executeQuery("SELECT a, b FROM t")) {
                rows.next();
                t.note(rows.getBlob(1).length(), rows.getClob(2).length(), rows.getBinaryStream(1).readAllBytes());
                t.note(rows.getBlob(1).getBytes(999_999, 2), rows.getClob(2).getSubString(1_000_000, 1));
            }
        });
        book.on("Parameters of one packet, of exactly one packet and of a byte more", t -> {
            Connection c = t.connect(Case.BINARY);
            // Command, statement, flags, iterations, NULL bits, bound flag, type and the length of the value stand in front of it.
            int before = 1 + 4 + 1 + 4 + 1 + 1 + 2 + 4;
            try (PreparedStatement s = c.prepareStatement("SELECT LENGTH(?)")) {
                for (int size : new int[] {LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1, 2 * LARGEST_PART}) {
                    s.setBytes(1, new byte[size - before]);
                    t.rows(s.executeQuery());
                }
            }
        });
        book.on("Rows of one packet, of exactly one packet and of a byte more", t -> {
            for (int size : new int[] {LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1})
                t.both("SELECT REPEAT('r', ?)", size - 4);
        });
        book.on("A value of 40 MB both ways", t -> {
            byte[] value = new byte[FORTY_MEGABYTES];
            for (int index = 0; index < value.length; index++)
                value[index] = (byte) (index % 251);
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                Connection c = t.connect(way);
                t.table(c, "a LONGBLOB");
                t.run(c, "INSERT INTO t VALUES (?)", (Object) value);
                t.run(c, "SELECT LENGTH(a), MD5(a), a FROM t");
            }
        });
    }
}
