"""One session stops what another one does."""

from casebook import Casebook

book = Casebook()


@book.case("KILL QUERY from a second connection ends a statement, not its session")
def kill_query(t):
    victim = t.connect()
    t.do("SET @kept = 'still here'", on=victim)
    victim.begin()
    with t.running(lambda: t.fails("SELECT SLEEP(20) /* python kill query */", on=victim)):
        t.wait_for_statement("python kill query")
        t.do(f"KILL QUERY {t.driver.thread_id(victim)}")
    t.run("SELECT @kept", on=victim)


@book.case("KILL QUERY ends a statement outside of a transaction")
def kill_plain_query(t):
    victim = t.connect()
    t.table("a INT", [(1,)])
    with t.running(lambda: t.fails("UPDATE t SET a = SLEEP(20) /* python kill update */", on=victim)):
        t.wait_for_statement("python kill update")
        t.do(f"KILL QUERY {t.driver.thread_id(victim)}")
    t.run("SELECT * FROM t", on=victim)


@book.case("KILL CONNECTION ends the session and rolls back")
def kill_connection(t):
    t.table("a INT")
    victim = t.connect()
    victim.begin()
    t.do("INSERT INTO t VALUES (1)", on=victim)

    def sleep():
        try:
            t.do("SELECT SLEEP(20) /* python kill connection */", on=victim)
        except t.driver.module.OperationalError:
            t.note("the statement has ended with an error")

    with t.running(sleep):
        t.wait_for_statement("python kill connection")
        t.do(f"KILL CONNECTION {t.driver.thread_id(victim)}")
    try:
        t.do("SELECT 1", on=victim)
    except t.driver.module.Error:
        t.note("the session has ended")
    # The row's lock is given free with the session.
    t.do("SET innodb_lock_wait_timeout = 10")
    t.run("DELETE FROM t")


@book.case("the driver's own kill ends an idle session")
def driver_kill(t):
    victim = t.connect()
    t.driver.kill(t.connection, t.driver.thread_id(victim))
    for _ in range(2):
        try:
            t.do("SELECT SLEEP(1)", on=victim)
        except t.driver.module.Error:
            t.note("the session has ended")
            break


@book.case("a session ends itself")
def kill_self(t):
    victim = t.connect()
    try:
        t.do(f"KILL {t.driver.thread_id(victim)}", on=victim)
        t.do("SELECT 1", on=victim)
    except t.driver.module.Error:
        t.note("the session has ended")
    t.run("SELECT 'others go on'")


@book.case("a kill of an id that nobody has")
def kill_nobody(t):
    try:
        t.do("KILL QUERY 4294967295")
    except t.driver.module.Error as error:
        t.note(error.args[0])
    t.run("SELECT 'goes on'")


@book.case("a client that does not wait for the answer")
def read_timeout(t):
    impatient = t.connect(read_timeout=1)
    try:
        t.do("SELECT SLEEP(5)", on=impatient)
    except t.driver.module.OperationalError as error:
        t.note(error.args)
    t.run("SELECT 'others go on'")
