using System.Collections.Concurrent;
using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>Three real servers, of which one is killed, frozen or cut off.</summary>
[TestClass]
public sealed class EnsembleTests
{
    private static ZooKeeperEnsemble ensemble = null!;
    private readonly ClientRig rig = new();

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => ensemble = await ZooKeeperEnsemble.StartAsync();

    [ClassCleanup]
    public static async Task StopAsync() => await ensemble.DisposeAsync();

    [TestCleanup]
    public async Task DisconnectAsync() => await rig.DisposeAsync();

    [TestMethod]
    [DataRow(false, DisplayName = "a follower is killed")]
    [DataRow(true, DisplayName = "the leader is killed")]
    public async Task A_session_outlives_the_death_of_its_server(bool isLeader)
    {
        ZooKeeperServer victim = await ensemble.FindAsync(isLeader);
        (ZooKeeperClient client, ConcurrentQueue<ZooKeeperState> states) = await ConnectToAsync(victim.Address, ensemble.Addresses);
        long session = client.SessionId;
        string name = isLeader ? "/of-leader" : "/of-follower";
        await client.CreateAsync(name, default, CreateMode.Ephemeral);
        await victim.KillAsync();
        await Eventually.HoldsAsync(() => states.Contains(ZooKeeperState.Disconnected), "the connection is lost");
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        await Eventually.HoldsAsync(() => TrySetAsync(client, name), "a change is taken", TimeSpan.FromSeconds(20));
        Assert.AreEqual(session, client.SessionId);
        Assert.AreEqual(session, (await client.ExistsAsync(name))!.Value.EphemeralOwner);
        Assert.DoesNotContain(ZooKeeperState.Expired, states);
        await victim.RestartAsync();
    }

    [TestMethod]
    public async Task A_session_leaves_a_server_that_stands_still()
    {
        ZooKeeperServer victim = await ensemble.FindAsync(isLeader: false);
        (ZooKeeperClient client, ConcurrentQueue<ZooKeeperState> states) = await ConnectToAsync(victim.Address, ensemble.Addresses);
        long session = client.SessionId;
        await client.CreateAsync("/of-frozen", default, CreateMode.Ephemeral);
        await victim.FreezeAsync();
        try
        {
            await Eventually.HoldsAsync(() => states.Contains(ZooKeeperState.Disconnected), "silence is noticed");
            await Eventually.HoldsAsync(() => TrySetAsync(client, "/of-frozen"), "a change is taken", TimeSpan.FromSeconds(20));
            Assert.AreEqual(session, client.SessionId);
            Assert.AreEqual(session, (await client.ExistsAsync("/of-frozen"))!.Value.EphemeralOwner);
            Assert.DoesNotContain(ZooKeeperState.Expired, states);
        }
        finally
        {
            victim.Thaw();
        }

        await Eventually.HoldsAsync(async () => (await victim.AskAsync("srvr")).Contains("Mode: follower", StringComparison.Ordinal), "it follows again");
    }

    [TestMethod]
    public async Task A_session_that_has_moved_takes_nothing_from_its_old_connection()
    {
        ZooKeeperServer old = await ensemble.FindAsync(isLeader: false);
        await using TestRelay relay = TestRelay.Start(old.Port);
        (ZooKeeperClient client, _) = await ConnectToAsync(
            $"127.0.0.1:{relay.Port}", ensemble.Addresses.Where(address => address != old.Address));
        long session = client.SessionId;
        await client.CreateAsync("/moved", default);
        relay.ToServer.Pause();
        long sent = relay.ToServer.Bytes;
        Task<NodeStat> stale = client.SetDataAsync("/moved", Encoding.ASCII.GetBytes("stale"));
        ZooKeeperException error = await Assert.ThrowsExactlyAsync<ZooKeeperException>(() => stale);
        Assert.AreEqual(ZooKeeperError.ConnectionLoss, error.Error);
        Assert.IsTrue(error.IsOutcomeUnknown);
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        Assert.AreEqual(session, client.SessionId);
        await client.SetDataAsync("/moved", Encoding.ASCII.GetBytes("fresh"));

        relay.ToServer.Resume();
        await Eventually.HoldsAsync(() => relay.ConnectionCount == 0, "the old connection has had its say");
        Assert.IsGreaterThan(sent, relay.ToServer.Bytes);
        await client.SyncAsync("/moved");
        NodeData data = await client.GetDataAsync("/moved");
        Assert.AreEqual("fresh", Encoding.ASCII.GetString(data.Data));
        Assert.AreEqual(1, data.Stat.Version);
    }

    /// <summary>A client that is connected to one server now and knows others.</summary>
    private async Task<(ZooKeeperClient Client, ConcurrentQueue<ZooKeeperState> States)> ConnectToAsync(
        string wanted, IEnumerable<string> others)
    {
        // The order is shuffled by the seed.
        for (int seed = 0; ; seed++)
        {
            ZooKeeperClient client = rig.Create(
                new ZooKeeperOptions
                {
                    Servers = [wanted, .. others.Where(address => address != wanted)],
                    SessionTimeout = TimeSpan.FromSeconds(8),
                },
                seed);
            ConcurrentQueue<ZooKeeperState> states = new();
            client.StateChanged += states.Enqueue;
            client.Start();
            await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
            if (rig.Log.CountOf($"connected to {wanted}, session 0x{client.SessionId:x}") > 0)
                return (client, states);
            await client.DisposeAsync();
        }
    }

    private static async Task<bool> TrySetAsync(ZooKeeperClient client, string path)
    {
        try
        {
            await client.SetDataAsync(path, new byte[1]);
            return true;
        }
        catch (ZooKeeperException e) when (e.IsTransient)
        {
            return false;
        }
    }
}
