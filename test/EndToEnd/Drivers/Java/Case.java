import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a case works with: connections, and the lines that both runs must have in common. */
final class Case {
    /** Prepares on the server, in the binary protocol. */
    static final String BINARY = "useServerPrepStmts=true";

    /** Puts parameters into the text. */
    static final String TEXT = "useServerPrepStmts=false";

    private static final long CONDITION_DEADLINE_MS = 20_000;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> closing = Collections.synchronizedList(new ArrayList<>());

    /** Something that may fail in the driver. */
    interface Action {
        void run() throws Exception;
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws Exception;
    }

    static String setting(String name) {
        String value = System.getenv(name);
        if (value == null)
            throw new IllegalStateException(name + " is not set");
        return value;
    }

    /** The address of the connections, without user and password. */
    static String url(String... options) {
        return "jdbc:mariadb://" + setting("DB_HOST") + ":" + setting("DB_PORT") + "/" + setting("DB_NAME")
            + (options.length == 0 ? "" : "?" + String.join("&", options));
    }

    List<String> lines() {
        return lines;
    }

    /** Opens a connection with options of the driver; closed when the case ends. */
    Connection connect(String... options) throws SQLException {
        Connection connection = DriverManager.getConnection(url(options), setting("DB_USER"), setting("DB_PASSWORD"));
        closing.add(connection);
        return connection;
    }

    /** Registers what is closed when the case ends. */
    <T extends AutoCloseable> T closedAtEnd(T resource) {
        closing.add(resource);
        return resource;
    }

    /** Adds a line to what is compared. */
    void note(Object... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Object value : values)
            texts.add(value instanceof String text && text.length() < 300 ? text : ValueText.of(value));
        lines.add(String.join(" | ", texts));
    }

    /** Executes what needs no answer. */
    void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements)
                statement.execute(sql);
        }
    }

    /** Makes the table t anew. */
    void table(Connection connection, String columns, String... rows) throws SQLException {
        execute(connection, "CREATE OR REPLACE TABLE t (" + columns + ")");
        for (String row : rows)
            execute(connection, "INSERT INTO t VALUES (" + row + ")");
    }

    /** Runs a statement with parameters and notes all its answers. */
    void run(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            note(sql.length() > 200 ? sql.substring(0, 60) + "… (" + sql.length() + " characters)" : sql);
            answers(statement, statement.execute());
        }
    }

    /** Runs a statement on a connection that prepares on the server and on one that does not. */
    void both(String sql, Object... parameters) throws SQLException {
        for (String way : List.of(TEXT, BINARY)) {
            try (Connection connection = connect(way)) {
                connection.setAutoCommit(false);
                note(way);
                run(connection, sql, parameters);
                connection.commit();
            }
        }
    }

    void bind(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int index = 0; index < parameters.length; index++)
            statement.setObject(index + 1, parameters[index]);
    }

    /** Notes the answers of a statement that has run: rows, counts, generated keys and warnings. */
    void answers(Statement statement, boolean hasRows) throws SQLException {
        while (true) {
            if (hasRows)
                rows(statement.getResultSet());
            else if (statement.getUpdateCount() == -1)
                break;
            else
                note("  count " + statement.getUpdateCount());
            hasRows = statement.getMoreResults();
        }
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning())
            note("  warning", warning.getErrorCode(), warning.getSQLState(), warning.getMessage());
    }

    /** Notes the rows of a result with the class of each value. */
    void rows(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        int count = 0;
        for (; rows.next(); count++) {
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= columns; column++)
                values.add(ValueText.of(rows.getObject(column)));
            lines.add("  row " + String.join(", ", values));
        }
        note("  " + count + " rows");
    }

    /** The first value of a result; nothing is noted. */
    Object scalar(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getObject(1) : null;
        }
    }

    /** Does what must fail; notes the class of the error, its number, state and text. */
    void fails(Action action) throws Exception {
        try {
            action.run();
        } catch (SQLException error) {
            note("  " + error.getClass().getSimpleName(), error.getErrorCode(), String.valueOf(error.getSQLState()), text(error));
            return;
        }
        throw new IllegalStateException("it was meant to fail");
    }

    /** The error's text without the number of the connection. */
    static String text(SQLException error) {
        return String.valueOf(error.getMessage()).replaceFirst("^\\(conn=-?\\d+\\) ", "").lines().findFirst().orElse("");
    }

    /** Runs an action on a thread of its own; its error is thrown by {@link Running#join}. */
    Running start(Action action) {
        return new Running(action);
    }

    /** Waits until a condition holds. */
    void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + CONDITION_DEADLINE_MS * 1_000_000;
        while (!condition.holds()) {
            if (System.nanoTime() > deadline)
                throw new IllegalStateException("not within " + CONDITION_DEADLINE_MS + " ms: " + what);
            Thread.sleep(20);
        }
    }

    /** Returns once a statement with the marker runs on the primary, which is where a transaction is. */
    void statementRuns(String marker) throws Exception {
        Connection watcher = connect(TEXT);
        watcher.setAutoCommit(false);
        // The watcher's own text has the marker in two pieces, so it does not find itself.
        String sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE CONCAT('%', '"
            + marker.charAt(0) + "', '" + marker.substring(1) + "', '%')";
        until(marker, () -> ((Number) scalar(watcher, sql)).longValue() > 0);
    }

    Object close() {
        for (AutoCloseable resource : new ArrayList<>(closing)) {
            try {
                if (resource instanceof Connection connection && !connection.isClosed())
                    connection.abort(Runnable::run);
                else
                    resource.close();
            } catch (Exception left) {
                // A case may leave a connection in any state.
            }
        }
        return null;
    }
}
