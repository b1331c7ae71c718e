"""Every type as a parameter and as a result."""

import datetime
import decimal

from casebook import Casebook

book = Casebook()


@book.case("integers of every width keep their limits")
def integers(t):
    t.table("a TINYINT, b SMALLINT, c MEDIUMINT, d INT, e BIGINT", [
        (-128, -32768, -8388608, -2147483648, -9223372036854775808),
        (127, 32767, 8388607, 2147483647, 9223372036854775807),
        (0, 0, 0, 0, 0)])
    t.run("SELECT * FROM t")


@book.case("unsigned integers reach 64 bits")
def unsigned_integers(t):
    t.table("a TINYINT UNSIGNED, b SMALLINT UNSIGNED, c MEDIUMINT UNSIGNED, d INT UNSIGNED, e BIGINT UNSIGNED",
            [(255, 65535, 16777215, 4294967295, 18446744073709551615)])
    t.run("SELECT *, e - 1 AS below FROM t WHERE e = %s", (18446744073709551615,))


@book.case("decimals keep all their digits")
def decimals(t):
    t.table("a DECIMAL(65, 30), b DECIMAL(10, 0), c DECIMAL(5, 5)", [
        (decimal.Decimal("-12345678901234567890123456789012345.000000000000000000000000000001"),
         decimal.Decimal("9999999999"), decimal.Decimal("0.00001")),
        (decimal.Decimal("0"), decimal.Decimal("-1"), decimal.Decimal("-0.99999"))])
    t.run("SELECT * FROM t")
    t.run("SELECT SUM(a), AVG(b), 1 / 3 FROM t")


@book.case("floating point numbers come back as sent")
def floats(t):
    t.table("a FLOAT, b DOUBLE", [(0.5, 1.7976931348623157e308), (-1.25e10, 2.2250738585072014e-308), (0.0, -0.1)])
    t.run("SELECT * FROM t")


@book.case("dates and times keep their microseconds")
def dates(t):
    moment = datetime.datetime(2024, 2, 29, 23, 59, 59, 123456)
    t.table("a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d DATETIME, e YEAR", [
        (moment.date(), moment, moment.replace(microsecond=123000), moment.replace(microsecond=0), 2024),
        (datetime.date(1000, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59, 999999), None,
         datetime.datetime(1970, 1, 2), 1901)])
    t.run("SELECT * FROM t")
    t.run("SELECT a FROM t WHERE b = %s", (moment,))


@book.case("times are negative and longer than a day")
def times(t):
    # Negative times go as text, because not every driver writes a negative timedelta the way the server reads it.
    t.table("a TIME, b TIME(6)", [
        (datetime.timedelta(hours=838, minutes=59, seconds=59), datetime.timedelta(microseconds=1)),
        ("-838:59:59", "-00:00:05.250000"),
        (datetime.timedelta(0), datetime.timedelta(hours=25))])
    t.run("SELECT * FROM t")
    t.run("SELECT CAST('-00:00:01.500000' AS TIME(6)), TIMEDIFF('2020-01-01', '2020-01-03')")


@book.case("zero dates come as the driver shows them")
def zero_dates(t):
    t.do("SET sql_mode = ''")
    t.table("a DATE, b DATETIME, c TIMESTAMP NULL", [("0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00:00"),
                                                     ("2024-00-00", "2024-01-00 00:00:00", None)])
    t.run("SELECT * FROM t")


@book.case("bits, enums and sets")
def bits(t):
    t.table("a BIT(1), b BIT(64), c ENUM('x', 'y', ''), d SET('p', 'q', 'r')", [
        (1, 18446744073709551615, "y", "p,r"), (0, 1, "", ""), (None, None, None, None)])
    t.run("SELECT * FROM t")
    t.run("SELECT b + 0, c + 0, d + 0 FROM t")


@book.case("binary values hold every byte")
def binaries(t):
    every = bytes(range(256))
    t.table("a BINARY(4), b VARBINARY(300), c BLOB", [(b"\0\xff\0\xff", every, every * 4), (b"x", b"", b"\0")])
    t.run("SELECT * FROM t")
    t.run("SELECT LENGTH(b) FROM t WHERE b = %s", (every,))


@book.case("text keeps quotes, backslashes, line ends and zero bytes")
def special_characters(t):
    text = "it's \"quoted\", a back\\slash, %s, a\nline,\ra return, \x1a and \0 end"
    t.table("a TEXT", [(text,)])
    t.run("SELECT a, a = %s FROM t", (text,))


@book.case("text of the whole of Unicode")
def unicode_text(t):
    t.table("a VARCHAR(100) CHARACTER SET utf8mb4", [("a\u00e4\u20ac\U0001f600",), ("\u4e2d\u6587\u05e9\u0301",), ("",)])
    t.run("SELECT a, CHAR_LENGTH(a), LENGTH(a), HEX(a) FROM t")
    t.run("SELECT a FROM t WHERE a = %s", ("a\u00e4\u20ac\U0001f600",))


@book.case("JSON as text")
def json_text(t):
    t.table("a JSON", [('{"k": [1, 2.5, null, "\u00e4"]}',), ("[]",)])
    t.run("SELECT a, JSON_EXTRACT(a, '$.k[1]'), JSON_TYPE(a) FROM t")
    t.fails("INSERT INTO t VALUES (%s)", ("{not json",))


@book.case("geometry as well-known bytes")
def geometry(t):
    t.table("a POINT, b GEOMETRY")
    t.do("INSERT INTO t VALUES (POINT(1, -2.5), ST_GeomFromText('POLYGON((0 0, 4 0, 4 4, 0 0))'))")
    t.run("SELECT a, b, ST_AsText(a), ST_Area(b) FROM t")


@book.case("UUID and INET6 as text")
def uuid_and_inet6(t):
    t.table("a UUID, b INET6", [("123e4567-e89b-12d3-a456-426655440000", "2001:db8::ff00:42:8329")])
    t.run("SELECT a, b, HEX(b) FROM t")


@book.case("NULL in a column of every type")
def nulls(t):
    t.table("a INT, b BIGINT UNSIGNED, c DECIMAL(5, 2), d DOUBLE, e DATE, f DATETIME(6), g TIME, h YEAR, i VARCHAR(9), j BLOB, "
            "k BIT(3), l ENUM('x'), m SET('x'), n JSON, o GEOMETRY", [(None,) * 15])
    t.run("SELECT * FROM t")
    t.run("SELECT NULL, %s IS NULL, COALESCE(%s, 7)", (None, None))


@book.case("parameters of every Python type")
def parameters(t):
    t.run("SELECT %s, %s, %s, %s, %s, %s", (True, -5, 2.5, decimal.Decimal("1.10"), "text", b"bytes"))
    t.run("SELECT %s, %s, %s", (datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4, 5, 6),
                                datetime.timedelta(days=1, seconds=3)))
    t.run("SELECT 3 IN %s, 'q' IN %s", ((1, 2, 3), ["p", "r"]))


@book.case("parameters by name")
def named_parameters(t):
    t.run("SELECT %(b)s, %(a)s, %(b)s, '100%%'", {"a": 1, "b": "two"})


@book.case("a row of a thousand columns")
def wide_rows(t):
    names = [f"column_{number}" for number in range(1000)]
    t.table(", ".join(f"{name} INT" for name in names), [tuple(range(1000))])
    with t.cursor() as cursor:
        cursor.execute("SELECT * FROM t")
        row = cursor.fetchone()
        t.note(len(row), row[0], row[999], sum(row))
        t.note([column[0] for column in cursor.description] == names)
