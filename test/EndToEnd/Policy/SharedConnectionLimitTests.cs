using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Two real proxies that count together on a real memcached.</summary>
[TestClass]
public sealed class SharedConnectionLimitTests : ProxyTest
{
    private const int Limit = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task A_limit_holds_across_proxies_and_a_killed_one_gives_its_places_back()
    {
        await using MemcachedServer memcached = await MemcachedServer.StartAsync();
        ProxyProcess a = await StartProxyAsync(configuration => Count(configuration, memcached));
        ProxyProcess b = await StartProxyAsync(configuration => Count(configuration, memcached));
        List<MySqlConnection> ofA = [await OpenDriverAsync(a), await OpenDriverAsync(a)];
        List<MySqlConnection> ofB = [await OpenDriverAsync(b)];
        await AssertFullAsync(a);
        await AssertFullAsync(b);
        Assert.AreEqual("3", await memcached.GetAsync("dbproxy_shop"));
        await using (MySqlCommand status = new("SCE POOL STATUS", ofB[0]))
        await using (MySqlDataReader reader = await status.ExecuteReaderAsync())
        {
            Assert.IsTrue(await reader.ReadAsync());
            Assert.AreEqual(("shop", 3L), (reader.GetString("database"), reader.GetInt64("connections")));
        }

        a.Signal(ProcessSignal.Kill);
        await a.WaitForEndAsync(Deadline);
        await AssertFullAsync(b);
        while (ofB.Count < Limit)
            ofB.Add(await AdmittedAsync(b));
        await AssertFullAsync(b);
        Assert.AreEqual("3", await memcached.GetAsync("dbproxy_shop"));
        foreach (MySqlConnection connection in ofA.Concat(ofB))
            await connection.DisposeAsync();
        await Eventually.HoldsAsync(async () => await memcached.GetAsync("dbproxy_shop") == "0", "nothing is counted any more", Deadline);
    }

    /// <summary>150 sessions, or 1,000 with SCEPROXY_LONG=1.</summary>
    [TestMethod]
    public async Task The_counters_are_right_behind_many_sessions_and_the_end_of_one_of_three_proxies()
    {
        int count = Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1" ? 1000 : 150;
        await using MemcachedServer memcached = await MemcachedServer.StartAsync();
        List<ProxyProcess> proxies = [];
        List<List<MySqlConnection>> sessions = [];
        for (int i = 0; i < 3; i++)
        {
            proxies.Add(await StartProxyAsync(configuration => Count(configuration, memcached, limit: count)));
            sessions.Add([]);
        }

        for (int i = 0; i < count; i++)
            sessions[i % 3].Add(await OpenDriverAsync(proxies[i % 3]));
        Assert.AreEqual(2913, (await Assert.ThrowsExactlyAsync<MySqlException>(() => OpenDriverAsync(proxies[0]))).Number);
        string? full = await memcached.GetAsync("dbproxy_shop");
        Assert.AreEqual($"{count}", full);

        proxies[1].Signal(ProcessSignal.Kill);
        await proxies[1].WaitForEndAsync(Deadline);
        string left = $"{count - sessions[1].Count}";
        await Eventually.HoldsAsync(
            async () => await memcached.GetAsync("dbproxy_shop") == left, "the killed proxy's sessions are counted no more", Deadline);
        foreach (MySqlConnection connection in sessions.SelectMany(static some => some))
            await connection.DisposeAsync();
        await Eventually.HoldsAsync(async () => await memcached.GetAsync("dbproxy_shop") == "0", "nothing is counted any more", Deadline);
        this.TestContext.WriteLine("{0}", $"{count} sessions on three proxies: total {full}; behind the end of one: {left}; at the end: 0");
    }

    private static void Count(ProxyConfiguration configuration, MemcachedServer memcached, int limit = Limit)
    {
        configuration.Database("shop")["limits"] = new JsonObject { ["connections"] = limit };
        configuration.Proxy["counters"] = new JsonObject
        {
            ["kind"] = "memcached",
            ["servers"] = new JsonArray($"127.0.0.1:{memcached.Port}"),
            ["timeout"] = 5,
            ["lease"] = 3,
            ["reconcile"] = 0.2,
            ["proxies"] = 2,
        };
    }

    private static async Task<MySqlConnection> OpenDriverAsync(ProxyProcess proxy)
    {
        MySqlConnection connection = new(MariaDbCluster.ConnectionString(proxy.Port, "shop").ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task AssertFullAsync(ProxyProcess proxy)
    {
        MySqlException refusal = await Assert.ThrowsExactlyAsync<MySqlException>(() => OpenDriverAsync(proxy));
        Assert.AreEqual(2913, refusal.Number, refusal.Message);
        Assert.AreEqual("Database 'shop' has exceeded 3 connections", refusal.Message);
    }

    private static async Task<MySqlConnection> AdmittedAsync(ProxyProcess proxy)
    {
        MySqlConnection? admitted = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    admitted = await OpenDriverAsync(proxy);
                }
                catch (MySqlException e) when (e.Number == 2913)
                {
                    return false;
                }

                return true;
            },
            "there is room for a login",
            Deadline);
        return admitted!;
    }
}
