using System.Collections.Concurrent;
using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>A real server behind a relay that cuts and stops.</summary>
[TestClass]
public sealed class LostConnectionTests
{
    private readonly ClientRig rig = new();
    private readonly ConcurrentQueue<WatchEvent> events = new();
    private readonly ConcurrentQueue<ZooKeeperState> states = new();
    private TestRelay relay = null!;
    private ZooKeeperOptions options = null!;
    private ZooKeeperClient observer = null!;

    [TestInitialize]
    public async Task ConnectAsync()
    {
        ZooKeeperServer server = await SharedZooKeeper.GetAsync();
        relay = TestRelay.Start(server.Port);
        string top = await rig.CreateTopAsync(server.Address);
        observer = await rig.ConnectAsync(new ZooKeeperOptions { Servers = [server.Address], Chroot = top });
        options = new ZooKeeperOptions
        {
            Servers = [$"127.0.0.1:{relay.Port}"],
            Chroot = top,
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
            SessionTimeout = TimeSpan.FromSeconds(10),
        };
    }

    [TestCleanup]
    public async Task DisconnectAsync()
    {
        await rig.DisposeAsync();
        await relay.DisposeAsync();
    }

    [TestMethod]
    public async Task A_request_that_is_cut_in_the_middle_may_have_been_done()
    {
        ZooKeeperClient client = await ConnectAsync(options);
        long session = client.SessionId;
        relay.ToClient.Pause();
        Task<string> create = client.CreateAsync("/a", default);
        await Eventually.HoldsAsync(async () => await observer.ExistsAsync("/a") is not null, "the server has done it");
        relay.CutAll();
        relay.ToClient.Resume();
        ZooKeeperException error = await Assert.ThrowsExactlyAsync<ZooKeeperException>(() => create);
        Assert.AreEqual(ZooKeeperError.ConnectionLoss, error.Error);
        Assert.IsTrue(error.IsOutcomeUnknown);
        Assert.IsNotNull(await client.ExistsAsync("/a"));
        Assert.AreEqual(session, client.SessionId);
        CollectionAssert.AreEqual(
            new[] { ZooKeeperState.Connected, ZooKeeperState.Disconnected, ZooKeeperState.Connected }, states.ToArray());
    }

    [TestMethod]
    public async Task Watches_tell_what_happened_meanwhile()
    {
        foreach (string path in new[] { "/data", "/children", "/gone", "/same" })
            await observer.CreateAsync(path, default);
        ZooKeeperClient client = await ConnectAsync(options);
        await client.GetDataAsync("/data", watch: true);
        await client.GetChildrenAsync("/children", watch: true);
        await client.GetDataAsync("/gone", watch: true);
        await client.GetDataAsync("/same", watch: true);
        await client.ExistsAsync("/new", watch: true);
        await client.AddWatchAsync("/tree", isRecursive: true);
        await StopAsync(client);
        await observer.SetDataAsync("/data", new byte[1]);
        await observer.CreateAsync("/children/a", default);
        await observer.DeleteAsync("/gone");
        await observer.CreateAsync("/new", default);
        Resume();
        await Eventually.HoldsAsync(() => events.Count == 4, "four events have come");
        CollectionAssert.AreEquivalent(
            new[]
            {
                new WatchEvent(WatchEventType.DataChanged, "/data"),
                new WatchEvent(WatchEventType.ChildrenChanged, "/children"),
                new WatchEvent(WatchEventType.Deleted, "/gone"),
                new WatchEvent(WatchEventType.Created, "/new"),
            },
            events.ToArray());

        events.Clear();
        await observer.SetDataAsync("/data", new byte[2]);
        await observer.SetDataAsync("/same", new byte[1]);
        await observer.CreateAsync("/tree", default);
        await observer.CreateAsync("/tree/leaf", default);
        await Eventually.HoldsAsync(() => events.Count == 3, "three events have come");
        CollectionAssert.AreEqual(
            new[]
            {
                new WatchEvent(WatchEventType.DataChanged, "/same"),
                new WatchEvent(WatchEventType.Created, "/tree"),
                new WatchEvent(WatchEventType.Created, "/tree/leaf"),
            },
            events.ToArray());
    }

    [TestMethod]
    public async Task More_watches_than_one_request_may_hold_are_set_again()
    {
        ZooKeeperClient client = await ConnectAsync(options);
        // 1.5 MB: the server closes the connection of a request over 1 MB.
        string[] paths = [.. Enumerable.Range(0, 3000).Select(number => $"/{number}-{new string('x', 500)}")];
        await Task.WhenAll(paths.Select(path => client.ExistsAsync(path, watch: true)));
        await StopAsync(client);
        Resume();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        string[] some = [paths[0], paths[1500], paths[2999]];
        foreach (string path in some)
            await observer.CreateAsync(path, default);
        await Eventually.HoldsAsync(() => events.Count == 3, "three events have come");
        CollectionAssert.AreEqual(some, events.Select(news => news.Path).ToArray());
    }

    [TestMethod]
    public async Task A_silent_server_is_left_and_the_session_lives_on()
    {
        ZooKeeperClient client = await ConnectAsync(options with { SessionTimeout = TimeSpan.FromSeconds(3) });
        long session = client.SessionId;
        relay.ToClient.Pause();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Disconnected);
        Assert.AreEqual(1, rig.Log.CountOf("lost: Silence"));
        relay.ToClient.Resume();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        Assert.AreEqual(session, client.SessionId);
    }

    [TestMethod]
    public async Task After_an_expired_session_a_clean_one_begins_with_the_same_user()
    {
        ZooKeeperClient client = await ConnectAsync(
            options with { SessionTimeout = TimeSpan.FromSeconds(1), Digest = "sce:secret", RequestTimeout = TimeSpan.FromSeconds(30) });
        long session = client.SessionId;
        await client.CreateAsync("/lease", default, CreateMode.Ephemeral, Acl.WorldAll);
        await client.CreateAsync("/own", Encoding.UTF8.GetBytes("1"));
        await client.GetDataAsync("/own", watch: true);
        await StopAsync(client);
        Task<string> waiting = client.CreateAsync("/of-the-old-session", default, CreateMode.Ephemeral);
        await Eventually.HoldsAsync(async () => await observer.ExistsAsync("/lease") is null, "the session has expired");
        Resume();
        ZooKeeperException error = await Assert.ThrowsExactlyAsync<ZooKeeperException>(() => waiting);
        Assert.AreEqual(ZooKeeperError.SessionExpired, error.Error);
        Assert.IsFalse(error.IsOutcomeUnknown);
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        Assert.AreNotEqual(session, client.SessionId);
        CollectionAssert.AreEqual(
            new[] { ZooKeeperState.Connected, ZooKeeperState.Disconnected, ZooKeeperState.Expired, ZooKeeperState.Connected },
            states.ToArray());

        // The new session is logged in, and has none of the old one's watches.
        Assert.AreEqual(0, (await client.SetDataAsync("/own", default, version: 0)).DataLength);
        await client.ExistsAsync("/end", watch: true);
        await observer.CreateAsync("/end", default);
        await Eventually.HoldsAsync(() => !events.IsEmpty, "an event has come");
        CollectionAssert.AreEqual(new[] { new WatchEvent(WatchEventType.Created, "/end") }, events.ToArray());
        Assert.IsNull(await client.ExistsAsync("/of-the-old-session"));
    }

    [TestMethod]
    public async Task An_answer_over_the_limit_fails_its_own_request_alone()
    {
        await observer.CreateAsync("/large", new byte[100_000]);
        await observer.CreateAsync("/small", new byte[1000]);
        ZooKeeperClient client = await ConnectAsync(options with { MaxAnswer = 50_000 });
        Task<NodeData>[] requests = [client.GetDataAsync("/small"), client.GetDataAsync("/large"), client.GetDataAsync("/small")];
        ZooKeeperException error = await Assert.ThrowsExactlyAsync<ZooKeeperException>(() => requests[1]);
        Assert.AreEqual(ZooKeeperError.MarshallingError, error.Error);
        Assert.HasCount(1000, (await requests[0]).Data);
        Assert.HasCount(1000, (await requests[2]).Data);
        CollectionAssert.AreEqual(new[] { ZooKeeperState.Connected }, states.ToArray());
    }

    [TestMethod]
    public async Task A_server_that_comes_back_has_the_session_and_a_new_one_in_its_place_does_not()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartAsync();
        ZooKeeperClient client = await ConnectAsync(
            options with { Servers = [server.Address], Chroot = "", SessionTimeout = TimeSpan.FromSeconds(2) });
        long session = client.SessionId;
        await client.CreateAsync("/lease", default, CreateMode.Ephemeral);
        await server.KillAsync();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Disconnected);
        await server.RestartAsync();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        Assert.AreEqual(session, client.SessionId);
        Assert.AreEqual(session, (await client.ExistsAsync("/lease"))!.Value.EphemeralOwner);

        await server.KillAsync();
        server.Erase();
        await server.RestartAsync();
        await Eventually.HoldsAsync(
            () => client.SessionId is not 0 and var now && now != session, "a new session has begun", TimeSpan.FromSeconds(20));
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        Assert.IsNull(await client.ExistsAsync("/lease"));
        Assert.Contains(ZooKeeperState.Expired, states);
    }

    private async Task<ZooKeeperClient> ConnectAsync(ZooKeeperOptions options)
    {
        ZooKeeperClient client = rig.Create(options);
        client.StateChanged += states.Enqueue;
        client.Watched += events.Enqueue;
        client.Start();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Connected);
        return client;
    }

    /// <summary>Cuts the connection, and lets no other get through.</summary>
    private async Task StopAsync(ZooKeeperClient client)
    {
        relay.ToClient.Pause();
        relay.ToServer.Pause();
        relay.CutAll();
        await ClientRig.WaitForAsync(client, ZooKeeperState.Disconnected);
    }

    private void Resume()
    {
        relay.ToClient.Resume();
        relay.ToServer.Resume();
    }
}
