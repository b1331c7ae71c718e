"""LOAD DATA LOCAL INFILE."""

import os
import tempfile
from contextlib import contextmanager

from casebook import Casebook

book = Casebook()


@contextmanager
def file_of(text):
    """A file that is gone behind the block."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.txt")
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        yield path


def load(t, on, text, options=""):
    with file_of(text) as path:
        t.note(_load_with(t, on, path, options))


def _load_with(t, on, path, options):
    with t.cursor(on) as cursor:
        return cursor.execute(f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE t {options}")


@book.case("a local file is loaded")
def small_file(t):
    connection = t.connect(local_infile=True)
    t.table("a INT PRIMARY KEY, b VARCHAR(20)")
    load(t, connection, "1\tone\n2\t\u00e4\n3\t\\N\n", "CHARACTER SET utf8mb4")
    t.run("SELECT * FROM t ORDER BY a", on=connection)


@book.case("a local file with its own separators and a skipped line")
def separators(t):
    connection = t.connect(local_infile=True)
    t.table("a INT, b VARCHAR(20), c INT")
    load(t, connection, 'id;name\r\n1;"a;b"\r\n2;"say ""hi"""\r\n',
         "FIELDS TERMINATED BY ';' OPTIONALLY ENCLOSED BY '\"' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES (a, b) SET c = a * 10")
    t.run("SELECT * FROM t ORDER BY a", on=connection)


@book.case("an empty local file")
def empty_file(t):
    connection = t.connect(local_infile=True)
    t.table("a INT")
    load(t, connection, "")
    t.run("SELECT COUNT(*) FROM t", on=connection)


@book.case("a local file of 20 MB")
def large_file(t):
    connection = t.connect(local_infile=True)
    t.table("a INT, b VARCHAR(200)")
    load(t, connection, "".join(f"{number}\t{'x' * 180}\n" for number in range(110000)))
    t.run("SELECT COUNT(*), SUM(a), SUM(LENGTH(b)) FROM t", on=connection)


@book.case("warnings of a local file")
def file_warnings(t):
    connection = t.connect(local_infile=True)
    t.table("a INT PRIMARY KEY, b TINYINT")
    load(t, connection, "1\t5\n1\t6\n2\t999\n3\n4\t1\tmore\n")
    t.run("SHOW WARNINGS", on=connection)
    t.run("SELECT * FROM t ORDER BY a", on=connection)


@book.case("an error in the middle of a local file")
def error_in_the_middle(t):
    connection = t.connect(local_infile=True)
    t.table("a INT, b VARCHAR(200)")
    t.do("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a = 500 THEN SIGNAL SQLSTATE '45000' "
         "SET MESSAGE_TEXT = 'not row 500'; END IF; END")
    with file_of("".join(f"{number}\t{'x' * 180}\n" for number in range(30000))) as path:
        t.fails_in(lambda: _load_with(t, connection, path, ""))
    t.run("SELECT COUNT(*) FROM t", on=connection)


@book.case("a local file for a table that does not exist")
def missing_table(t):
    connection = t.connect(local_infile=True)
    t.do("DROP TABLE IF EXISTS t")
    with file_of("1\n") as path:
        t.fails_in(lambda: _load_with(t, connection, path, ""))
    t.run("SELECT 'goes on'", on=connection)


@book.case("a client that did not allow local files")
def local_files_off(t):
    t.table("a INT")
    connection = t.connect(local_infile=False)
    with file_of("1\n") as path:
        t.fails_in(lambda: _load_with(t, connection, path, ""))
