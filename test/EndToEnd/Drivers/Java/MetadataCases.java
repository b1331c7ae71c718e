import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;

/** What the driver tells about server, tables and columns. */
final class MetadataCases {
    private MetadataCases() {}

    static void addTo(Casebook book) {
        book.on("Columns of a result", t -> {
            Connection setup = t.connect();
            t.table(setup, "a INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, b VARCHAR(20) CHARACTER SET latin1, c DECIMAL(10, 3), d BLOB, e DATETIME(6), f TEXT, g ENUM('x'), h JSON, i UUID, j POINT, k BIT(9)");
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                Connection c = t.connect(way);
                c.setAutoCommit(false);
                try (PreparedStatement s = c.prepareStatement("SELECT x.*, a + 1 AS sum FROM t AS x"); ResultSet rows = s.executeQuery()) {
                    ResultSetMetaData columns = rows.getMetaData();
                    for (int column = 1; column <= columns.getColumnCount(); column++)
                        t.note(columns.getCatalogName(column), columns.getTableName(column), columns.getColumnName(column), columns.getColumnLabel(column),
                            columns.getColumnTypeName(column), columns.getColumnType(column), columns.getPrecision(column), columns.getScale(column),
                            columns.isNullable(column), columns.isSigned(column), columns.isAutoIncrement(column), columns.getColumnClassName(column));
                }
            }
        });
        book.on("Tables, columns, keys and indexes of the schema", t -> {
            Connection c = t.connect();
            t.execute(c, "DROP TABLE IF EXISTS child");
            t.table(c, "a INT PRIMARY KEY COMMENT 'the key', b VARCHAR(9) DEFAULT 'x', UNIQUE KEY kb (b)");
            t.execute(c, "CREATE TABLE child (a INT, CONSTRAINT parent FOREIGN KEY (a) REFERENCES t (a) ON DELETE CASCADE)");
            DatabaseMetaData data = c.getMetaData();
            String schema = Case.setting("DB_NAME");
            t.rows(data.getTables(schema, null, "t", null));
            t.rows(data.getColumns(schema, null, "t", null));
            t.rows(data.getPrimaryKeys(schema, null, "t"));
            t.rows(data.getImportedKeys(schema, null, "child"));
            t.rows(data.getExportedKeys(schema, null, "t"));
            t.rows(data.getIndexInfo(schema, null, "t", true, true));
            t.execute(c, "DROP TABLE child");
        });
        book.on("Procedures and their parameters", t -> {
            Connection c = t.connect();
            t.execute(c, "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b VARCHAR(20)) SET b = a");
            t.rows(c.getMetaData().getProcedureColumns(Case.setting("DB_NAME"), null, "p", null));
        });
        book.on("Product and version of the server", t -> {
            DatabaseMetaData data = t.connect().getMetaData();
            t.note(data.getDatabaseProductName(), data.getDatabaseProductVersion(), data.getDatabaseMajorVersion(), data.getMaxConnections() > 0);
            t.rows(data.getTypeInfo());
            t.note(data.getSQLKeywords().length() > 100, data.supportsBatchUpdates(), data.getIdentifierQuoteString());
        });
        book.on("Schemas that the user sees", t -> {
            try (ResultSet rows = t.connect().getMetaData().getCatalogs()) {
                while (rows.next()) {
                    if (rows.getString(1).startsWith("e2e"))
                        t.note(rows.getString(1));
                }
            }
        });
    }
}
