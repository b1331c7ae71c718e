using MySql.Data.MySqlClient;
using MySql.Data.Types;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Types in binary and in text rows, and as parameters.</summary>
[TestClass]
public sealed class TypeTests : MySqlDataTest
{
    [TestMethod]
    public Task Integers_of_every_width_with_and_without_sign() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, e MEDIUMINT, f MEDIUMINT UNSIGNED, g INT,
            h INT UNSIGNED, i BIGINT, j BIGINT UNSIGNED, k YEAR);
        INSERT INTO t VALUES (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 1901),
            (2, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 2155)
        """);

    [TestMethod]
    public Task Decimals_and_floating_point_numbers() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a DECIMAL(28,10), b DECIMAL(5,0), c FLOAT, d DOUBLE);
        INSERT INTO t VALUES (1, 123456789012345678.0123456789, -99999, 1.5, -1.25e300), (2, -0.0000000001, 0, -0.25, 0.1)
        """);

    [TestMethod]
    public Task Decimals_beyond_those_of_dotnet() => this.CompareAsync(
        async session =>
        {
            await using var reader = (MySqlDataReader)await session.CreateCommand("SELECT a FROM t").ExecuteReaderAsync();
            while (await reader.ReadAsync())
                session.Seen.Add(reader.GetMySqlDecimal(0).ToString());
        },
        "CREATE TABLE t (a DECIMAL(65,30)); INSERT INTO t VALUES (12345678901234567890123456789012345.012345678901234567890123456789), (-0.5)");

    [TestMethod]
    public Task Dates_with_and_without_time_and_fraction() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a DATE, b DATETIME, c DATETIME(3), d DATETIME(6), e TIMESTAMP(6) NULL);
        INSERT INTO t VALUES (1, '1000-01-01', '1000-01-01', '2024-02-29 23:59:59.999', '9999-12-31 23:59:59.999999', '1970-01-02 00:00:01.000001'),
            (2, '2024-02-29', '2024-02-29 12:00:00', '2024-01-01 00:00:00', '2024-01-01 00:00:00.000001', NULL)
        """);

    [TestMethod]
    public Task Times_that_are_negative_long_and_fractional() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a TIME, b TIME(6));
        INSERT INTO t VALUES (1, '-838:59:59', '-838:59:59.999999'), (2, '838:59:59', '838:59:59.999999'), (3, '00:00:00', '-00:00:00.5'), (4, NULL, '24:00:00')
        """);

    [TestMethod]
    public Task Zero_dates_as_the_driver_s_own_type() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = 'ALLOW_INVALID_DATES'");
            await session.RunAsync("INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00'), (2, '2024-00-10', '2024-01-01 01:02:03')");
            await session.RunAsync("SELECT * FROM t ORDER BY id");
            await session.RunPreparedAsync("SELECT * FROM t ORDER BY id");
        },
        "CREATE TABLE t (id INT, a DATE, b DATETIME)",
        settings => settings.AllowZeroDateTime = true);

    [TestMethod]
    public Task Zero_dates_converted_to_the_smallest_date() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = ''");
            await session.RunAsync("INSERT INTO t VALUES ('0000-00-00', '0000-00-00 00:00:00')");
            await session.RunAsync("SELECT * FROM t");
            await session.RunPreparedAsync("SELECT * FROM t");
        },
        "CREATE TABLE t (a DATE, b DATETIME)",
        settings => settings.ConvertZeroDateTime = true);

    [TestMethod]
    public Task A_zero_date_is_an_error_of_the_driver_where_neither_is_set() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("SET sql_mode = ''", "INSERT INTO t VALUES ('0000-00-00')");
            var error = await Assert.ThrowsAsync<MySqlConversionException>(() => session.RunAsync("SELECT a FROM t"));
            session.Seen.Add(error.Message);
            await session.RunAsync("SELECT 'usable'");
        },
        "CREATE TABLE t (a DATETIME)");

    [TestMethod]
    public Task Text_in_every_kind_of_column() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a CHAR(10), b VARCHAR(300), c TINYTEXT, d TEXT, e MEDIUMTEXT, f LONGTEXT, g ENUM('small', 'grün'), h SET('x', 'y'),
            i VARCHAR(5) CHARACTER SET latin1, j JSON);
        INSERT INTO t VALUES (1, 'ab  ', REPEAT('v', 250), REPEAT('t', 251), REPEAT('x', 65535), REPEAT('m', 65536), REPEAT('l', 70000), 'grün', 'x,y', 'é', '{"a": [1, "ü"]}'),
            (2, '', '', '', '', '', '', NULL, '', '', '{}')
        """);

    [TestMethod]
    public Task Bytes_bits_and_other_types() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a BINARY(4), b VARBINARY(300), c BLOB, d LONGBLOB, e BIT(1), f BIT(64), g UUID, h INET6);
        INSERT INTO t VALUES (1, x'00', x'ff00fe', '', REPEAT(x'00ff', 40000), b'1', x'8000000000000001', '123e4567-e89b-12d3-a456-426655440000', '::1')
        """);

    [TestMethod]
    public Task Every_column_can_be_null() => this.BothProtocols(
        """
        CREATE TABLE t (id INT, a INT, b BIGINT UNSIGNED, c DECIMAL(5,2), d DOUBLE, e CHAR(5), f TEXT, g BLOB, h DATE, i TIME, j DATETIME(6),
            k TIMESTAMP NULL, l YEAR, m BIT(8), n ENUM('x'), o SET('x'), p JSON, z INT);
        INSERT INTO t () VALUES (); INSERT INTO t (id, a, g, o, z) VALUES (2, 1, '', 'x', 2)
        """);

    [TestMethod]
    public Task Geometries_are_the_driver_s_own_type() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("INSERT INTO t VALUES (@g)", ("@g", new MySqlGeometry(47.37, -122.21).Value));
            await using var reader = (MySqlDataReader)await session.CreateCommand("SELECT g FROM t").ExecuteReaderAsync();
            while (await reader.ReadAsync())
                session.Seen.Add($"{reader.GetMySqlGeometry(0)} {reader.GetMySqlGeometry(0).SRID}");
        },
        "CREATE TABLE t (g GEOMETRY); INSERT INTO t VALUES (POINT(1, 2))");

    [TestMethod]
    public Task Guids_as_text_and_as_old_binaries() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        foreach (var old in new[] { false, true })
        {
            settings.OldGuids = old;
            await using var session = await MySqlDataSession.OpenAsync(settings, seen);
            await session.RunAsync($"CREATE OR REPLACE TABLE t (g {(old ? "BINARY(16)" : "CHAR(36)")})");
            await session.RunPreparedAsync("INSERT INTO t VALUES (@p1)", [Guid.Parse("123e4567-e89b-12d3-a456-426655440000")]);
            await session.RunAsync("INSERT INTO t VALUES (@g)", ("@g", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")));
            await session.RunAsync("SELECT g, HEX(g) FROM t");
            await session.RunPreparedAsync("SELECT g FROM t");
        }
    });

    [TestMethod]
    public Task Parameters_of_every_dotnet_type_in_both_protocols() => this.CompareAsync(async session =>
    {
        object[] values =
        [
            sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, true, 'ü',
            1.5f, -2.25, 79228162514264337593543950335m, "it's \\ \"text\"", new byte[] { 0, 1, 39, 92, 255 }, new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(4567890),
            -TimeSpan.FromMicroseconds(90_061_000_001), DayOfWeek.Friday,
        ];
        foreach (var value in values)
        {
            await session.RunAsync("SELECT @p1 AS v, HEX(@p1) AS h", ("@p1", value));
            await session.RunPreparedAsync("SELECT @p1 AS v, HEX(@p1) AS h", [value]);
        }
    });

    [TestMethod]
    public Task Tiny_integers_as_numbers_and_as_booleans() => this.CompareConnectionsAsync(
        async (settings, seen) =>
        {
            foreach (var asBoolean in new[] { true, false })
            {
                settings.TreatTinyAsBoolean = asBoolean;
                await using var session = await MySqlDataSession.OpenAsync(settings, seen);
                await session.RunAsync("SELECT a, b FROM t ORDER BY a");
                await session.RunPreparedAsync("SELECT a, b FROM t ORDER BY a");
            }
        },
        "CREATE TABLE t (a TINYINT(1), b TINYINT); INSERT INTO t VALUES (0, 0), (1, 1), (NULL, NULL)");

    [TestMethod]
    public Task Blobs_read_as_text_and_functions_as_strings() => this.CompareAsync(
        session => session.RunEachAsync("SELECT * FROM t", "SELECT CONCAT(b, 1), MD5(b) FROM t"),
        "CREATE TABLE t (b BLOB, c LONGBLOB); INSERT INTO t VALUES ('größe', 'ü')",
        settings =>
        {
            settings.TreatBlobsAsUTF8 = true;
            settings.FunctionsReturnString = true;
        });

    private Task BothProtocols(string setup) => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SELECT * FROM t ORDER BY id");
            await session.RunPreparedAsync("SELECT * FROM t ORDER BY id");
        },
        setup);
}
