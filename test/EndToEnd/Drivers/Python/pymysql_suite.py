"""The cases of PyMySQL."""

import ssl

import pymysql
from pymysql.constants import CLIENT
from pymysql.cursors import Cursor, DictCursor, SSCursor, SSDictCursor

import big_cases
import cancel_cases
import load_cases
import result_cases
import session_cases
import statement_cases
import value_cases
from casebook import Casebook, main, setting

CURSORS = {None: Cursor, "dict": DictCursor, "unbuffered": SSCursor, "unbuffered dict": SSDictCursor}


class PyMySql:
    """What the common cases need to know of this driver."""

    name = "PyMySQL"
    module = pymysql

    def __init__(self):
        self.version = pymysql.__version__

    @property
    def schema(self):
        return setting("DB_NAME")

    @property
    def description(self):
        return f"pymysql.connect(host={setting('DB_HOST')}, port={setting('DB_PORT')}, user={setting('DB_USER')}, database={self.schema})"

    def connect(self, multi_statements=False, found_rows=False, tls=False, charset="utf8mb4", autocommit=True, **options):
        flags = (CLIENT.MULTI_STATEMENTS if multi_statements else 0) | (CLIENT.FOUND_ROWS if found_rows else 0)
        if tls:
            options["ssl"] = ssl.create_default_context(cafile=setting("DB_TLS_CA"))
        return pymysql.connect(
            host=setting("DB_HOST"), port=int(setting("DB_PORT")), user=setting("DB_USER"), password=setting("DB_PASSWORD"),
            database=self.schema, charset=charset, autocommit=autocommit, client_flag=flags, **options)

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


@book.case("an encrypted connection works like a plain one")
def tls(t):
    connection = t.connect(tls=True)
    t.note(isinstance(connection._sock, ssl.SSLSocket), connection._sock.version())
    t.run("SELECT %s, REPEAT('x', 100000)", ("text",), on=connection)
    t.note(t.do("SELECT LENGTH(%s)", ("y" * 20000000,), on=connection))


@book.case("a local file that does not exist")
def missing_file(t):
    connection = t.connect(local_infile=True)
    t.table("a INT")
    t.fails("LOAD DATA LOCAL INFILE '/nonexistent/rows.txt' INTO TABLE t", on=connection)
    t.run("SELECT 'goes on'", on=connection)


@book.case("a lost connection is opened again by a ping")
def reconnect(t):
    connection = t.connect()
    t.do("SET @a = 1", on=connection)
    connection.close()
    connection.ping(reconnect=True)
    t.run("SELECT @a", on=connection)


@book.case("the driver's list of warnings")
def driver_warnings(t):
    t.do("SET sql_mode = ''")
    t.do("SELECT CAST('x' AS SIGNED), CAST('y' AS SIGNED)")
    t.note(t.connection.show_warnings())


@book.case("the session's character set is changed by the driver")
def set_charset(t):
    t.connection.set_charset("latin1")
    t.run("SELECT @@character_set_client, @@character_set_connection, 'x'")


@book.case("no text is escaped where the mode forbids backslashes")
def no_backslash_escapes(t):
    t.do("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
    t.run("SELECT %s, LENGTH(%s)", ("a\\b'c", "a\\b"))


@book.case("a connection in a with block")
def context_manager(t):
    with t.connect() as connection:
        t.run("SELECT 1", on=connection)
    t.note(connection.open)


@book.case("dates as text where conversion is off")
def no_conversion(t):
    connection = t.connect(conv={})
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1, 2.5, DATE'2024-01-02', NULL")
        t.note(cursor.fetchall())


@book.unsupported("a compressed connection")
def compression(t):
    t.connect(compress=True)


@book.unsupported("a statement prepared in the binary protocol")
def binary_prepare(t):
    with t.connection.cursor(prepared=True) as cursor:
        cursor.execute("SELECT %s", (1,))


if __name__ == "__main__":
    main(PyMySql(), [value_cases.book, statement_cases.book, result_cases.book, session_cases.book, big_cases.book,
                     cancel_cases.book, load_cases.book, book])
