"""Transactions, locks, and the state of a session."""

import time

from casebook import Casebook

book = Casebook()


@book.case("a new connection has autocommit off, as PEP 249 demands")
def autocommit_default(t):
    t.table("a INT")
    writer = t.connect(autocommit=False)
    t.run("SELECT @@autocommit", on=writer)
    t.run("INSERT INTO t VALUES (1)", on=writer)
    writer.rollback()
    t.run("INSERT INTO t VALUES (2)", on=writer)
    writer.commit()
    t.run("SELECT * FROM t", on=writer)


@book.case("autocommit is switched and known to the driver")
def autocommit_switch(t):
    connection = t.connection
    for mode in (False, True, False):
        connection.autocommit(mode)
        t.note(mode, connection.get_autocommit())
        t.run("SELECT @@autocommit")


@book.case("a transaction is invisible to others until it commits")
def visibility(t):
    t.table("a INT")
    writer, reader = t.connection, t.connect()
    writer.begin()
    t.run("INSERT INTO t VALUES (1)", on=writer)
    reader.begin()
    t.run("SELECT COUNT(*) FROM t", on=reader)
    writer.commit()
    t.run("SELECT COUNT(*) FROM t", on=reader)
    reader.commit()
    reader.begin()
    t.run("SELECT COUNT(*) FROM t", on=reader)


@book.case("isolation levels see what they should")
def isolation(t):
    t.table("a INT", [(1,)])
    writer = t.connect()
    for level in ("READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"):
        reader = t.connect()
        t.do(f"SET SESSION TRANSACTION ISOLATION LEVEL {level}", on=reader)
        t.run("SELECT @@tx_isolation", on=reader)
        reader.begin()
        if level != "SERIALIZABLE":
            t.run("SELECT SUM(a) FROM t", on=reader)
        writer.begin()
        t.do("UPDATE t SET a = a + 1", on=writer)
        if level != "SERIALIZABLE":
            t.run("SELECT SUM(a) FROM t", on=reader)
        writer.commit()
        t.run("SELECT SUM(a) FROM t", on=reader)
        reader.commit()


@book.case("a level for the next transaction alone")
def next_isolation(t):
    t.do("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY")
    t.connection.begin()
    t.fails("INSERT INTO missing VALUES (1)")
    t.connection.commit()
    t.table("a INT")
    t.run("INSERT INTO t VALUES (1)")


@book.case("savepoints")
def savepoints(t):
    t.table("a INT")
    t.connection.begin()
    t.do("INSERT INTO t VALUES (1)")
    t.do("SAVEPOINT one")
    t.do("INSERT INTO t VALUES (2)")
    t.do("SAVEPOINT two")
    t.do("INSERT INTO t VALUES (3)")
    t.do("ROLLBACK TO SAVEPOINT two")
    t.run("SELECT a FROM t ORDER BY a")
    t.do("RELEASE SAVEPOINT one")
    t.fails("ROLLBACK TO SAVEPOINT two")
    t.connection.commit()
    t.run("SELECT a FROM t ORDER BY a")


@book.case("a lock that is waited for too long")
def lock_wait(t):
    t.table("a INT PRIMARY KEY", [(1,)])
    holder = t.connect()
    holder.begin()
    t.do("SELECT * FROM t WHERE a = 1 FOR UPDATE", on=holder)
    t.do("SET innodb_lock_wait_timeout = 1")
    t.fails("UPDATE t SET a = 2 WHERE a = 1")
    t.fails("SELECT * FROM t WHERE a = 1 FOR UPDATE NOWAIT")
    t.run("SELECT * FROM t WHERE a = 1 FOR UPDATE SKIP LOCKED")
    holder.rollback()
    t.run("UPDATE t SET a = 2 WHERE a = 1")


@book.case("a deadlock ends the smaller transaction")
def deadlock(t):
    t.table("a INT PRIMARY KEY, b INT", [(1, 0), (2, 0)])
    t.do("INSERT INTO t SELECT seq + 100, 0 FROM seq_1_to_200")
    small, large = t.connect(), t.connect()
    small.begin()
    large.begin()
    t.do("UPDATE t SET b = 1 WHERE a = 1", on=small)
    t.do("UPDATE t SET b = 2 WHERE a = 2 OR a > 100", on=large)
    with t.running(lambda: t.do("UPDATE t SET b = 2 /* the large one waits */ WHERE a = 1", on=large)):
        t.wait_for_statement("the large one waits")
        t.fails("UPDATE t SET b = 1 WHERE a = 2", on=small)
    large.commit()
    t.run("SELECT b, COUNT(*) FROM t GROUP BY b")


@book.case("user locks bind sessions together")
def user_locks(t):
    other = t.connect()
    t.run("SELECT GET_LOCK('e2e python', 0)")
    t.run("SELECT GET_LOCK('e2e python', 0), IS_FREE_LOCK('e2e python')", on=other)
    t.run("SELECT RELEASE_LOCK('e2e python')")
    t.run("SELECT GET_LOCK('e2e python', 5), RELEASE_LOCK('e2e python')", on=other)


@book.case("locked tables")
def locked_tables(t):
    t.table("a INT")
    t.table("a INT", name="u")
    t.do("LOCK TABLES t WRITE")
    t.run("INSERT INTO t VALUES (1)")
    t.fails("SELECT * FROM u")
    t.do("UNLOCK TABLES")
    t.run("SELECT * FROM u")


@book.case("user variables, session variables and temporary tables stay with the session")
def session_state(t):
    t.do("SET @a = 5, @b = 'x', @c = NULL")
    t.run("SELECT @a, @b, @c, @a := @a + 1")
    t.run("SELECT @a")
    t.do("SET SESSION sql_mode = 'ANSI_QUOTES', time_zone = '+05:30', group_concat_max_len = 5")
    t.run('SELECT "not a string" FROM (SELECT 1 AS "not a string") AS x')
    t.run("SELECT @@time_zone, GROUP_CONCAT(seq), FROM_UNIXTIME(0) FROM seq_1_to_9")
    t.do("CREATE TEMPORARY TABLE tmp AS SELECT 1 AS a")
    t.run("SELECT * FROM tmp")
    other = t.connect()
    t.fails("SELECT * FROM tmp", on=other)
    t.run("SELECT @a, @@sql_mode = 'ANSI_QUOTES'", on=other)


@book.case("a statement at connect")
def init_command(t):
    connection = t.connect(init_command="SET @greeting = 'set at connect', SESSION group_concat_max_len = 77")
    t.run("SELECT @greeting, @@group_concat_max_len", on=connection)


@book.case("text of a latin1 connection")
def latin1(t):
    connection = t.connect(charset="latin1")
    t.table("a VARCHAR(20) CHARACTER SET utf8mb4")
    t.run("INSERT INTO t VALUES (%s)", ("\u00e4\u00df",), on=connection)
    t.run("SELECT a, HEX(a), @@character_set_client, @@character_set_results FROM t", on=connection)
    t.run("SELECT a, HEX(a) FROM t")
    t.do("UPDATE t SET a = %s", ("a\u20ac",))
    t.run("SELECT a FROM t", on=connection)


@book.case("SET NAMES changes what the server sends")
def set_names(t):
    t.do("SET NAMES latin1 COLLATE latin1_german2_ci")
    t.run("SELECT @@character_set_client, @@collation_connection, HEX(CAST(_utf8mb4 x'c3a4' AS CHAR))")
    t.do("SET NAMES utf8mb4")
    t.run("SELECT @@character_set_client, @@character_set_results, '\u00e4'")


@book.case("a statement waits for its time limit only")
def statement_time(t):
    began = time.monotonic()
    t.fails("SET STATEMENT max_statement_time = 0.2 FOR SELECT SLEEP(20)")
    t.note(time.monotonic() - began < 10)
    t.run("SELECT 'goes on'")


@book.case("the schema is chosen anew")
def select_schema(t):
    t.connection.select_db(t.driver.schema)
    t.run("SELECT DATABASE()")
    t.do(f"USE {t.driver.schema}")
    t.run("SELECT SCHEMA()")


@book.case("a ping is answered between statements")
def ping(t):
    t.note(t.connection.ping())
    t.run("SELECT 1")
    t.note(t.connection.ping())


@book.case("a closed connection is not used again")
def closed_connection(t):
    connection = t.connect()
    t.run("SELECT 1", on=connection)
    connection.close()
    t.fails("SELECT 1", on=connection)


@book.case("thirty connections at once each keep their own state")
def many_connections(t):
    connections = [t.connect() for _ in range(30)]
    for number, connection in enumerate(connections):
        t.do("SET @number = %s", (number,), on=connection)
    t.note([t.do("SELECT @number", on=connection)[0][0] for connection in connections])
    t.note(len({t.do("SELECT CONNECTION_ID()", on=connection)[0][0] for connection in connections}))


@book.case("the connection's id is the one of the greeting")
def connection_id(t):
    t.note(t.driver.thread_id(t.connection) == t.do("SELECT CONNECTION_ID()")[0][0])


@book.case("HANDLER reads a table by hand")
def handler(t):
    t.table("a INT PRIMARY KEY", [(1,), (2,), (3,)])
    t.do("HANDLER t OPEN AS h")
    t.run("HANDLER h READ FIRST")
    t.run("HANDLER h READ `PRIMARY` = (2)")
    t.run("HANDLER h READ `PRIMARY` NEXT")
    t.do("HANDLER h CLOSE")


@book.case("an XA transaction")
def xa(t):
    t.table("a INT")
    t.do("XA START 'e2e-python'")
    t.do("INSERT INTO t VALUES (1)")
    t.do("XA END 'e2e-python'")
    t.fails("SELECT * FROM t")
    t.do("XA PREPARE 'e2e-python'")
    t.do("XA COMMIT 'e2e-python'")
    t.run("SELECT * FROM t")
