"""Runs the cases of a Python driver and prints what they saw, one JSON object per line.

The first line names the driver; each further line is one case: {"case", "values"}, or {"case", "error"} for an error that
the case did not expect, or {"case", "unsupported"} for what the driver cannot do. `--list` prints the names of the supported cases
without connecting. The connection comes from DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_NAME and DB_TLS_CA; DB_OTHER_USER,
DB_OTHER_PASSWORD and DB_OTHER_NAME are a second account with a schema of its own.
"""

import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections import namedtuple
from contextlib import contextmanager

CASE_DEADLINE_SECONDS = 30
CONDITION_DEADLINE_SECONDS = 20


Entry = namedtuple("Entry", "name function supported")


class Casebook:
    """The cases of one module, in the order of their definition."""

    def __init__(self):
        self.entries = []

    def case(self, name):
        """Registers the decorated function, which is given a Case, under a name that reads as a sentence."""

        def register(function):
            self.entries.append(Entry(name, function, supported=True))
            return function

        return register

    def unsupported(self, name):
        """Registers what the driver cannot do; the function must fail, with the driver's own error."""

        def register(function):
            self.entries.append(Entry(name, function, supported=False))
            return function

        return register


def text_of(value):
    """One spelling per value, whatever the order of a set or the size of a blob."""
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(repr(member) for member in sorted(value)) + "}"
    if isinstance(value, (str, bytes, bytearray)) and len(value) > 300:
        data = value.encode("utf-8") if isinstance(value, str) else bytes(value)
        return f"{type(value).__name__} of {len(value)}, sha256 {hashlib.sha256(data).hexdigest()}"
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(text_of(member) for member in value) + ")"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text_of(member)}" for key, member in value.items()) + "}"
    return repr(value)


class Case:
    """What a case works with: connections of its driver, and the lines that both runs must have in common."""

    def __init__(self, driver):
        self.driver = driver
        self.lines = []
        self._connections = []
        self._default = None

    @property
    def connection(self):
        """The connection that most statements of the case use; opened by its first use, with autocommit on."""
        if self._default is None:
            self._default = self.connect()
        return self._default

    def connect(self, **options):
        """Opens one more connection; closed when the case ends."""
        connection = self.driver.connect(**options)
        self._connections.append(connection)
        return connection

    def note(self, *values):
        """Adds a line to what is compared."""
        self.lines.append(" | ".join(value if isinstance(value, str) else text_of(value) for value in values))

    def run(self, sql, args=None, on=None):
        """Executes a statement and notes its rows, or how many rows it touched and the id it gave."""
        with self.cursor(on) as cursor:
            count = cursor.execute(sql, args)
            if cursor.description is None:
                self.note(f"{self._short(sql)}: affected {count}, insert id {cursor.lastrowid}")
                return []
            rows = cursor.fetchall()
            self.note(f"{self._short(sql)}: {len(rows)} rows")
            for row in rows:
                self.note("  " + text_of(row))
            return rows

    def do(self, sql, args=None, on=None):
        """Executes a statement of which nothing is noted; returns its rows, if it has any."""
        with self.cursor(on) as cursor:
            cursor.execute(sql, args)
            return cursor.fetchall() if cursor.description is not None else []

    def fails(self, sql, args=None, on=None):
        """Executes a statement that must fail; notes the class of the error, its number and its message."""
        self.fails_in(lambda: self.do(sql, args, on))

    def fails_in(self, action):
        """As `fails`, for any use of the driver."""
        try:
            action()
        except self.driver.module.Error as error:
            self.note(f"{type(error).__name__} {text_of(error.args)}")
            return error
        raise AssertionError("it was meant to fail")

    def table(self, columns, rows=(), name="t", options=""):
        """Makes a table anew and fills it."""
        self.do(f"CREATE OR REPLACE TABLE {name} ({columns}) {options}")
        for row in rows:
            self.do(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(row))})", row)

    @contextmanager
    def cursor(self, on=None, kind=None):
        """A cursor that is closed behind the block; kinds are None, "unbuffered", "dict" and "unbuffered dict"."""
        cursor = self.driver.cursor(on or self.connection, kind)
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def running(self, action):
        """Runs the action on a thread of its own; the block ends when the action has ended."""
        thread = threading.Thread(target=action, daemon=True)
        thread.start()
        yield
        thread.join(CONDITION_DEADLINE_SECONDS)
        if thread.is_alive():
            raise AssertionError("the other thread did not end")

    def wait_for_statement(self, marker):
        """Returns once a statement with the marker runs on the primary, which is where a transaction is."""
        watcher = self.connect()
        watcher.begin()
        deadline = time.monotonic() + CONDITION_DEADLINE_SECONDS
        # The watcher's own text has the marker in two pieces, so it does not find itself.
        while not self.do(
            "SELECT id FROM information_schema.processlist WHERE info LIKE CONCAT('%%', %s, %s, '%%')",
            (marker[:1], marker[1:]), on=watcher):
            if time.monotonic() > deadline:
                raise AssertionError(f"no statement with {marker} was seen")
            time.sleep(0.02)

    def close(self):
        """Closes what the case has opened, also what it has closed or broken itself."""
        for connection in self._connections:
            try:
                connection.close()
            except Exception:  # A case may leave a connection in any state.
                pass

    @staticmethod
    def _short(sql):
        return sql if len(sql) <= 200 else f"{sql[:60]}… ({len(sql)} characters)"


def main(driver, casebooks):
    """Runs all cases, or only those named as arguments, or lists them."""
    entries = [entry for book in casebooks for entry in book.entries]
    assert len({entry.name for entry in entries}) == len(entries), "two cases have the same name"
    if "--list" in sys.argv[1:]:
        print("\n".join(entry.name for entry in entries if entry.supported))
        return
    emit({"driver": driver.name, "version": driver.version, "connect": driver.description})
    only = set(sys.argv[1:])
    for entry in entries:
        if not only or entry.name in only:
            emit({"case": entry.name, **outcome(driver, entry)})


def outcome(driver, entry):
    """What became of one case, from its first connection to its last."""
    case = Case(driver)
    signal.signal(signal.SIGALRM, stop_case)
    signal.alarm(CASE_DEADLINE_SECONDS)
    try:
        entry.function(case)
        return {"values": case.lines} if entry.supported else {"error": "the driver can do it after all"}
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        return {"error": f"{text} (behind: {'; '.join(case.lines[-3:])})"} if entry.supported else {"unsupported": text}
    finally:
        signal.alarm(0)
        case.close()


def stop_case(_signal, _frame):
    """A case that waits for an answer that never comes must not hold up the others."""
    raise TimeoutError(f"not done after {CASE_DEADLINE_SECONDS} s")


def emit(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def setting(name, default=None):
    """A setting of the connection from the environment."""
    value = os.environ.get(name, default)
    if value is None:
        raise SystemExit(f"{name} is not set")
    return value
