using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Usage;

/// <summary>What a running proxy writes down of a real driver's work.</summary>
[TestClass]
public sealed class UsageTests : ProxyTest
{
    private const int QuitPacket = 5;

    private readonly UsageLines usage = new();

    private protected override void CleanUp() => this.usage.Dispose();

    [TestMethod]
    public async Task Bytes_are_those_that_a_relay_in_front_of_the_proxy_saw()
    {
        var proxy = await this.StartProxyAsync(this.usage.Use);
        await using var relay = TestRelay.Start(proxy.Port);
        var settings = MariaDbCluster.ConnectionString(relay.Port);
        settings.Pooling = false;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => WorkAsync(settings.ConnectionString, number)));
        await Eventually.HoldsAsync(() => relay.ConnectionCount == 0, "all clients have left");
        var (bytesIn, bytesOut) = (relay.ToServer.Bytes, relay.ToClient.Bytes);
        settings.Password = "wrong";
        await using (var refused = new MySqlConnection(settings.ConnectionString))
            await Assert.ThrowsExactlyAsync<MySqlException>(() => refused.OpenAsync());
        await Eventually.HoldsAsync(() => relay.ConnectionCount == 0, "the refused client has left");
        proxy.Signal(ProcessSignal.Terminate);
        Assert.AreEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(30)));

        this.TestContext.WriteLine($"{bytesIn} bytes in, {bytesOut} bytes out");
        Assert.IsGreaterThan(8_000_000, bytesOut);
        Assert.AreEqual(bytesIn, this.usage.Sum("shop", "bytesIn"));
        Assert.AreEqual(bytesOut, this.usage.Sum("shop", "bytesOut"));
        // The driver says goodbye behind the error, when the proxy reads no more.
        var unread = relay.ToServer.Bytes - bytesIn - this.usage.Sum("", "bytesIn");
        Assert.IsTrue(unread is 0 or QuitPacket, $"the refused login is nobody's, but for {unread} bytes");
        Assert.AreEqual(relay.ToClient.Bytes - bytesOut, this.usage.Sum("", "bytesOut"));
        Assert.AreEqual(4, this.usage.Sum("shop", "logins"));
        Assert.AreEqual(4 * 2002, this.usage.Sum("shop", "rows"));
        Assert.AreEqual((4, 12), (this.usage.Statements("shop", "insert"), this.usage.Statements("shop", "select")));
        Assert.AreEqual(4, this.usage.Sum("shop", "errors"));
        Assert.AreEqual(1, this.usage.Of("shop").Sum(line => line["used"]!["refusals"]?["login"]?.GetValue<long>() ?? 0));
        Assert.AreEqual(4, this.usage.Of("shop").Max(line => line["connections"]!["peak"]!.GetValue<long>()));
        Assert.AreEqual(0, this.usage.Of("shop")[^1]["connections"]!["current"]!.GetValue<long>());
    }

    [TestMethod]
    public async Task A_second_proxy_does_not_count_in_the_same_folder()
    {
        await this.StartProxyAsync(this.usage.Use);
        var configuration = ProxyConfiguration.For(Cluster);
        this.usage.Use(configuration);
        await using var second = ProxyProcess.Launch(configuration);
        Assert.AreEqual(1, await second.WaitForEndAsync(TimeSpan.FromSeconds(30)));
        StringAssert.Contains(second.Log, $"{this.usage.Folder}/usage.counters: usage cannot be counted");
    }

    [TestMethod]
    public async Task A_file_that_is_no_counter_file_stands_aside_and_the_proxy_serves()
    {
        var file = Path.Combine(this.usage.Folder, "usage.counters");
        await File.WriteAllTextAsync(file, "not ours");
        var proxy = await this.StartProxyAsync(this.usage.Use);
        await proxy.WaitForLogAsync("it is no counter file; it stands aside as");
        await AssertServesAsync(proxy);
        Assert.AreEqual("not ours", await File.ReadAllTextAsync(Directory.GetFiles(this.usage.Folder, "*.damaged-*").Single()));
    }

    private static async Task WorkAsync(string connectionString, int number)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using (var create = new MySqlCommand($"CREATE OR REPLACE TABLE usage_{number} (id INT, v LONGTEXT)", connection))
            await create.ExecuteNonQueryAsync();
        await using (var insert = new MySqlCommand($"INSERT INTO usage_{number} VALUES (@id, @v)", connection))
        {
            insert.Parameters.AddWithValue("@id", number);
            insert.Parameters.AddWithValue("@v", new string('v', 300_000));
            await insert.PrepareAsync();
            await insert.ExecuteNonQueryAsync();
        }

        Assert.AreEqual(1, await CountRowsAsync(connection, $"SELECT * FROM usage_{number}"));
        Assert.AreEqual(2001, await CountRowsAsync(connection, "SELECT REPEAT('r', 1000) FROM seq_0_to_2000"));
        await Assert.ThrowsExactlyAsync<MySqlException>(() => CountRowsAsync(connection, "SELECT * FROM missing_table"));
    }

    private static async Task<int> CountRowsAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        while (await reader.ReadAsync())
            rows++;
        return rows;
    }
}
