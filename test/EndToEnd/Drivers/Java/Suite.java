import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The cases of MariaDB Connector/J. */
public final class Suite {
    private Suite() {}

    public static void main(String[] arguments) throws Exception {
        System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        Casebook book = new Casebook();
        ValueCases.addTo(book);
        PreparedCases.addTo(book);
        BatchCases.addTo(book);
        ResultCases.addTo(book);
        StatementCases.addTo(book);
        SessionCases.addTo(book);
        CancelCases.addTo(book);
        LoadCases.addTo(book);
        MetadataCases.addTo(book);
        ConnectionCases.addTo(book);
        List<String> wanted = List.of(arguments);
        if (wanted.contains("--list")) {
            book.list();
            return;
        }
        var driver = new org.mariadb.jdbc.Driver();
        System.out.println("{\"driver\": \"MariaDB Connector/J\", \"version\": "
            + Json.of(org.mariadb.jdbc.internal.util.constant.Version.version + " on Java " + Runtime.version().feature())
            + ", \"connect\": " + Json.of(Case.url() + " as " + Case.setting("DB_USER") + ", driver " + driver.getMajorVersion() + "." + driver.getMinorVersion()) + "}");
        book.run(wanted);
        System.exit(0);
    }
}
