using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Cancellation;

/// <summary>Kills that race with the end of the statement they are meant for.</summary>
[TestClass]
public sealed class KillRaceTests : CancellationTest
{
    private const int Pairs = 4;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private protected override string Account => "raced";

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_kill_hits_its_statement_or_nothing_and_never_the_next_one_or_another_session()
    {
        ProxyProcess proxy = await StartAsync(configuration =>
            configuration.Proxy["threads"] = new JsonObject { ["workers"] = new JsonObject { ["count"] = 2 } });
        using var stop = new CancellationTokenSource(Length);
        Task<(int Hit, int Missed)>[] pairs = [.. Enumerable.Range(0, Pairs).Select(seed => RaceAsync(proxy, seed, stop.Token))];
        Task<int> bystander = LookOnAsync(proxy, stop.Token);
        (int Hit, int Missed)[] counts = await Task.WhenAll(pairs);
        int hit = counts.Sum(count => count.Hit);
        int missed = counts.Sum(count => count.Missed);
        this.TestContext.WriteLine($"{hit} kills hit, {missed} came too late, {await bystander} statements of a bystander");
        Assert.IsGreaterThan(0, hit, "no kill hit: no race was run");
        Assert.IsGreaterThan(0, missed, "every kill hit: no race was run");
        await WaitUntilNothingRunsAsync();
    }

    /// <summary>A statement of about the time that a kill takes, and its kill; then one that nobody kills.</summary>
    private static async Task<(int Hit, int Missed)> RaceAsync(ProxyProcess proxy, int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        using RawMySqlClient target = await OpenAsync(proxy);
        using RawMySqlClient killer = await OpenAsync(proxy);
        string role = seed % 2 == 0 ? "primary" : "replica";
        string kill = $"KILL QUERY {target.Greeting!.ConnectionId}";
        int hit = 0, missed = 0;
        while (!stop.IsCancellationRequested)
        {
            string seconds = (random.Next(0, 25) / 1000.0).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await target.SendQueryAsync($"SELECT /* sce:{role} */ SLEEP({seconds}) FROM whoami");
            await killer.SendQueryAsync(kill);
            RawPacket last = (await target.ReadResponseAsync())[^1];
            if (last.IsError)
                AssertInterrupted(last);
            // Sent as soon as the answer is here, while the kill may be on its way still. A kill that the proxy sees only
            // now would rightly hit it: only one whose answer is here can not.
            RawPacket killed = (await killer.ReadResponseAsync())[^1];
            Assert.IsTrue(killed.IsOk, killed.ToString());
            if (last.IsError)
                hit++;
            else
                missed++;
            for (int i = 0; i < 2; i++)
                Assert.AreEqual("1", await target.QueryScalarAsync($"SELECT /* sce:{role} */ COUNT(*) + SLEEP(0.002) FROM whoami"));
        }

        return (hit, missed);
    }

    private static async Task<int> LookOnAsync(ProxyProcess proxy, CancellationToken stop)
    {
        using RawMySqlClient client = await OpenAsync(proxy);
        int count = 0;
        for (; !stop.IsCancellationRequested; count++)
            Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) + SLEEP(0.003) FROM whoami"));
        return count;
    }
}
