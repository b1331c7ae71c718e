using System.Security.Cryptography;
using System.Text;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Encryption;

/// <summary>zlib compression between clients and the proxy, through real clients.</summary>
[TestClass]
public sealed class CompressionTests : ProxyTest
{
    private const uint Compress = 0x20;

    [TestMethod]
    public async Task MySqlConnector_reads_and_writes_compressed()
    {
        var proxy = await this.StartProxyAsync();
        await using var connection = new MySqlConnection(Settings(proxy).ConnectionString);
        await connection.OpenAsync(this.TestContext.CancellationToken);
        foreach (var length in new[] { 1, 40, 49, 50, 51, 1000, 65_536, 100_000, 3_000_000 })
        {
            await using var command = new MySqlCommand($"SELECT '{new string('x', length)}'", connection);
            Assert.AreEqual(new string('x', length), await command.ExecuteScalarAsync(this.TestContext.CancellationToken));
        }

        await using var wrong = new MySqlCommand("SELECT nothing", connection);
        await Assert.ThrowsAsync<MySqlException>(() => wrong.ExecuteScalarAsync(this.TestContext.CancellationToken));
        Assert.IsTrue(await connection.PingAsync(this.TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task The_mariadb_client_reads_and_writes_compressed()
    {
        var proxy = await this.StartProxyAsync();
        var output = await ToolProcess.RunAsync(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--compress", "--batch", "--skip-column-names", "--max-allowed-packet=64M",
                MariaDbCluster.Schema,
            ],
            Encoding.ASCII.GetBytes(
                $"SELECT LENGTH('{new string('y', 200_000)}');\nSELECT REPEAT('z', 500000);\nSELECT COUNT(*) FROM seq_1_to_1000;\nSTATUS;\n"));
        Assert.AreEqual("200000", output.Lines[0]);
        Assert.AreEqual(new string('z', 500_000), output.Lines[1]);
        Assert.AreEqual("1000", output.Lines[2]);
        Assert.Contains("Protocol:\t\tCompressed", output.Lines);
    }

    [TestMethod]
    public async Task A_command_of_20_MB_and_a_result_of_50_MB_arrive_as_they_are()
    {
        var proxy = await this.StartProxyAsync();
        await AssertBigDataAsync(Settings(proxy).ConnectionString);
    }

    [TestMethod]
    public async Task Compression_may_be_turned_off()
    {
        var proxy = await this.StartProxyAsync(configuration => configuration.Proxy["listeners"]![0]!["compression"] = false);
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var answer = await client.LoginAsync(
            MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, RawLogin.DefaultCapabilities | Compress);
        Assert.IsTrue(answer.IsOk);
        // Not negotiated, so that the packets stay as they are.
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    [TestMethod]
    public async Task A_broken_frame_ends_the_session_and_nothing_else()
    {
        var proxy = await this.StartProxyAsync();
        foreach (var frame in new byte[][]
        {
            [5, 0, 0, 0, 60, 0, 0, 1, 2, 3, 4, 5],
            [1, 0, 0, 9, 0, 0, 0, 0x0E],
            [2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x78, 0x9C],
        })
        {
            using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
            Assert.IsTrue((await client.LoginAsync(
                MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, RawLogin.DefaultCapabilities | Compress)).IsOk);
            await client.SendBytesAsync(frame);
            Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        }

        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task Packets_and_frames_need_not_coincide()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        Assert.IsTrue((await client.LoginAsync(
            MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, RawLogin.DefaultCapabilities | Compress)).IsOk);
        // A ping (with a packet number that means nothing) whose five bytes come in three frames.
        await client.SendBytesAsync((byte[])[2, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 77, 0x0E]);
        // The answer's frame follows the last of the command; it is short, so it is stored.
        var (sequence, payload) = await ReadStoredFrameAsync(client);
        Assert.AreEqual(3, sequence);
        CollectionAssert.AreEqual((byte[])[7, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0], payload);
        // Two pings in one frame: each answer begins anew.
        await client.SendBytesAsync((byte[])[10, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x0E, 1, 0, 0, 0, 0x0E]);
        (sequence, _) = await ReadStoredFrameAsync(client);
        Assert.AreEqual(1, sequence);
    }

    /// <summary>Through whatever the connection string asks for.</summary>
    internal static async Task AssertBigDataAsync(string connectionString)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        var noise = new byte[10 << 20];
        new Random(7).NextBytes(noise);
        await RunAsync(connection, "CREATE TEMPORARY TABLE big (id INT PRIMARY KEY, data LONGBLOB)");
        await RunAsync(connection, $"INSERT INTO big VALUES (1, 0x{Convert.ToHexString(noise)})");
        await RunAsync(connection, "INSERT INTO big SELECT seq, data FROM big, seq_2_to_5");
        await using var command = new MySqlCommand("SELECT id, data FROM big ORDER BY id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var expected = SHA256.HashData(noise);
        for (var row = 1; row <= 5; row++)
        {
            Assert.IsTrue(await reader.ReadAsync());
            Assert.AreEqual(row, reader.GetInt32(0));
            CollectionAssert.AreEqual(expected, SHA256.HashData((byte[])reader.GetValue(1)), $"row {row}");
        }

        Assert.IsFalse(await reader.ReadAsync());
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int Sequence, byte[] Payload)> ReadStoredFrameAsync(RawMySqlClient client)
    {
        // The seven bytes of the header look like those of a packet whose payload begins with three zeros; the rest follows.
        var frame = await client.ReadExactlyAsync(7);
        Assert.AreEqual(0, frame[4] | frame[5] | frame[6]);
        return (frame[3], await client.ReadExactlyAsync(frame[0]));
    }

    private static MySqlConnectionStringBuilder Settings(ProxyProcess proxy)
    {
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        settings.UseCompression = true;
        return settings;
    }
}
