using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Usage;

/// <summary>What proxies that are killed and stopped write into the table is what they write into their log.</summary>
[TestClass]
public sealed class StatisticsTests : ProxyTest
{
    private const string Schema = "e2e_statistics";

    private readonly UsageLines usage = new();

    private protected override void CleanUp() => this.usage.Dispose();

    [TestMethod]
    public async Task The_table_adds_up_to_the_log_over_a_kill_and_a_stop()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, $"CREATE OR REPLACE DATABASE {Schema}");
        var killed = await this.StartProxyAsync(this.Configure);
        await WorkAsync(killed, 30);
        killed.Signal(ProcessSignal.Kill);
        await killed.WaitForEndAsync(TimeSpan.FromSeconds(10));
        var stopped = await this.StartProxyAsync(this.Configure);
        await WorkAsync(stopped, 5);
        stopped.Signal(ProcessSignal.Terminate);
        Assert.AreEqual(0, await stopped.WaitForEndAsync(TimeSpan.FromSeconds(30)));

        Assert.IsGreaterThan(35, this.usage.Sum("shop", "requests"));
        foreach (var (column, counter) in new[] { ("requests", "requests"), ("traffic_in", "bytesIn"), ("traffic_out", "bytesOut") })
        {
            var sum = await Cluster.ReadScalarAsync(
                ServerRole.Primary, $"SELECT SUM({column}) FROM {Schema}.t_db_proxy_stat WHERE db_proxy = 'one'");
            Assert.AreEqual(this.usage.Sum(counter).ToString(), sum, column);
        }

        Assert.IsFalse(stopped.Log.Contains(MariaDbCluster.Password, StringComparison.Ordinal));
    }

    private static async Task WorkAsync(ProxyProcess proxy, int statements)
    {
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        for (var i = 0; i < statements; i++)
        {
            await using var command = new MySqlCommand("SELECT name FROM whoami", connection);
            await command.ExecuteScalarAsync();
        }
    }

    private void Configure(ProxyConfiguration configuration)
    {
        this.usage.Use(configuration);
        configuration.Proxy["statistics"]!["database"] = new JsonObject
        {
            ["host"] = "127.0.0.1",
            ["port"] = Cluster.Primary.Port,
            ["user"] = MariaDbCluster.User,
            ["password"] = MariaDbCluster.Password,
            ["schema"] = Schema,
            ["proxy"] = "one",
        };
    }
}
