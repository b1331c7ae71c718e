using System.Net.Sockets;
using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>A registry that changes, a start without servers, and the stop.</summary>
[TestClass]
public sealed class StartAndStopTests : ProxyTest
{
    private const int ServerShutdown = 1053;

    [TestMethod]
    public async Task A_registry_that_becomes_malformed_is_reported_and_the_running_one_stays()
    {
        var proxy = await this.StartProxyAsync();
        proxy.RewriteDatabases("{ \"databases\": { \"shop\": ");
        await proxy.WaitForLogAsync("databases.json");
        await AssertServesAsync(proxy);
        proxy.Configuration.With("second", MariaDbCluster.Schema, Cluster.Primary.Port);
        proxy.RewriteDatabases();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
                return (await client.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, "second")).IsOk;
            },
            "the corrected file counts");
    }

    [TestMethod]
    public async Task With_the_primary_down_the_proxy_starts_and_statements_get_2914()
    {
        var port = FreePort.Next();
        var proxy = await this.StartProxyAsync(configuration => configuration.With("shop", "shop", port));
        using var client = await OpenAsync(proxy);
        var answer = await client.QueryAsync("SELECT 1");
        Assert.AreEqual(2914, answer[0].IsError ? answer[0].ErrorCode : 0, answer[0].ToString());
        Assert.AreEqual("SCE14", answer[0].SqlState);
        Assert.AreEqual($"Can't connect to MySQL server on '127.0.0.1:{port}' (111)", answer[0].ErrorMessage);
    }

    [TestMethod]
    public async Task A_stop_lets_a_running_command_finish_and_closes_idle_clients()
    {
        var proxy = await this.StartProxyAsync();
        using var idle = await OpenAsync(proxy);
        using var busy = await OpenAsync(proxy);
        await busy.SendQueryAsync("SELECT SLEEP(2)");
        await Eventually.HoldsAsync(() => IsRunningAsync("SELECT SLEEP(2)"), "the command runs");
        proxy.Signal(ProcessSignal.Terminate);
        Assert.IsTrue(await idle.WaitForCloseAsync(TimeSpan.FromSeconds(2)), "The idle client is still connected");
        await Assert.ThrowsAsync<SocketException>(() => RawMySqlClient.ConnectAsync(proxy.Port));
        var answer = await busy.ReadResponseAsync();
        Assert.IsFalse(answer[^1].IsError, answer[^1].ToString());
        Assert.AreEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    public async Task A_command_that_outlasts_the_stop_gets_1053()
    {
        var proxy = await this.StartProxyAsync(configuration =>
            configuration.Proxy["session"] = new JsonObject { ["stopTimeout"] = 1 });
        using var busy = await OpenAsync(proxy);
        await busy.SendQueryAsync("SELECT SLEEP(30)");
        await Eventually.HoldsAsync(() => IsRunningAsync("SELECT SLEEP(30)"), "the command runs");
        proxy.Signal(ProcessSignal.Terminate);
        await AssertEndsWithAsync(busy, ServerShutdown);
        Assert.AreEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(10)));
    }

    private static async Task<bool> IsRunningAsync(string sql)
    {
        foreach (var role in new[] { ServerRole.Primary, ServerRole.Replica(1) })
        {
            if (await Cluster.ReadScalarAsync(role, $"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO = '{sql}'") != "0")
                return true;
        }

        return false;
    }
}
