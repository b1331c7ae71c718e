import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mariadb.jdbc.MariaDbConnection;
import org.mariadb.jdbc.MariaDbPoolDataSource;
import org.mariadb.jdbc.util.Options;

/** Connections: how they are made, secured, kept in pools and ended. */
final class ConnectionCases {
    private ConnectionCases() {}

    static void addTo(Casebook book) {
        book.on("A compressed connection works like a plain one", t -> {
            Connection c = t.connect("useCompression=true", Case.BINARY);
            t.note(isCompressed(c));
            exchange(t, c);
        });
        book.on("An encrypted connection works like a plain one", t -> exchange(t, t.connect(tls(), Case.BINARY)));
        book.on("A connection that is compressed and encrypted works like a plain one", t -> {
            Connection c = t.connect(tls(), "useCompression=true", Case.BINARY);
            t.note(isCompressed(c));
            exchange(t, c);
        });
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            book.on("An encrypted connection of " + version, t -> {
                Connection c = t.connect(tls(), "enabledSslProtocolSuites=" + version, Case.BINARY);
                t.run(c, "SELECT ?", version);
            });
        }
        book.on("A server whose signer is unknown is refused by the client", t -> {
            try {
                t.connect("useSSL=true");
            } catch (SQLException refused) {
                t.note(refused.getSQLState());
            }
        });
        book.on("A wrong password is refused", t -> {
            try {
                DriverManager.getConnection(Case.url(), Case.setting("DB_USER"), "wrong");
            } catch (SQLException refused) {
                t.note("refused");
            }
        });
        book.on("The statements at connect are sent in one go, or one by one", t -> {
            for (String way : new String[] {"usePipelineAuth=true", "usePipelineAuth=false"})
                t.run(t.connect(way, Case.BINARY), "SELECT ?, @@autocommit, @@sql_mode", way);
        });
        book.on("A connection is valid until it is closed", t -> {
            Connection c = t.connect();
            t.note(c.isValid(5), c.isClosed());
            c.close();
            t.note(c.isValid(5), c.isClosed());
            t.fails(c::createStatement);
        });
        book.on("The id of the greeting is the one the server tells", t -> {
            Connection c = t.connect();
            long id = c.unwrap(MariaDbConnection.class).getServerThreadId();
            t.note(((Number) t.scalar(c, "SELECT CONNECTION_ID()")).longValue() == id);
        });
        book.on("Attributes of the connection do no harm", t ->
            t.run(t.connect("connectionAttributes=program:" + "x".repeat(500) + ",purpose:test", Case.BINARY), "SELECT ?", 1));
        book.on("An application's name is kept by the driver", t -> {
            Connection c = t.connect();
            c.setClientInfo("ApplicationName", "the cases");
            t.note(c.getClientInfo("ApplicationName"));
            t.run(c, "SELECT @ApplicationName");
        });
        book.on("A pool resets what it lends", t -> {
            MariaDbPoolDataSource pool = t.closedAtEnd(new MariaDbPoolDataSource(Case.url("useServerPrepStmts=true", "maxPoolSize=1", "useResetConnection=true")));
            pool.setUser(Case.setting("DB_USER"));
            pool.setPassword(Case.setting("DB_PASSWORD"));
            Set<Object> ids = new HashSet<>();
            for (int round = 0; round < 3; round++) {
                try (Connection c = pool.getConnection()) {
                    ids.add(t.scalar(c, "SELECT CONNECTION_ID()"));
                    t.run(c, "SELECT @a, @@group_concat_max_len > 5, ?", round);
                    t.execute(c, "SET @a = 1, SESSION group_concat_max_len = 5", "CREATE TEMPORARY TABLE tmp (a INT)");
                    c.setAutoCommit(false);
                    c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
            }
            t.note(ids.size());
        });
        book.on("A pool serves many threads", t -> {
            MariaDbPoolDataSource pool = t.closedAtEnd(new MariaDbPoolDataSource(Case.url("useServerPrepStmts=true", "maxPoolSize=4")));
            pool.setUser(Case.setting("DB_USER"));
            pool.setPassword(Case.setting("DB_PASSWORD"));
            List<Running> workers = new ArrayList<>();
            for (int worker = 0; worker < 8; worker++) {
                int number = worker;
                workers.add(t.start(() -> {
                    for (int round = 0; round < 25; round++) {
                        try (Connection c = pool.getConnection(); Statement s = c.createStatement(); ResultSet rows = s.executeQuery("SELECT " + (number * 100 + round))) {
                            rows.next();
                            if (rows.getInt(1) != number * 100 + round)
                                throw new IllegalStateException("another one's answer");
                        }
                    }
                }));
            }
            for (Running worker : workers)
                worker.join();
            t.note("each had its own answers");
        });
        book.on("Thirty connections each keep their own state", t -> {
            List<Connection> open = new ArrayList<>();
            for (int number = 0; number < 30; number++) {
                open.add(t.connect(Case.BINARY));
                t.execute(open.get(number), "SET @number = " + number);
            }
            StringBuilder numbers = new StringBuilder();
            for (Connection c : open)
                numbers.append(t.scalar(c, "SELECT @number")).append(' ');
            t.note(numbers.toString());
        });
    }

    private static String tls() {
        return "useSSL=true&serverSslCert=" + Case.setting("DB_TLS_CA");
    }

    /** The driver goes on without compression where the server does not offer it, and then takes back the option. */
    private static boolean isCompressed(Connection c) throws ReflectiveOperationException {
        Field options = MariaDbConnection.class.getDeclaredField("options");
        options.setAccessible(true);
        return ((Options) options.get(c)).useCompression;
    }

    private static void exchange(Case t, Connection c) throws SQLException {
        t.run(c, "SELECT ?, REPEAT('x', 100000)", "text");
        t.run(c, "SELECT LENGTH(?), REPEAT('z', 17000000)", (Object) new byte[20_000_000]);
        try (Statement s = c.createStatement()) {
            s.setFetchSize(100);
            try (ResultSet rows = s.executeQuery("SELECT seq, MD5(seq) FROM seq_1_to_50000")) {
                long sum = 0;
                while (rows.next())
                    sum += rows.getLong(1) + rows.getString(2).length();
                t.note(sum);
            }
        }
    }
}
