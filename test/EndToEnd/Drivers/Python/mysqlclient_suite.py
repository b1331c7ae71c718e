"""The cases of mysqlclient, which is MySQLdb over MariaDB's C library."""

import warnings

import MySQLdb
from MySQLdb import _mysql
from MySQLdb.connections import Connection
from MySQLdb.constants import CLIENT, FIELD_TYPE
from MySQLdb.cursors import Cursor, DictCursor, SSCursor, SSDictCursor

import big_cases
import cancel_cases
import load_cases
import result_cases
import session_cases
import statement_cases
import value_cases
from casebook import Casebook, main, setting

CURSORS = {None: Cursor, "dict": DictCursor, "unbuffered": SSCursor, "unbuffered dict": SSDictCursor}

# The driver has no names for these.
OPTION_MULTI_STATEMENTS_ON = 0
OPTION_MULTI_STATEMENTS_OFF = 1


class BeginningConnection(Connection):
    """The driver's connection; with `begin`, which this version leaves to SQL."""

    def begin(self):
        self.query("BEGIN")


class MySqlClient:
    """What the common cases need to know of this driver."""

    name = "mysqlclient"
    module = MySQLdb

    def __init__(self):
        self.version = f"{MySQLdb.__version__} on client library {_mysql.get_client_info()}"

    @property
    def schema(self):
        return setting("DB_NAME")

    @property
    def description(self):
        return f"MySQLdb.connect(host={setting('DB_HOST')}, port={setting('DB_PORT')}, user={setting('DB_USER')}, database={self.schema})"

    def connect(self, multi_statements=False, found_rows=False, tls=False, charset="utf8mb4", autocommit=True,
                local_infile=False, **options):
        flags = (CLIENT.MULTI_STATEMENTS if multi_statements else 0) | (CLIENT.FOUND_ROWS if found_rows else 0)
        if tls:
            options["ssl"] = {"ca": setting("DB_TLS_CA")}
        return BeginningConnection(
            host=setting("DB_HOST"), port=int(setting("DB_PORT")), user=setting("DB_USER"), password=setting("DB_PASSWORD"),
            database=self.schema, charset=charset, autocommit=autocommit, client_flag=flags, local_infile=int(local_infile), **options)

    @staticmethod
    def cursor(connection, kind):
        return connection.cursor(CURSORS[kind])

    @staticmethod
    def thread_id(connection):
        return connection.thread_id()

    @staticmethod
    def kill(connection, thread_id):
        connection.kill(thread_id)


book = Casebook()


@book.case("the greeting tells version and protocol")
def greeting(t):
    t.note(t.connection.get_server_info(), t.connection.get_proto_info(), t.connection.character_set_name())


@book.case("a compressed connection works like a plain one")
def compression(t):
    exchange_values(t, t.connect(compress=True), CLIENT.COMPRESS)


@book.case("an encrypted connection works like a plain one")
def tls(t):
    exchange_values(t, t.connect(tls=True), CLIENT.SSL)


@book.case("a connection that is compressed and encrypted works like a plain one")
def tls_and_compression(t):
    exchange_values(t, t.connect(tls=True, compress=True), CLIENT.COMPRESS | CLIENT.SSL)


def exchange_values(t, connection, capabilities):
    # The library goes on without what the server does not offer, so a case must look at the offer.
    t.note("offered", connection.server_capabilities & capabilities == capabilities)
    t.run("SELECT %s, REPEAT('x', 100000)", ("text",), on=connection)
    t.note(t.do("SELECT LENGTH(%s), REPEAT('z', 17000000)", ("y" * 20000000,), on=connection))
    with t.cursor(connection, "unbuffered") as cursor:
        cursor.execute("SELECT seq, MD5(seq) FROM seq_1_to_50000")
        t.note(sum(row[0] for row in cursor))


@book.case("an encrypted connection needs the file of the signer's certificate")
def missing_signer(t):
    try:
        MySQLdb.connect(host=setting("DB_HOST"), port=int(setting("DB_PORT")), user=setting("DB_USER"),
                        passwd=setting("DB_PASSWORD"), db=setting("DB_NAME"), ssl={"ca": "/nonexistent/ca.pem"})
    except MySQLdb.OperationalError as error:
        t.note(error.args[0])


@book.case("the user is changed and everything of the session with it")
def change_user(t):
    connection = t.connect()
    t.do("SET @a = 1", on=connection)
    t.do("CREATE TEMPORARY TABLE tmp (a INT)", on=connection)
    connection.change_user(user=setting("DB_OTHER_USER"), passwd=setting("DB_OTHER_PASSWORD"), db=setting("DB_OTHER_NAME"))
    t.run("SELECT @a, DATABASE(), SUBSTRING_INDEX(CURRENT_USER(), '@', 1)", on=connection)
    t.run("SELECT * FROM place", on=connection)
    t.fails("SELECT * FROM tmp", on=connection)
    connection.change_user(user=setting("DB_USER"), passwd=setting("DB_PASSWORD"), db=setting("DB_NAME"))
    t.run("SELECT DATABASE()", on=connection)


@book.case("a change to a user with a wrong password is refused")
def change_user_wrong(t):
    connection = t.connect()
    try:
        connection.change_user(user=setting("DB_OTHER_USER"), passwd="wrong", db=setting("DB_OTHER_NAME"))
    except MySQLdb.OperationalError:
        t.note("refused")


@book.case("the server's one-line statistics are bare text")
def statistics(t):
    t.note(t.connection.stat().split(":")[0])
    t.run("SELECT 'goes on'")


@book.case("a dump of the server's state is for administrators")
def dump_debug_info(t):
    t.fails_in(t.connection.dump_debug_info)
    t.run("SELECT 'goes on'")


@book.case("several statements are switched on and off in a running session")
def server_option(t):
    connection = t.connect()
    connection.set_server_option(OPTION_MULTI_STATEMENTS_ON)
    connection.query("SELECT 1; SELECT 2")
    t.note(connection.store_result().fetch_row(0))
    t.note(connection.next_result(), connection.store_result().fetch_row(0), connection.next_result())
    connection.set_server_option(OPTION_MULTI_STATEMENTS_OFF)
    t.fails("SELECT 1; SELECT 2", on=connection)


@book.case("the text about a statement's rows")
def info(t):
    t.table("a INT PRIMARY KEY, b INT")
    for sql in ("INSERT INTO t VALUES (1, 1), (2, 2)", "INSERT IGNORE INTO t VALUES (2, 1), (3, 1)", "UPDATE t SET b = 1 WHERE a < 3",
                "ALTER TABLE t ADD c INT", "DELETE FROM t"):
        t.connection.query(sql)
        t.note(sql, t.connection.info(), t.connection.affected_rows(), t.connection.warning_count())


@book.case("flags of columns")
def field_flags(t):
    t.table("a INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, b VARCHAR(9) NOT NULL UNIQUE, c BLOB, d ENUM('x'), e TIMESTAMP, f INT ZEROFILL")
    t.connection.query("SELECT t.*, 1 FROM t")
    result = t.connection.use_result()
    t.note(result.field_flags())
    t.note(result.describe())
    t.note(result.fetch_row(0))


@book.case("a result that is stored and one that is used, row by row with column names")
def low_level(t):
    t.connection.query("SELECT seq AS a, seq * 2 AS b FROM seq_1_to_4")
    stored = t.connection.store_result()
    t.note(stored.num_rows(), stored.num_fields(), stored.fetch_row(2, 1))
    stored.data_seek(0)
    t.note(stored.fetch_row(0, 2))
    t.connection.query("SELECT seq AS a FROM seq_1_to_4 AS s")
    used = t.connection.use_result()
    t.note(used.fetch_row(1, 2), used.fetch_row(0, 1))


@book.case("a second statement before the first result was read is out of order")
def out_of_order(t):
    connection = t.connect()
    connection.query("SELECT seq FROM seq_1_to_5000")
    result = connection.use_result()
    t.note(result.fetch_row(1))
    t.fails_in(lambda: connection.query("SELECT 1"))


@book.case("values without conversion")
def no_conversion(t):
    t.run("SELECT 1, 2.5, DATE'2024-01-02', NULL, x'ff'", on=t.connect(conv={}))


@book.case("columns converted by functions of the program's own")
def own_conversion(t):
    t.run("SELECT 1, 1.50, '1'", on=t.connect(conv={FIELD_TYPE.LONG: lambda text: f"long {text}", FIELD_TYPE.NEWDECIMAL: str}))


@book.case("bytes instead of text")
def no_unicode(t):
    t.run("SELECT 'a\u00e4', 1", on=t.connect(use_unicode=False))


@book.case("binary parameters with an introducer")
def binary_prefix(t):
    t.run("SELECT %s, HEX(%s), COLLATION(%s)", (b"\xff", b"\x00\xfe", b"x"), on=t.connect(binary_prefix=True))


@book.case("the session's character set is changed by the driver")
def set_character_set(t):
    t.connection.set_character_set("latin1")
    t.run("SELECT @@character_set_client, @@character_set_connection, 'x'")
    t.note(t.connection.character_set_name(), t.connection.escape_string("it's \\").decode())


@book.case("the sql_mode at connect")
def sql_mode(t):
    t.run("SELECT @@sql_mode, 'a' || 'b'", on=t.connect(sql_mode="PIPES_AS_CONCAT"))


@book.unsupported("a statement prepared in the binary protocol")
def binary_prepare(t):
    t.connection.prepare("SELECT ?")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(MySqlClient(), [value_cases.book, statement_cases.book, result_cases.book, session_cases.book, big_cases.book,
                         cancel_cases.book, load_cases.book, book])
