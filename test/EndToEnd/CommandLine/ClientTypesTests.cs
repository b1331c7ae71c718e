namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>Column types in the text protocol, as the client writes them byte by byte.</summary>
[TestClass]
public sealed class ClientTypesTests : ClientTest
{
    private const string Info = "--column-type-info --batch";

    [TestMethod]
    public Task Integers() => this.CompareAsync(
        "SELECT * FROM t;",
        "CREATE TABLE t (a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT, d INT UNSIGNED, e BIGINT, f BIGINT UNSIGNED, g INT(6) ZEROFILL); INSERT INTO t VALUES (-128, 65535, -8388608, 4294967295, -9223372036854775808, 18446744073709551615, 42)",
        Info);

    [TestMethod]
    public Task Decimals_of_65_digits() => this.CompareAsync(
        "SELECT a, a * 2, AVG(a) FROM t;", "CREATE TABLE t (a DECIMAL(65,30)); INSERT INTO t VALUES (12345678901234567890123456789012345.123456789012345678901234567890)", Info);

    [TestMethod]
    public Task Floats() => this.CompareAsync(
        "SELECT * FROM t;", "CREATE TABLE t (a FLOAT, b DOUBLE, c FLOAT(7,3)); INSERT INTO t VALUES (1e-38, 1.7976931348623157e308, 1234.5678), (0.1, -0.0, 0)", Info);

    [TestMethod]
    public Task Text_and_blobs() => this.CompareAsync(
        "SELECT * FROM t;", "CREATE TABLE t (a CHAR(5), b VARCHAR(9), c TEXT, d TINYBLOB, e LONGBLOB, f BINARY(4)); INSERT INTO t VALUES ('a', '', 'ünï🧿', x'0001', x'fffe', 'ab')", Info);

    [TestMethod]
    public Task Every_byte_value() => this.CompareAsync(
        $"SELECT x'{Convert.ToHexString([.. Enumerable.Range(0, 256).Select(n => (byte)n)])}';", options: "--batch --raw");

    [TestMethod]
    public Task Bits_enums_and_sets() => this.CompareAsync(
        "SELECT a + 0, HEX(a), b, c FROM t;", "CREATE TABLE t (a BIT(64), b ENUM('x', 'ÿ'), c SET('p', 'q')); INSERT INTO t VALUES (b'101', 'ÿ', 'p,q'), (0, 'x', '')", Info);

    [TestMethod]
    public Task Dates_and_times() => this.CompareAsync(
        "SELECT * FROM t;",
        "CREATE TABLE t (a DATE, b TIME(6), c DATETIME(3), d TIMESTAMP(6) NULL, e YEAR); INSERT INTO t VALUES ('2024-02-29', '-12:00:00.5', '1999-12-31 23:59:59.999', '2000-01-01 00:00:00.000001', 2155)",
        Info);

    [TestMethod]
    public Task Zero_and_partial_dates() => this.CompareAsync(
        "SET sql_mode = ''; INSERT INTO t VALUES ('0000-00-00', '2024-00-00 00:00:00'), ('not a date', 'x'); SELECT * FROM t;",
        "CREATE TABLE t (a DATE, b DATETIME)", "--batch --show-warnings -vvv");

    [TestMethod]
    public Task Nulls_and_empty_strings() => this.CompareAsync("SELECT * FROM t; SELECT NULL, '', 'NULL';", "CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (NULL, NULL), (0, '')", "--table");

    [TestMethod]
    public Task Geometry_and_json() => this.CompareAsync(
        "SELECT ST_AsText(g), HEX(g), j FROM t;", """CREATE TABLE t (g POINT, j JSON); INSERT INTO t VALUES (POINT(1, -2), '{"k": [1, "é"]}')""", Info);

    [TestMethod]
    public Task Uuid_and_inet() => this.CompareAsync("SELECT * FROM t;", "CREATE TABLE t (u UUID, i INET4, j INET6); INSERT INTO t VALUES ('00112233-4455-6677-8899-aabbccddeeff', '10.1.2.3', '::1')", Info);

    [TestMethod]
    public Task Unicode_of_every_plane() => this.CompareAsync("SELECT a, CHAR_LENGTH(a), LENGTH(a) FROM t;", "CREATE TABLE t (a VARCHAR(99)); INSERT INTO t VALUES ('aéह中𝄞🏴‍☠️')", "--table");

    [TestMethod]
    public Task A_thousand_columns() => this.CompareAsync($"SELECT {string.Join(",", Enumerable.Range(1, 1000))} FROM t;", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)");
}
