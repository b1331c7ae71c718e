using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>Each operation against a real server.</summary>
[TestClass]
public sealed class OperationTests
{
    /// <summary>Bytes: length, xid, type.</summary>
    private const int PingFrame = 12;

    private readonly ClientRig rig = new();
    private ZooKeeperOptions options = null!;
    private ZooKeeperClient client = null!;

    [TestInitialize]
    public async Task ConnectAsync()
    {
        string server = (await SharedZooKeeper.GetAsync()).Address;
        options = new ZooKeeperOptions { Servers = [server], Chroot = await rig.CreateTopAsync(server) };
        client = await rig.ConnectAsync(options);
    }

    [TestCleanup]
    public async Task DisconnectAsync() => await rig.DisposeAsync();

    [TestMethod]
    public async Task A_node_is_created_read_changed_and_deleted()
    {
        Assert.AreEqual("/a", await client.CreateAsync("/a", Bytes("one")));
        NodeData first = await client.GetDataAsync("/a");
        Assert.AreEqual("one", Encoding.UTF8.GetString(first.Data));
        Assert.AreEqual(0, first.Stat.Version);
        Assert.AreEqual(3, first.Stat.DataLength);
        Assert.AreEqual(0, first.Stat.EphemeralOwner);
        Assert.AreEqual(first.Stat.Czxid, first.Stat.Mzxid);

        NodeStat changed = await client.SetDataAsync("/a", Bytes("two!"), version: 0);
        Assert.AreEqual(1, changed.Version);
        Assert.AreEqual("two!", Encoding.UTF8.GetString((await client.GetDataAsync("/a")).Data));
        Assert.AreEqual(changed, await client.ExistsAsync("/a"));

        await client.DeleteAsync("/a", version: 1);
        Assert.IsNull(await client.ExistsAsync("/a"));
    }

    [TestMethod]
    public async Task Children_are_listed_with_the_parents_stat()
    {
        await client.CreateAsync("/p", default);
        await client.CreateAsync("/p/ä", default);
        await client.CreateAsync("/p/b", default);
        NodeChildren children = await client.GetChildrenAsync("/p");
        CollectionAssert.AreEquivalent(new[] { "ä", "b" }, children.Names.ToArray());
        Assert.AreEqual(2, children.Stat.ChildCount);
        Assert.AreEqual(2, children.Stat.ChildrenVersion);
        CollectionAssert.AreEqual(new[] { "p" }, (await client.GetChildrenAsync("/")).Names.ToArray());
    }

    [TestMethod]
    public async Task Sequential_nodes_get_rising_digits_and_ephemeral_ones_an_owner()
    {
        Assert.AreEqual("/n-0000000000", await client.CreateAsync("/n-", default, CreateMode.PersistentSequential));
        Assert.AreEqual("/n-0000000001", await client.CreateAsync("/n-", default, CreateMode.EphemeralSequential));
        await client.CreateAsync("/e", default, CreateMode.Ephemeral);
        Assert.AreEqual(0, (await client.ExistsAsync("/n-0000000000"))!.Value.EphemeralOwner);
        Assert.AreEqual(client.SessionId, (await client.ExistsAsync("/n-0000000001"))!.Value.EphemeralOwner);
        Assert.AreEqual(client.SessionId, (await client.ExistsAsync("/e"))!.Value.EphemeralOwner);
    }

    [TestMethod]
    public async Task What_the_server_refuses_says_why_and_where()
    {
        await client.CreateAsync("/a", default);
        await client.CreateAsync("/a/b", default);
        await AssertRefusedAsync(ZooKeeperError.NodeExists, "/a", () => client.CreateAsync("/a", default));
        await AssertRefusedAsync(ZooKeeperError.NoNode, "/x/y", () => client.CreateAsync("/x/y", default));
        await AssertRefusedAsync(ZooKeeperError.NoNode, "/x", () => client.GetDataAsync("/x"));
        await AssertRefusedAsync(ZooKeeperError.NoNode, "/x", () => client.GetChildrenAsync("/x"));
        await AssertRefusedAsync(ZooKeeperError.BadVersion, "/a", () => client.SetDataAsync("/a", default, version: 7));
        await AssertRefusedAsync(ZooKeeperError.BadVersion, "/a/b", () => client.DeleteAsync("/a/b", version: 7));
        await AssertRefusedAsync(ZooKeeperError.NotEmpty, "/a", () => client.DeleteAsync("/a"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("/a/")]
    [DataRow("//a")]
    [DataRow("/a/../b")]
    [DataRow("/a\0b")]
    public async Task A_malformed_path_is_not_sent(string path) =>
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => client.GetDataAsync(path));

    [TestMethod]
    public async Task Multi_does_all_of_its_operations()
    {
        await client.CreateAsync("/a", Bytes("1"));
        await client.CreateAsync("/old", default);
        IReadOnlyList<MultiResult> results = await client.MultiAsync(
        [
            new CheckOperation("/a", 0),
            new CreateOperation("/b-", Bytes("2"), CreateMode.PersistentSequential),
            new SetDataOperation("/a", Bytes("3"), 0),
            new DeleteOperation("/old"),
        ]);
        Assert.HasCount(4, results);
        StringAssert.Matches(results[1].Path, new("^/b-[0-9]{10}$"));
        Assert.AreEqual(1, results[2].Stat!.Value.Version);
        Assert.IsNull(await client.ExistsAsync("/old"));
        Assert.AreEqual("2", Encoding.UTF8.GetString((await client.GetDataAsync(results[1].Path!)).Data));
    }

    [TestMethod]
    public async Task Multi_does_none_of_its_operations_when_one_fails()
    {
        await client.CreateAsync("/a", default);
        ZooKeeperException refused = await Assert.ThrowsExactlyAsync<ZooKeeperException>(() => client.MultiAsync(
            [new CreateOperation("/b", default), new CheckOperation("/a", 5), new DeleteOperation("/a")]));
        Assert.AreEqual(ZooKeeperError.BadVersion, refused.Error);
        Assert.AreEqual(1, refused.FailedOperation);
        Assert.AreEqual("/a", refused.Path);
        Assert.IsFalse(refused.IsOutcomeUnknown);
        Assert.IsNull(await client.ExistsAsync("/b"));
        Assert.IsNotNull(await client.ExistsAsync("/a"));
    }

    [TestMethod]
    public async Task A_sync_is_answered() => await client.SyncAsync("/");

    [TestMethod]
    public async Task A_user_has_what_it_creates_for_itself()
    {
        ZooKeeperClient owner = await rig.ConnectAsync(options with { Digest = "sce:secret" });
        await owner.CreateAsync("/own", Bytes("1"));
        await owner.CreateAsync("/open", Bytes("2"), acl: Acl.WorldAll);
        await AssertRefusedAsync(ZooKeeperError.NoAuth, "/own", () => client.GetDataAsync("/own"));
        Assert.AreEqual("2", Encoding.UTF8.GetString((await client.GetDataAsync("/open")).Data));
        ZooKeeperClient wrong = await rig.ConnectAsync(options with { Digest = "sce:wrong" });
        await AssertRefusedAsync(ZooKeeperError.NoAuth, "/own", () => wrong.GetDataAsync("/own"));
        ZooKeeperClient same = await rig.ConnectAsync(options with { Digest = "sce:secret" });
        Assert.AreEqual("1", Encoding.UTF8.GetString((await same.GetDataAsync("/own")).Data));
        Assert.IsFalse((options with { Digest = "sce:secret" }).ToString().Contains("secret", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Paths_are_below_the_chroot()
    {
        ZooKeeperClient outside = await rig.ConnectAsync(options with { Chroot = "" });
        await client.CreateAsync("/a", default);
        Assert.IsNotNull(await outside.ExistsAsync($"{options.Chroot}/a"));
    }

    [TestMethod]
    public async Task An_orderly_end_takes_ephemeral_nodes_along_at_once()
    {
        ZooKeeperClient other = await rig.ConnectAsync(options with { SessionTimeout = TimeSpan.FromSeconds(10) });
        await other.CreateAsync("/e", default, CreateMode.Ephemeral);
        await other.DisposeAsync();
        Assert.AreEqual(ZooKeeperState.Closed, other.State);
        Assert.IsNull(await client.ExistsAsync("/e"));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => other.ExistsAsync("/e"));
    }

    [TestMethod]
    public async Task An_idle_session_is_kept_alive_by_pings()
    {
        await using TestRelay relay = TestRelay.Start((await SharedZooKeeper.GetAsync()).Port);
        ZooKeeperClient idle = await rig.ConnectAsync(
            options with { Servers = [$"127.0.0.1:{relay.Port}"], SessionTimeout = TimeSpan.FromSeconds(2) });
        List<ZooKeeperState> states = [];
        idle.StateChanged += states.Add;
        // One comes in a third of the session timeout: six mean that it has passed twice.
        long begun = relay.ToServer.Bytes;
        await Eventually.HoldsAsync(() => relay.ToServer.Bytes >= begun + (6 * PingFrame), "six pings were sent");
        await idle.ExistsAsync("/");
        Assert.IsEmpty(states);
    }

    [TestMethod]
    public async Task The_server_may_grant_another_session_timeout()
    {
        ZooKeeperClient greedy = await rig.ConnectAsync(options with { SessionTimeout = TimeSpan.FromMinutes(1) });
        Assert.AreEqual(TimeSpan.FromSeconds(10), greedy.SessionTimeout);
    }

    [TestMethod]
    public async Task A_cancelled_wait_ends_and_the_session_goes_on()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => client.CreateAsync("/c", default, cancellation: cancelled.Token));
        Assert.IsNull(await client.ExistsAsync("/c"));
    }

    private static async Task AssertRefusedAsync(ZooKeeperError error, string path, Func<Task> action)
    {
        ZooKeeperException refused = await Assert.ThrowsExactlyAsync<ZooKeeperException>(action);
        Assert.AreEqual(error, refused.Error);
        Assert.AreEqual(path, refused.Path);
        Assert.IsFalse(refused.IsOutcomeUnknown);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
