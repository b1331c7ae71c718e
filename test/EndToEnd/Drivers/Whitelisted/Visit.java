import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Connects, writes and reads by MariaDB Connector/J. */
public final class Visit {
    private Visit() {
    }

    public static void main(String[] arguments) throws Exception {
        String url = "jdbc:mariadb://" + System.getenv("DB_HOST") + ":" + System.getenv("DB_PORT") + "/" + System.getenv("DB_NAME");
        try (Connection connection = DriverManager.getConnection(url, System.getenv("DB_USER"), System.getenv("DB_PASSWORD"))) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO visit (name) VALUES (?)")) {
                insert.setString(1, "connector-j");
                insert.executeUpdate();
            }
            connection.commit();
            try (ResultSet rows = connection.createStatement().executeQuery("SELECT name FROM visit WHERE id = LAST_INSERT_ID()")) {
                rows.next();
                System.out.println(rows.getString(1));
            }
        }
    }
}
