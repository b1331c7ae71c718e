using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>Memory under large results, and many clients on few connections.</summary>
[TestClass]
public sealed class LoadTests : ProxyTest
{
    private const long MegaByte = 1024 * 1024;
    private const long MostMemory = 32 * MegaByte;

    [TestMethod]
    public async Task A_client_that_stops_reading_200_MB_costs_little_memory_and_its_loop_goes_on()
    {
        var proxy = await this.StartProxyAsync(WithOneLoop);
        await WarmUpAsync(proxy);
        var before = proxy.ResidentBytes;
        using var stalled = await RawMySqlClient.ConnectAsync(proxy.Port, receiveBuffer: 4096);
        var login = await stalled.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        Assert.IsTrue(login.IsOk, login.ToString());
        await stalled.SendQueryAsync("SELECT REPEAT('s', 1000000) FROM seq_1_to_200, whoami");
        await stalled.ReadPacketAsync();

        var peak = before;
        using var other = await OpenAsync(proxy);
        for (var round = 0; round < 2000; round++)
        {
            Assert.AreEqual("1", await other.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
            peak = Math.Max(peak, proxy.ResidentBytes);
        }

        this.Report("stalled reader", before, peak);
        Assert.IsLessThan(before + MostMemory, peak);

        // The rest arrives when the client reads again: 200 rows of 1,000,000 bytes and their headers.
        long bytes = 0;
        for (var ends = 0; ends < 2;)
        {
            var packet = await stalled.ReadPacketAsync();
            bytes += packet.Payload.Length;
            ends += packet.IsEof ? 1 : 0;
            peak = Math.Max(peak, proxy.ResidentBytes);
        }

        this.Report("the same, reading on", before, peak);
        Assert.IsGreaterThan(200_000_000, bytes);
        Assert.IsLessThan(before + MostMemory, peak);
    }

    [TestMethod]
    public async Task A_million_rows_cost_little_memory()
    {
        var proxy = await this.StartProxyAsync(WithOneLoop);
        await WarmUpAsync(proxy);
        var before = proxy.ResidentBytes;
        var peak = before;
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        await using var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT seq, MD5(seq), name FROM seq_1_to_1000000, whoami", connection);
        await using var reader = await command.ExecuteReaderAsync();
        long rows = 0;
        for (; await reader.ReadAsync(); rows++)
        {
            if (rows % 10_000 == 0)
                peak = Math.Max(peak, proxy.ResidentBytes);
        }

        this.Report("1,000,000 rows", before, peak);
        Assert.AreEqual(1_000_000, rows);
        Assert.IsLessThan(before + MostMemory, peak);
    }

    [TestMethod]
    public async Task Four_hundred_clients_share_four_connections_on_two_loops_and_all_finish()
    {
        const int Clients = 400;
        const string Account = "crowd";
        await CreateAccountAsync(Account);
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["threads"] = new JsonObject { ["workers"] = new JsonObject { ["count"] = 2 } };
            configuration.Proxy["session"] = new JsonObject { ["maxUnauthenticatedPerAddress"] = Clients, ["loginTimeout"] = 60 };
            configuration.Database("shop")["pool"] = new JsonObject { ["max"] = 4, ["waitTimeout"] = 60 };
            UseAccount(configuration, Account);
        });
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.crowd (id INT PRIMARY KEY) ENGINE=InnoDB");
        var most = 0;
        using var done = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            // Once more behind the last client: idle connections count too.
            for (var last = false; !last;)
            {
                last = done.IsCancellationRequested;
                // A connection that the proxy has closed stays in the server's list for a moment, so one counts that is
                // there twice.
                var earlier = await ConnectionIdsAsync(Account);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
                most = Math.Max(most, earlier.Intersect(await ConnectionIdsAsync(Account)).Count());
            }
        });
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(() => WriteAndReadAsync(proxy, number))));
        await done.CancelAsync();
        await watching;
        this.TestContext.WriteLine($"at most {most} connections to the primary at a time");
        Assert.AreEqual(Clients.ToString(), await Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT COUNT(*) FROM shop.crowd"));
        Assert.IsInRange(1, 4, most);
    }

    private static async Task WriteAndReadAsync(ProxyProcess proxy, int number)
    {
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        settings.ConnectionTimeout = 120;
        await using var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var write = new MySqlCommand($"INSERT INTO crowd VALUES ({number})", connection);
        Assert.AreEqual(1, await write.ExecuteNonQueryAsync());
        await using var read = new MySqlCommand($"SELECT id FROM crowd WHERE id = {number}", connection);
        Assert.AreEqual(number, await read.ExecuteScalarAsync(), "A session reads its own write");
    }

    private static void WithOneLoop(ProxyConfiguration configuration) => configuration.Proxy["threads"] =
        new JsonObject { ["workers"] = new JsonObject { ["count"] = 1 } };

    // What is loaded and compiled once is no cost of a result.
    private static async Task WarmUpAsync(ProxyProcess proxy)
    {
        using var client = await OpenAsync(proxy);
        for (var round = 0; round < 500; round++)
            await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami");
        await client.QueryAsync("SELECT REPEAT('w', 1000000) FROM seq_1_to_20, whoami");
    }

    private void Report(string what, long before, long peak) => this.TestContext.WriteLine(
        $"{what}: resident memory {before / (double)MegaByte:0.0} MB before, {peak / (double)MegaByte:0.0} MB at most (+{(peak - before) / (double)MegaByte:0.0} MB)");
}
