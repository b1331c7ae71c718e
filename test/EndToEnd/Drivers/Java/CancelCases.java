import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements that are stopped. */
final class CancelCases {
    private CancelCases() {}

    static void addTo(Casebook book) {
        book.on("A statement is cancelled by the driver", t -> {
            Connection c = t.connect();
            c.setAutoCommit(false);
            try (Statement s = c.createStatement()) {
                Running sleeping = t.start(() -> t.fails(() -> s.execute("SELECT SLEEP(20) /* java cancel */")));
                t.statementRuns("java cancel");
                s.cancel();
                sleeping.join();
            }
            t.run(c, "SELECT ?", "goes on");
        });
        book.on("A prepared statement is cancelled by the driver and runs again", t -> {
            Connection c = t.connect(Case.BINARY);
            c.setAutoCommit(false);
            try (PreparedStatement s = c.prepareStatement("SELECT SLEEP(?) /* java cancel prepared */")) {
                s.setInt(1, 20);
                Running sleeping = t.start(() -> t.fails(s::executeQuery));
                t.statementRuns("java cancel prepared");
                s.cancel();
                sleeping.join();
                s.setInt(1, 0);
                t.rows(s.executeQuery());
            }
        });
        book.on("A cancel without a running statement does no harm", t -> {
            Connection c = t.connect();
            try (Statement s = c.createStatement()) {
                t.rows(s.executeQuery("SELECT 1"));
                s.cancel();
                t.rows(s.executeQuery("SELECT 2"));
            }
        });
        book.on("A statement has a limit of time", t -> {
            for (String way : new String[] {Case.TEXT, Case.BINARY}) {
                Connection c = t.connect(way);
                try (PreparedStatement s = c.prepareStatement("SELECT SLEEP(?)")) {
                    s.setInt(1, 20);
                    s.setQueryTimeout(1);
                    t.fails(s::executeQuery);
                }
                t.run(c, "SELECT ?", "goes on");
            }
        });
        book.on("A limit of time that is not reached", t -> {
            Connection c = t.connect(Case.BINARY);
            try (Statement s = c.createStatement()) {
                s.setQueryTimeout(20);
                t.rows(s.executeQuery("SELECT 1"));
            }
        });
        book.on("KILL QUERY by the id of the greeting", t -> {
            Connection victim = t.connect(Case.BINARY);
            victim.setAutoCommit(false);
            t.execute(victim, "SET @kept = 'still here'");
            Running sleeping = t.start(() -> t.fails(() -> t.run(victim, "SELECT SLEEP(20) /* java kill query */")));
            t.statementRuns("java kill query");
            t.execute(t.connect(), "KILL QUERY " + id(victim));
            sleeping.join();
            t.run(victim, "SELECT @kept");
        });
        book.on("KILL CONNECTION ends the session and rolls back", t -> {
            Connection victim = t.connect();
            Connection other = t.connect("sessionVariables=innodb_lock_wait_timeout=10");
            t.table(other, "a INT");
            victim.setAutoCommit(false);
            t.execute(victim, "INSERT INTO t VALUES (1)");
            Running sleeping = t.start(() -> {
                try {
                    t.execute(victim, "SELECT SLEEP(20) /* java kill connection */");
                } catch (SQLException ended) {
                    t.note("the statement has ended with an error");
                }
            });
            t.statementRuns("java kill connection");
            t.execute(other, "KILL CONNECTION " + id(victim));
            sleeping.join();
            t.note(victim.isValid(5));
            t.run(other, "DELETE FROM t");
        });
        book.on("An idle session is killed, and the driver sees it", t -> {
            Connection victim = t.connect();
            t.execute(t.connect(), "KILL " + id(victim));
            t.until("the end of the session", () -> !victim.isValid(5));
            t.note(victim.isClosed());
        });
        book.on("A connection is aborted while its statement runs", t -> {
            Connection c = t.connect();
            c.setAutoCommit(false);
            Running sleeping = t.start(() -> {
                try {
                    t.execute(c, "SELECT SLEEP(20) /* java abort */");
                } catch (SQLException ended) {
                    t.note("the statement has ended with an error");
                }
            });
            t.statementRuns("java abort");
            c.abort(Runnable::run);
            sleeping.join();
            t.note(c.isClosed());
        });
        book.on("An answer that takes longer than the socket's limit", t -> {
            Connection c = t.connect("socketTimeout=500");
            try {
                t.execute(c, "SELECT SLEEP(5)");
            } catch (SQLException late) {
                t.note(late.getSQLState(), c.isClosed());
            }
            t.run(t.connect(), "SELECT ?", "others go on");
        });
    }

    private static long id(Connection connection) throws SQLException {
        return connection.unwrap(org.mariadb.jdbc.MariaDbConnection.class).getServerThreadId();
    }
}
