import java.sql.Connection;
import java.sql.Savepoint;

/** Transactions, locks and the state of a session. */
final class SessionCases {
    private SessionCases() {}

    static void addTo(Casebook book) {
        book.on("Transactions are committed and rolled back", t -> {
            Connection c = t.connect(Case.BINARY);
            t.table(c, "a INT");
            c.setAutoCommit(false);
            t.run(c, "INSERT INTO t VALUES (?)", 1);
            c.commit();
            t.run(c, "INSERT INTO t VALUES (?)", 2);
            c.rollback();
            c.setAutoCommit(true);
            t.note(c.getAutoCommit());
            t.run(c, "SELECT a, @@autocommit FROM t");
        });
        book.on("A transaction is invisible to others until it commits", t -> {
            Connection writer = t.connect();
            Connection reader = t.connect();
            t.table(writer, "a INT");
            writer.setAutoCommit(false);
            reader.setAutoCommit(false);
            t.execute(writer, "INSERT INTO t VALUES (1)");
            t.run(reader, "SELECT COUNT(*) FROM t");
            writer.commit();
            t.run(reader, "SELECT COUNT(*) FROM t");
            reader.commit();
            t.run(reader, "SELECT COUNT(*) FROM t");
        });
        book.on("Isolation levels are set and told", t -> {
            Connection writer = t.connect();
            t.table(writer, "a INT", "1");
            for (int level : new int[] {Connection.TRANSACTION_READ_UNCOMMITTED, Connection.TRANSACTION_READ_COMMITTED, Connection.TRANSACTION_REPEATABLE_READ}) {
                Connection reader = t.connect(Case.BINARY);
                reader.setTransactionIsolation(level);
                reader.setAutoCommit(false);
                t.note(reader.getTransactionIsolation() == level);
                t.run(reader, "SELECT SUM(a) FROM t");
                writer.setAutoCommit(false);
                t.execute(writer, "UPDATE t SET a = a + 1");
                t.run(reader, "SELECT SUM(a) FROM t");
                writer.commit();
                t.run(reader, "SELECT SUM(a) FROM t");
                reader.rollback();
            }
        });
        book.on("Savepoints", t -> {
            Connection c = t.connect();
            t.table(c, "a INT");
            c.setAutoCommit(false);
            t.execute(c, "INSERT INTO t VALUES (1)");
            Savepoint one = c.setSavepoint("one");
            t.execute(c, "INSERT INTO t VALUES (2)");
            Savepoint two = c.setSavepoint();
            t.execute(c, "INSERT INTO t VALUES (3)");
            c.rollback(two);
            c.releaseSavepoint(one);
            t.fails(() -> c.rollback(one));
            c.commit();
            t.run(c, "SELECT * FROM t ORDER BY a");
        });
        book.on("A lock is waited for too long", t -> {
            Connection holder = t.connect();
            Connection waiter = t.connect(Case.BINARY, "sessionVariables=innodb_lock_wait_timeout=1");
            t.table(holder, "a INT PRIMARY KEY", "1");
            holder.setAutoCommit(false);
            t.run(holder, "SELECT * FROM t WHERE a = 1 FOR UPDATE");
            t.fails(() -> t.run(waiter, "UPDATE t SET a = ? WHERE a = 1", 2));
            t.fails(() -> t.run(waiter, "SELECT * FROM t WHERE a = ? FOR UPDATE NOWAIT", 1));
            holder.rollback();
            t.run(waiter, "UPDATE t SET a = ? WHERE a = 1", 2);
        });
        book.on("A deadlock ends the smaller transaction", t -> {
            Connection small = t.connect();
            Connection large = t.connect();
            t.table(small, "a INT PRIMARY KEY, b INT", "1, 0", "2, 0");
            t.execute(small, "INSERT INTO t SELECT seq + 100, 0 FROM seq_1_to_200");
            small.setAutoCommit(false);
            large.setAutoCommit(false);
            t.execute(small, "UPDATE t SET b = 1 WHERE a = 1");
            t.execute(large, "UPDATE t SET b = 2 WHERE a = 2 OR a > 100");
            Running waiting = t.start(() -> t.execute(large, "UPDATE t SET b = 2 /* java deadlock */ WHERE a = 1"));
            t.statementRuns("java deadlock");
            t.fails(() -> t.execute(small, "UPDATE t SET b = 1 WHERE a = 2"));
            waiting.join();
            large.commit();
            t.run(large, "SELECT b, COUNT(*) FROM t GROUP BY b");
        });
        book.on("Variables, modes and temporary tables stay with the session", t -> {
            Connection c = t.connect(Case.BINARY, "sessionVariables=group_concat_max_len=5,@given='at connect'");
            t.execute(c, "SET @a = 5, @b = 'x'", "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), time_zone = '+05:30'");
            t.run(c, "SELECT @a, @b, @given, @@time_zone, \"not_text\" FROM (SELECT 1 AS \"not_text\") AS x");
            t.run(c, "SELECT GROUP_CONCAT(seq) FROM seq_1_to_9");
            t.execute(c, "CREATE TEMPORARY TABLE tmp AS SELECT 1 AS a");
            t.run(c, "SELECT * FROM tmp WHERE a = ?", 1);
            Connection other = t.connect(Case.BINARY);
            t.fails(() -> t.run(other, "SELECT * FROM tmp WHERE a = ?", 1));
        });
        book.on("The strict mode that the driver adds at connect", t -> {
            t.run(t.connect(), "SELECT @@sql_mode");
            t.run(t.connect("jdbcCompliantTruncation=false"), "SELECT @@sql_mode");
        });
        book.on("The schema is changed by the driver and told by it", t -> {
            Connection c = t.connect(Case.BINARY);
            c.setCatalog(Case.setting("DB_OTHER_NAME"));
            t.note(c.getCatalog());
            t.run(c, "SELECT DATABASE(), name FROM place");
            t.execute(c, "USE " + Case.setting("DB_NAME"));
            t.note(c.getCatalog());
            t.run(c, "SELECT DATABASE()");
        });
        book.on("A connection for reading only", t -> {
            Connection c = t.connect(Case.BINARY, "assureReadOnly=true");
            t.table(c, "a INT", "1");
            c.setReadOnly(true);
            t.note(c.isReadOnly());
            t.run(c, "SELECT * FROM t");
            t.fails(() -> t.run(c, "INSERT INTO t VALUES (?)", 2));
            c.setReadOnly(false);
            t.run(c, "INSERT INTO t VALUES (?)", 2);
        });
        book.on("User locks", t -> {
            Connection one = t.connect(Case.BINARY);
            Connection other = t.connect(Case.BINARY);
            t.run(one, "SELECT GET_LOCK(?, 0)", "e2e java");
            t.run(other, "SELECT GET_LOCK(?, 0), IS_FREE_LOCK(?)", "e2e java", "e2e java");
            t.run(one, "SELECT RELEASE_LOCK(?)", "e2e java");
            t.run(other, "SELECT GET_LOCK(?, 5)", "e2e java");
        });
        book.on("A connection with autocommit off from its start", t -> {
            Connection c = t.connect(Case.BINARY, "autocommit=false");
            t.table(c, "a INT");
            t.run(c, "INSERT INTO t VALUES (?)", 1);
            c.rollback();
            t.run(c, "SELECT COUNT(*), @@autocommit FROM t");
        });
    }
}
