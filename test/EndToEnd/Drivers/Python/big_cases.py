"""Values of megabytes, and the boundary at 16 MiB where a packet is cut into several."""

from casebook import Casebook

book = Casebook()

LARGEST_PART = 0xFFFFFF
COMMAND_BYTE = 1
VALUE_LENGTH_PREFIX = 4
FORTY_MEGABYTES = 40 * 1024 * 1024


@book.case("statements of one packet, of exactly one packet and of a byte more")
def statement_boundary(t):
    frame = "SELECT LENGTH(''), 'end'"
    for size in (LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1, 2 * LARGEST_PART):
        text = "x" * (size - COMMAND_BYTE - len(frame))
        t.run(f"SELECT LENGTH('{text}'), 'end'")


@book.case("rows of one packet, of exactly one packet and of a byte more")
def row_boundary(t):
    for size in (LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1):
        rows = t.do("SELECT REPEAT('r', %s) UNION ALL SELECT 'behind'", (size - VALUE_LENGTH_PREFIX,))
        t.note(rows)


@book.case("a text of 40 MB as a parameter and as a result")
def forty_megabytes(t):
    t.table("a LONGBLOB")
    value = bytes(range(256)) * (FORTY_MEGABYTES // 256)
    with t.cursor() as cursor:
        t.note(cursor.execute("INSERT INTO t VALUES (%s)", (value,)))
    t.run("SELECT LENGTH(a), MD5(a) FROM t")
    t.note(t.do("SELECT a FROM t"))


@book.case("a large value through an unbuffered cursor")
def large_unbuffered(t):
    with t.cursor(kind="unbuffered") as cursor:
        cursor.execute("SELECT REPEAT('a', 20000000), REPEAT('b', 20000000) UNION ALL SELECT 'c', 'd'")
        for row in cursor:
            t.note(row)


@book.case("a hundred thousand rows")
def many_rows(t):
    rows = t.do("SELECT seq, CONCAT('row ', seq) FROM seq_1_to_100000")
    t.note(len(rows), sum(row[0] for row in rows), rows[0], rows[-1])


@book.case("a value above the server's limit is refused")
def above_limit(t):
    t.run("SELECT REPEAT('x', @@max_allowed_packet + 1) IS NULL")
    t.run("SHOW WARNINGS")
    t.run("SELECT 'goes on'")
