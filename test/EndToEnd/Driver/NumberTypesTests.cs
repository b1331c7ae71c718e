using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Numbers as MySqlConnector sees them.</summary>
[TestClass]
public sealed class NumberTypesTests : ComparedTest
{
    [TestMethod]
    public Task Signed_integers_keep_both_ends_of_their_range() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t ORDER BY a"),
        """
        CREATE TABLE t (a TINYINT, b SMALLINT, c MEDIUMINT, d INT, e BIGINT);
        INSERT INTO t VALUES (-128, -32768, -8388608, -2147483648, -9223372036854775808), (127, 32767, 8388607, 2147483647, 9223372036854775807)
        """);

    [TestMethod]
    public Task Unsigned_integers_keep_both_ends_of_their_range() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t ORDER BY a"),
        """
        CREATE TABLE t (a TINYINT UNSIGNED, b SMALLINT UNSIGNED, c MEDIUMINT UNSIGNED, d INT UNSIGNED, e BIGINT UNSIGNED);
        INSERT INTO t VALUES (0, 0, 0, 0, 0), (255, 65535, 16777215, 4294967295, 18446744073709551615)
        """);

    [TestMethod]
    public Task Decimals_keep_every_digit() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a DECIMAL(28,10), b DECIMAL(10,0), c NUMERIC(5,2) UNSIGNED)");
        await session.RunAsync("INSERT INTO t VALUES (123456789012345678.0123456789, -9999999999, 999.99), (-0.0000000001, 0, 0.01)");
        await session.RunAsync("SELECT *, a + b, a * c, CAST(a AS CHAR) FROM t");
    });

    [TestMethod]
    public Task Floats_and_doubles_keep_their_extremes() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t ORDER BY a"),
        """
        CREATE TABLE t (a FLOAT, b DOUBLE);
        INSERT INTO t VALUES (3.402823e38, 1.7976931348623157e308), (-3.402823e38, 2.2250738585072014e-308), (0.1, 0.1), (0, -0e0)
        """);

    [TestMethod]
    public Task Bit_fields_of_1_8_and_64_bits() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, b, c, b + 0 FROM t ORDER BY c"),
        "CREATE TABLE t (a BIT(1), b BIT(8), c BIT(64)); INSERT INTO t VALUES (b'1', b'10101010', 0xFFFFFFFFFFFFFFFF), (b'0', b'0', 0)");

    [TestMethod]
    public Task Booleans_are_tiny_integers_of_width_1() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a BOOL, b TINYINT(1))");
        await session.RunAsync("INSERT INTO t VALUES (@yes, @no)", ("yes", true), ("no", false));
        await session.RunAsync("SELECT a, b, a IS TRUE, NOT b FROM t");
    });

    [TestMethod]
    public Task Zero_filled_numbers_and_years() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, CONCAT(a), y FROM t ORDER BY y"),
        "CREATE TABLE t (a INT(8) ZEROFILL, y YEAR); INSERT INTO t VALUES (42, 1901), (0, 2155)");

    [TestMethod]
    public Task Out_of_range_is_an_error_in_strict_mode_and_a_warning_without() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a TINYINT)");
        await session.FailAsync("INSERT INTO t VALUES (128)");
        await session.RunAsync("SET sql_mode = ''");
        await session.RunAsync("INSERT INTO t VALUES (128), (-129)");
        await session.RunAsync("SELECT * FROM t");
    });

    [TestMethod]
    public Task Integer_arithmetic_overflows_with_an_error() => this.CompareAsync(async session =>
    {
        await session.FailAsync("SELECT 9223372036854775807 + 1");
        await session.FailAsync("SELECT CAST(0 AS UNSIGNED) - 1");
        await session.RunAsync("SELECT 7 DIV 2, 7 / 2, -7 % 3, 1 / 0");
    });
}
