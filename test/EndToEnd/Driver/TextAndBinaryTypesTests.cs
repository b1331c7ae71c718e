using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Text and bytes as MySqlConnector sees them.</summary>
[TestClass]
public sealed class TextAndBinaryTypesTests : ComparedTest
{
    private const string AllScripts = "Grüße, Ελληνικά, Кириллица, 中文, 日本語, 한국어, עברית, 👩‍👩‍👧 🏳️‍🌈 \U0001F9FF";

    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    [TestMethod]
    public Task Text_of_every_length_class() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a CHAR(10), b VARCHAR(300), c TINYTEXT, d TEXT, e MEDIUMTEXT, f LONGTEXT)");
        await session.RunAsync("INSERT INTO t VALUES ('ab  ', REPEAT('v', 251), REPEAT('t', 255), REPEAT('x', 65535), REPEAT('m', 70000), REPEAT('l', 100000))");
        await session.RunAsync("SELECT *, LENGTH(a), LENGTH(f) FROM t");
    });

    [TestMethod]
    public Task Unicode_with_four_byte_characters() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a VARCHAR(200)) CHARACTER SET utf8mb4");
        await session.RunAsync("INSERT INTO t VALUES (@a)", ("a", AllScripts));
        await session.RunAsync($"SELECT a, CHAR_LENGTH(a), HEX(a), '{AllScripts}' = a FROM t");
    });

    [TestMethod]
    public Task Identifiers_in_other_scripts() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE `größe` (`имя` INT, `列` INT)");
        await session.RunAsync("INSERT INTO `größe` VALUES (1, 2)");
        await session.RunAsync("SELECT `имя` AS `Ελλάς`, `列` FROM `größe`");
    });

    [TestMethod]
    public Task Empty_strings_are_not_null() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, b, a IS NULL, b IS NULL, LENGTH(a) FROM t ORDER BY id"),
        "CREATE TABLE t (id INT, a VARCHAR(5), b BLOB); INSERT INTO t VALUES (1, '', ''), (2, NULL, NULL)");

    [TestMethod]
    public Task Every_type_can_be_null() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t"),
        """
        CREATE TABLE t (a INT, b BIGINT UNSIGNED, c DECIMAL(5,2), d DOUBLE, e CHAR(5), f TEXT, g BLOB, h DATE, i TIME, j DATETIME(6),
            k TIMESTAMP NULL, l YEAR, m BIT(8), n ENUM('x'), o SET('x'), p JSON, q POINT, r UUID, s INET6);
        INSERT INTO t () VALUES ()
        """);

    [TestMethod]
    public Task Binary_data_with_every_byte_value_as_parameter() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a BINARY(10), b VARBINARY(300), c BLOB)");
        await session.RunAsync("INSERT INTO t VALUES (@a, @b, @b)", ("a", new byte[] { 0, 1, 255 }), ("b", EveryByte));
        await session.RunAsync("SELECT a, b, c, b = c, HEX(a) FROM t");
    });

    [TestMethod]
    public Task Binary_data_with_every_byte_value_as_hex_literal() => this.CompareAsync(session =>
        session.RunAsync($"SELECT 0x{Convert.ToHexString(EveryByte)}, x'00ff', _binary '\\0\\'\\\"\\Z\\\\'"));

    [TestMethod]
    public Task Strings_with_quotes_backslashes_and_zero_bytes_as_parameter() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SELECT @a, LENGTH(@a), HEX(@a)", ("a", "it's \"quoted\" \\ back\0slash\r\n\t;-- /* # */"));
        await session.RunAsync("SELECT 'it''s', \"dou\"\"ble\", 'a\\nb', 'adjacent' ' literals'");
    });

    [TestMethod]
    public Task Enumerations_and_sets() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, a + 0, b, b + 0 FROM t ORDER BY a, b"),
        """
        CREATE TABLE t (a ENUM('small', 'grün', ''), b SET('x', 'y', 'z'));
        INSERT INTO t VALUES ('small', 'x,z'), ('grün', ''), ('', 'x,y,z'), (NULL, NULL)
        """);

    [TestMethod]
    public Task Columns_of_other_character_sets() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, HEX(a), b, HEX(b), c, HEX(c), d, HEX(d) FROM t"),
        """
        CREATE TABLE t (a VARCHAR(9) CHARACTER SET latin1, b VARCHAR(9) CHARACTER SET gbk, c VARCHAR(9) CHARACTER SET utf16, d VARCHAR(9) CHARACTER SET sjis);
        INSERT INTO t VALUES ('é', '中文', 'é中', '日本')
        """);

    [TestMethod]
    public Task Collations_decide_about_equality_and_order() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, a = 'A' COLLATE utf8mb4_bin, a = 'A' COLLATE utf8mb4_general_ci FROM t ORDER BY a COLLATE utf8mb4_bin"),
        "CREATE TABLE t (a VARCHAR(5)); INSERT INTO t VALUES ('a'), ('A'), ('ä'), ('b')");

    [TestMethod]
    public Task Geometry_values() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT g, ST_AsText(g), ST_Area(g) FROM t"),
        "CREATE TABLE t (g GEOMETRY); INSERT INTO t VALUES (ST_GeomFromText('POLYGON((0 0,4 0,4 3,0 0))')), (POINT(1, 2))");

    [TestMethod]
    public Task Uuid_and_network_addresses() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t"),
        "CREATE TABLE t (a UUID, b INET6); INSERT INTO t VALUES ('123e4567-e89b-12d3-a456-426655440000', '2001:db8::1')");

    [TestMethod]
    public Task Json_documents_and_functions() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT j, JSON_VALUE(j, '$.a'), JSON_EXTRACT(j, '$.b[1]'), JSON_KEYS(j), JSON_SET(j, '$.c', 'é') FROM t"),
        """CREATE TABLE t (j JSON); INSERT INTO t VALUES ('{"a": "ü", "b": [1, {"x": null}]}')""");

    [TestMethod]
    public Task Too_long_text_is_cut_with_a_warning_without_strict_mode() => this.CompareAsync(async session =>
    {
        await session.RunAsync("CREATE TABLE t (a VARCHAR(3))");
        await session.FailAsync("INSERT INTO t VALUES ('abcd')");
        await session.RunAsync("SET SESSION sql_mode = ''");
        await session.RunAsync("INSERT INTO t VALUES ('abcd')");
        await session.RunAsync("SELECT a FROM t");
    });
}
