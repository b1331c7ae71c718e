using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>The relay's faults do what the fault tests count on.</summary>
[TestClass]
public sealed class TestRelayTests
{
    [TestMethod]
    public async Task Bytes_are_counted_in_both_directions()
    {
        await using var relay = TestRelay.Start(SharedServers.DirectPort);
        using var client = await OpenAsync(relay);
        var (sent, received) = (relay.ToServer.Bytes, relay.ToClient.Bytes);
        await client.QueryAsync("SELECT REPEAT('x', 1000)");
        Assert.AreEqual(4 + 1 + "SELECT REPEAT('x', 1000)".Length, relay.ToServer.Bytes - sent);
        Assert.IsGreaterThan(1000, relay.ToClient.Bytes - received);
    }

    [TestMethod]
    public async Task A_paused_direction_delivers_nothing_until_it_is_resumed()
    {
        await using var relay = TestRelay.Start(SharedServers.DirectPort);
        using var client = await OpenAsync(relay);
        relay.ToClient.Pause();
        var before = relay.ToServer.Bytes;
        var answer = client.QueryAsync("SELECT 1");
        await Eventually.HoldsAsync(() => relay.ToServer.Bytes > before || answer.IsCompleted, "the command is on its way");
        Assert.AreNotSame(answer, await Task.WhenAny(answer, Task.Delay(200)));
        relay.ToClient.Resume();
        Assert.HasCount(5, await answer);
    }

    [TestMethod]
    public async Task A_swallowed_answer_never_arrives_although_the_statement_has_run()
    {
        await using var relay = TestRelay.Start(SharedServers.DirectPort);
        using var client = await OpenAsync(relay);
        await client.QueryAsync("CREATE OR REPLACE TABLE swallowed (a INT)");
        var received = relay.ToClient.Bytes;
        relay.ToClient.Swallow = true;
        await client.SendQueryAsync("INSERT INTO swallowed VALUES (1)");
        await Eventually.HoldsAsync(() => relay.ToClient.Bytes > received, "the server has answered");
        Assert.AreEqual("1", await SharedServers.Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT COUNT(*) FROM shop.swallowed"));
        Assert.IsFalse(await client.WaitForCloseAsync(TimeSpan.FromMilliseconds(100)));
    }

    [TestMethod]
    public async Task A_cut_ends_both_sides()
    {
        await using var relay = TestRelay.Start(SharedServers.DirectPort);
        using var client = await OpenAsync(relay);
        relay.CutAll();
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(5)));
        await Eventually.HoldsAsync(() => relay.ConnectionCount == 0, "the relay has let go");
    }

    [TestMethod]
    public async Task A_delay_holds_every_answer_back()
    {
        await using var relay = TestRelay.Start(SharedServers.DirectPort);
        using var client = await OpenAsync(relay);
        relay.ToClient.Delay = TimeSpan.FromMilliseconds(300);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await client.QueryAsync("DO 1");
        Assert.IsGreaterThanOrEqualTo(295, watch.ElapsedMilliseconds);
    }

    private static Task<RawMySqlClient> OpenAsync(TestRelay relay) =>
        RawMySqlClient.OpenAsync(relay.Port, MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
}
