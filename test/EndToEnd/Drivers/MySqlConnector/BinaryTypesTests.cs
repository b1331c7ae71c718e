using System.Globalization;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Every type in binary rows and as a parameter.</summary>
[TestClass]
public sealed class BinaryTypesTests : MySqlConnectorTest
{
    private enum Size : short
    {
        Small = 1,
        Large = 300,
    }

    [TestMethod]
    public Task Integers_of_every_width_with_and_without_sign() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t ORDER BY id"),
        """
        CREATE TABLE t (id INT, a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, e MEDIUMINT, f MEDIUMINT UNSIGNED, g INT,
            h INT UNSIGNED, i BIGINT, j BIGINT UNSIGNED, k YEAR, l INT(5) ZEROFILL);
        INSERT INTO t VALUES (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 1901, 1),
            (2, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 2155, 99999),
            (3, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, 0, 0)
        """);

    [TestMethod]
    public Task Decimals_and_floating_point_numbers() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t ORDER BY id"),
        """
        CREATE TABLE t (id INT, a DECIMAL(28,10), b DECIMAL(5,0), c FLOAT, d DOUBLE, e DOUBLE UNSIGNED, f DECIMAL(10,4) UNSIGNED);
        INSERT INTO t VALUES (1, 123456789012345678.0123456789, -99999, 1.17549e-38, -1.7976931348623157e308, 0.1, 0.0001),
            (2, -0.0000000001, 0, -3.40282e38, 2.2250738585072014e-308, 12345.678, 999999.9999), (3, 0, 1, 0.1, 0.1, 0, 0)
        """);

    [TestMethod]
    public Task Dates_with_and_without_time_and_fraction() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t ORDER BY id"),
        """
        CREATE TABLE t (id INT, a DATE, b DATETIME, c DATETIME(3), d DATETIME(6), e TIMESTAMP(6) NULL);
        INSERT INTO t VALUES (1, '1000-01-01', '1000-01-01', '2024-02-29 23:59:59.999', '9999-12-31 23:59:59.999999', '1970-01-02 00:00:01.000001'),
            (2, '2024-02-29', '2024-02-29 12:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:00.000001', '2038-01-01 00:00:00')
        """);

    [TestMethod]
    public Task Times_that_are_negative_long_and_fractional() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t ORDER BY id"),
        """
        CREATE TABLE t (id INT, a TIME, b TIME(6));
        INSERT INTO t VALUES (1, '-838:59:59', '-838:59:59.999999'), (2, '838:59:59', '838:59:59.999999'), (3, '00:00:00', '-00:00:00.000001'),
            (4, '24:00:00', '12:34:56.1'), (5, NULL, NULL)
        """);

    [TestMethod]
    public Task Zero_dates_as_the_driver_s_own_type() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = 'ALLOW_INVALID_DATES'");
            await session.RunAsync("INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00', '2024-00-10'), (2, '2024-01-01', '2024-01-01 01:02:03', '2024-02-31')");
            await session.RunPreparedAsync("SELECT * FROM t ORDER BY id");
            await session.RunPreparedAsync("SELECT COUNT(*) FROM t WHERE a = @p1", [new MySqlDateTime()]);
        },
        "CREATE TABLE t (id INT, a DATE, b DATETIME, c DATE)",
        settings => settings.AllowZeroDateTime = true);

    [TestMethod]
    public Task Zero_dates_converted_to_the_smallest_date() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = ''");
            await session.RunAsync("INSERT INTO t VALUES ('0000-00-00', '0000-00-00 00:00:00')");
            await session.RunPreparedAsync("SELECT * FROM t");
        },
        "CREATE TABLE t (a DATE, b DATETIME(6))",
        settings => settings.ConvertZeroDateTime = true);

    [TestMethod]
    public Task A_zero_date_is_an_error_of_the_driver_where_neither_is_set() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = ''");
            await session.RunAsync("INSERT INTO t VALUES ('0000-00-00')");
            var error = await Assert.ThrowsAsync<InvalidCastException>(() => session.RunPreparedAsync("SELECT a FROM t"));
            session.Seen.Add(error.Message);
            await session.RunAsync("SELECT 'usable'");
        },
        "CREATE TABLE t (a DATETIME)");

    [TestMethod]
    public Task Text_in_every_kind_of_column() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t ORDER BY id"),
        """
        CREATE TABLE t (id INT, a CHAR(10), b VARCHAR(300), c TINYTEXT, d TEXT, e MEDIUMTEXT, f LONGTEXT, g ENUM('small', 'grün'), h SET('x', 'y'),
            i VARCHAR(5) CHARACTER SET latin1, j JSON);
        INSERT INTO t VALUES (1, 'ab  ', REPEAT('v', 250), REPEAT('t', 251), REPEAT('x', 65535), REPEAT('m', 65536), REPEAT('l', 70000), 'grün', 'x,y', 'é', '{"a": [1, "ü"]}'),
            (2, '', '', '', '', '', '', NULL, '', '', '{}')
        """);

    [TestMethod]
    public Task Bytes_bits_and_other_types() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t"),
        """
        CREATE TABLE t (a BINARY(4), b VARBINARY(300), c BLOB, d LONGBLOB, e BIT(1), f BIT(64), g GEOMETRY, h UUID, i INET6, j BOOL);
        INSERT INTO t VALUES (x'00', x'ff00fe', '', REPEAT(x'00ff', 40000), b'1', x'8000000000000001', POINT(1, 2), '123e4567-e89b-12d3-a456-426655440000', '::1', TRUE)
        """);

    [TestMethod]
    public Task Every_column_can_be_null_in_a_binary_row() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT * FROM t"),
        """
        CREATE TABLE t (a INT, b BIGINT UNSIGNED, c DECIMAL(5,2), d DOUBLE, e CHAR(5), f TEXT, g BLOB, h DATE, i TIME, j DATETIME(6),
            k TIMESTAMP NULL, l YEAR, m BIT(8), n ENUM('x'), o SET('x'), p JSON, q POINT, r UUID, s INET6, z INT);
        INSERT INTO t () VALUES (); INSERT INTO t (a, g, o, z) VALUES (1, '', 'x', 2)
        """);

    [TestMethod]
    public Task Parameters_of_every_dotnet_type_are_stored_exactly() => this.CompareAsync(
        async session =>
        {
            object[] values =
            [
                sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, true, 'ü',
                1.5f, -2.25, 79228162514264337593543950335m, "text", new byte[] { 0, 1, 255 }, new ReadOnlyMemory<byte>([7, 8]), new ArraySegment<byte>([1, 2, 3, 4], 1, 2),
                new MemoryStream([9, 10]), new System.Text.StringBuilder("built"), new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(4567890),
                new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 58), -TimeSpan.FromMicroseconds(90_061_000_001),
                Guid.Parse("123e4567-e89b-12d3-a456-426655440000"), Size.Large, 0.10m,
            ];
            foreach (var value in values)
                await session.RunPreparedAsync("SELECT @p1 AS v, HEX(@p1) AS h", [value]);
        });

    [TestMethod]
    public Task Guids_in_each_of_the_driver_s_formats() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        foreach (var format in Enum.GetValues<MySqlGuidFormat>().Where(format => format != MySqlGuidFormat.None))
        {
            settings.GuidFormat = format;
            await using var session = await CaseSession.OpenAsync(settings, seen);
            seen.Add($"{format}");
            var type = format.ToString().Contains("Binary", StringComparison.Ordinal) ? "BINARY(16)" : format == MySqlGuidFormat.Char32 ? "CHAR(32)" : "CHAR(36)";
            await session.RunAsync($"CREATE OR REPLACE TABLE t (g {type})");
            await session.RunPreparedAsync("INSERT INTO t VALUES (@p1)", [Guid.Parse("123e4567-e89b-12d3-a456-426655440000")]);
            await session.RunPreparedAsync("SELECT g, HEX(g) FROM t");
        }
    });

    [TestMethod]
    public Task Tiny_integers_as_numbers_and_as_booleans() => this.CompareConnectionsAsync(
        async (settings, seen) =>
        {
            foreach (var asBoolean in new[] { true, false })
            {
                settings.TreatTinyAsBoolean = asBoolean;
                await using var session = await CaseSession.OpenAsync(settings, seen);
                await session.RunPreparedAsync("SELECT a, b FROM t ORDER BY a");
            }
        },
        "CREATE TABLE t (a TINYINT(1), b TINYINT); INSERT INTO t VALUES (0, 0), (1, 1), (NULL, NULL)");

    [TestMethod]
    public Task Typed_getters_convert_binary_values() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT * FROM t");
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            session.Seen.Add(string.Create(CultureInfo.InvariantCulture,
                $"{reader.GetInt64(0)} {reader.GetInt16(0)} {reader.GetUInt64(1)} {reader.GetDecimal(2)} {reader.GetFieldValue<DateOnly>(3)} {reader.GetTimeSpan(4)}"));
            session.Seen.Add($"{reader.GetString(5)} {reader.GetChar(5)} {reader.GetMySqlDecimal(2)} {reader.GetFieldValue<byte[]>(6).Length} {await reader.IsDBNullAsync(7)}");
            session.Seen.Add(Assert.Throws<InvalidCastException>(() => reader.GetInt32(5)).Message);
            session.Seen.Add(Assert.Throws<OverflowException>(() => reader.GetInt32(1)).Message);
        },
        """
        CREATE TABLE t (a INT, b BIGINT UNSIGNED, c DECIMAL(10,3), d DATE, e TIME(3), f VARCHAR(10), g BLOB, h INT);
        INSERT INTO t VALUES (1234, 18446744073709551615, 12.500, '2024-02-29', '-01:02:03.5', 'größe', x'0102', NULL)
        """);

}
