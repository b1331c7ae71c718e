using System.Text;
using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>
/// mariadb-dump of a schema with everything, directly and through a proxy of its own, and the dump read into another
/// schema through that proxy: every dump has the same bytes.
/// </summary>
[TestClass]
public sealed class DumpTests
{
    private const string Source = "e2e_dump";
    private const string Copy = "e2e_import";

    // The last row's blob is longer than a packet of the protocol can be.
    private const string Content = """
        CREATE TABLE types (id INT PRIMARY KEY AUTO_INCREMENT, a TINYINT, b BIGINT UNSIGNED, c DECIMAL(65,30), d DOUBLE, e DATE, f DATETIME(6), g TIME(3),
            h YEAR, i VARCHAR(40), j LONGTEXT, k LONGBLOB, l ENUM('x', 'ÿ'), m SET('p', 'q'), n BIT(64), o JSON, p POINT, q UUID, r INET6,
            s INT AS (a * 2) VIRTUAL, t VARCHAR(50) AS (CONCAT(i, '!')) STORED, KEY (b), FULLTEXT KEY (i)) COMMENT='größer 🧿';
        INSERT INTO types (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r) VALUES
            (-128, 18446744073709551615, -12345678901234567890123456789012345.123456789012345678901234567890, 5e-324, '2024-02-29', '1999-12-31 23:59:59.000001',
             '-838:59:59.999', 2155, 'quote '' \\ "', 'line\nü🧿', x'0001ff1a275c', 'ÿ', 'p,q', 1 << 63, '{"k": [1, "é"]}', POINT(1.5, -2),
             '00112233-4455-6677-8899-aabbccddeeff', '::1'),
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (1, 1, 1, 1, '1000-01-01', '2000-01-01', 0, 1901, '', REPEAT('t', 20000), REPEAT(x'00ff', 9000000), 'x', '', 0, '[]', POINT(0, 0), NULL, NULL);
        CREATE TABLE child (id INT, parent INT, FOREIGN KEY (parent) REFERENCES types (id));
        """;

    private const string Setup = $"""
        DROP DATABASE IF EXISTS {Source}; CREATE DATABASE {Source}; DROP DATABASE IF EXISTS {Copy}; CREATE DATABASE {Copy}; USE {Source};
        {Content}
        CREATE TABLE partitioned (id INT) PARTITION BY HASH (id) PARTITIONS 3; INSERT INTO partitioned SELECT seq FROM seq_1_to_1000;
        CREATE TABLE log (v VARCHAR(99)); CREATE SEQUENCE numbers START WITH 7;
        CREATE VIEW long_names AS SELECT id, i FROM types WHERE LENGTH(i) > 3;
        CREATE VIEW over_view AS SELECT COUNT(*) AS n FROM long_names;
        CREATE TRIGGER after_child AFTER INSERT ON child FOR EACH ROW INSERT INTO log VALUES (CONCAT('child ', NEW.id));
        CREATE PROCEDURE twice(IN a INT, OUT b INT) COMMENT 'ü' SET b = a * 2;
        CREATE FUNCTION thrice(a INT) RETURNS INT DETERMINISTIC RETURN a * 3;
        CREATE EVENT never ON SCHEDULE EVERY 100 YEAR DISABLE DO INSERT INTO log VALUES ('event');
        """;

    [TestMethod]
    [DataRow("--routines --triggers --events --hex-blob --single-transaction")]
    [DataRow("--routines --triggers --events --hex-blob --lock-tables --complete-insert")]
    [DataRow("--skip-extended-insert --skip-quick --routines --skip-opt --create-options")]
    [DataRow("--xml --single-transaction")]
    [DataRow("--no-data --routines --triggers --events")]
    public async Task The_dump_has_the_same_bytes(string options)
    {
        await using var proxy = await StartAsync();
        var words = options.Split(' ');
        AssertSame(await DumpAsync(SharedServers.DirectPort, Source, words), await DumpAsync(proxy.Port, Source, words));
    }

    [TestMethod]
    public async Task A_dump_read_into_another_schema_gives_the_same_dump()
    {
        string[] options = ["--routines", "--triggers", "--events", "--hex-blob", "--single-transaction"];
        await using var proxy = await StartAsync();
        var dump = await DumpAsync(proxy.Port, Source, options);
        await ToolProcess.RunAsync("mariadb", [.. Connection(proxy.Port), "--max-allowed-packet=256M", Copy], dump);
        await SharedServers.Cluster.WaitForReplicasAsync();
        AssertSame(dump, await DumpAsync(proxy.Port, Copy, options));
        AssertSame(dump, await DumpAsync(SharedServers.DirectPort, Copy, options));
    }

    // A proxy with one database: the tool logs in without naming one, and chooses its schema afterwards.
    private static async Task<ProxyProcess> StartAsync()
    {
        await SharedServers.Cluster.AdministerAsync(ServerRole.Primary, "SET GLOBAL event_scheduler = OFF");
        var arguments = Connection(SharedServers.DirectPort);
        await ToolProcess.RunAsync("mariadb", [.. arguments, MariaDbCluster.Schema], Encoding.UTF8.GetBytes(Setup));
        await SharedServers.Cluster.WaitForReplicasAsync();
        var configuration = ProxyConfiguration.Empty().With(
            Source, Source, SharedServers.Cluster.Primary.Port, SharedServers.Cluster[ServerRole.Replica(1)].Port);
        configuration.Database(Source)["schemas"] = new JsonArray(Copy);
        return await ProxyProcess.StartAsync(configuration);
    }

    private static async Task<byte[]> DumpAsync(int port, string schema, string[] options) => (await ToolProcess.RunAsync(
        "mariadb-dump", [.. Connection(port), "--skip-dump-date", "--skip-comments", "--max-allowed-packet=256M", .. options, schema])).Output;

    private static string[] Connection(int port) =>
    [
        "--no-defaults", "--host=127.0.0.1", $"--port={port}", $"--user={MariaDbCluster.User}", $"--password={MariaDbCluster.Password}",
        "--default-character-set=utf8mb4",
    ];

    private static void AssertSame(byte[] first, byte[] second)
    {
        Assert.IsGreaterThan(1000, first.Length);
        var same = first.AsSpan().CommonPrefixLength(second);
        Assert.IsTrue(
            same == first.Length && same == second.Length,
            $"{first.Length} and {second.Length} bytes; they differ from byte {same} on: {Around(first, same)} / {Around(second, same)}");
    }

    private static string Around(byte[] bytes, int place) =>
        Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, place - 100)..Math.Min(bytes.Length, place + 100)));
}
