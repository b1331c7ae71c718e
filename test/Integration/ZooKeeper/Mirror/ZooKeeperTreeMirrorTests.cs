using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Testing.Network;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Mirror;

/// <summary>The mirror against a real server, with a recursive watch and, behind a relay that knows none, without.</summary>
[TestClass]
public sealed class ZooKeeperTreeMirrorTests
{
    [TestMethod]
    public async Task All_but_what_is_excluded_is_read()
    {
        await using MirrorRig rig = await MirrorRig.CreateAsync();
        await CreateSmallTreeAsync(rig);
        await rig.CreateAsync("/top/temp", "x");
        await rig.CreateAsync("/top/temp/y");
        rig.StartMirror("temp");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=3");
        Assert.IsTrue(rig.Mirror.IsComplete);
        Assert.HasCount(1, rig.Changes);
        CollectionAssert.AreEqual(new[] { "/top" }, rig.Changes[0].Paths.ToArray());

        TreeSnapshot tree = rig.Mirror.Current;
        CollectionAssert.AreEqual(new[] { "a", "c" }, tree.Children("/top").ToArray());
        Assert.IsTrue(tree.TryGet("/top/a/b", out TreeNode? node));
        Assert.AreEqual(0, node.Version);
        Assert.AreEqual((await rig.Editor.ExistsAsync("/top/a/b"))!.Value.Mzxid, node.Mzxid);
        Assert.IsFalse(tree.TryGet("/top/a/x", out _));
        Assert.IsFalse(tree.TryGet("/top/a/b/x/y", out _));
        Assert.IsFalse(tree.TryGet("/topa", out _));
        Assert.IsFalse(tree.TryGet("/", out _));
        Assert.IsEmpty(tree.Children("/top/x"));

        await rig.CreateAsync("/top/temp/z");
        await rig.SetAsync("/top/c", "4");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=4");
    }

    [TestMethod]
    [DataRow(false, DisplayName = "one recursive watch")]
    [DataRow(true, DisplayName = "a watch on each node")]
    public async Task Changes_are_seen_with_what_was_before(bool isOldServer)
    {
        await using OldZooKeeperRelay? old = isOldServer ? OldZooKeeperRelay.Start((await SharedZooKeeper.GetAsync()).Port) : null;
        await using MirrorRig rig = await MirrorRig.CreateAsync(old?.Port);
        await CreateSmallTreeAsync(rig);
        rig.StartMirror();
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=3");
        Assert.AreEqual(isOldServer, rig.Log.CountOf("no recursive watches") > 0);

        await rig.SetAsync("/top/c", "5");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=5");
        TreeChange change = rig.Changes[^1];
        CollectionAssert.AreEqual(new[] { "/top/c" }, change.Paths.ToArray());
        Assert.AreEqual("/top= /top/a=1 /top/a/b=2 /top/c=3", MirrorRig.Describe(change.Before));
        Assert.AreEqual("/top= /top/a=1 /top/a/b=2 /top/c=5", MirrorRig.Describe(change.After));

        await rig.SetAsync("/top/c", "6");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=6");
        await rig.CreateAsync("/top/c/d", "7");
        await rig.CreateAsync("/top/c/d/e", "8");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=6", "/top/c/d=7", "/top/c/d/e=8");
        await rig.SetAsync("/top/c/d/e", "9");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=6", "/top/c/d=7", "/top/c/d/e=9");
        await rig.Editor.DeleteAsync("/top/a/b");
        await rig.Editor.DeleteAsync("/top/a");
        await rig.WaitForAsync("/top=", "/top/c=6", "/top/c/d=7", "/top/c/d/e=9");
        await rig.CreateAsync("/top/a", "again");
        await rig.WaitForAsync("/top=", "/top/a=again", "/top/c=6", "/top/c/d=7", "/top/c/d/e=9");
    }

    [TestMethod]
    [DataRow(false, DisplayName = "one recursive watch")]
    [DataRow(true, DisplayName = "a watch on each node")]
    public async Task A_root_may_come_later_and_go(bool isOldServer)
    {
        await using OldZooKeeperRelay? old = isOldServer ? OldZooKeeperRelay.Start((await SharedZooKeeper.GetAsync()).Port) : null;
        await using MirrorRig rig = await MirrorRig.CreateAsync(old?.Port);
        rig.StartMirror();
        await rig.WaitForCompletionAsync();
        Assert.IsNull(rig.Mirror.Current.Root);
        await rig.CreateAsync("/top", "0");
        await rig.WaitForAsync("/top=0");
        await rig.CreateAsync("/top/a", "1");
        await rig.WaitForAsync("/top=0", "/top/a=1");
        await rig.Editor.DeleteAsync("/top/a");
        await rig.Editor.DeleteAsync("/top");
        await rig.WaitForAsync();
        await rig.CreateAsync("/top", "2");
        await rig.WaitForAsync("/top=2");
    }

    [TestMethod]
    [DataRow(false, false, DisplayName = "one recursive watch, the session lives on")]
    [DataRow(false, true, DisplayName = "one recursive watch, the session expires")]
    [DataRow(true, false, DisplayName = "a watch on each node, the session lives on")]
    [DataRow(true, true, DisplayName = "a watch on each node, the session expires")]
    public async Task What_an_outage_hid_is_seen_after_it_and_nothing_else_moves(bool isOldServer, bool expires)
    {
        int server = (await SharedZooKeeper.GetAsync()).Port;
        await using OldZooKeeperRelay? old = isOldServer ? OldZooKeeperRelay.Start(server) : null;
        await using TestRelay relay = TestRelay.Start(old?.Port ?? server);
        await using MirrorRig rig = await MirrorRig.CreateAsync(
            relay.Port, options => options with { SessionTimeout = TimeSpan.FromSeconds(expires ? 1 : 10) });
        await CreateSmallTreeAsync(rig);
        rig.StartMirror();
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=3");
        long session = rig.Client.SessionId;
        string lease = await rig.Client.CreateAsync("/lease", default, CreateMode.Ephemeral);

        relay.ToClient.Pause();
        relay.ToServer.Pause();
        relay.CutAll();
        await ClientRig.WaitForAsync(rig.Client, ZooKeeperState.Disconnected);
        await rig.SetAsync("/top/a/b", "22");
        await rig.Editor.DeleteAsync("/top/c");
        await rig.CreateAsync("/top/d", "4");
        if (expires)
            await Eventually.HoldsAsync(async () => await rig.Editor.ExistsAsync(lease) is null, "the session has expired");
        Assert.AreEqual("/top= /top/a=1 /top/a/b=2 /top/c=3", MirrorRig.Describe(rig.Mirror.Current));
        Assert.IsTrue(rig.Mirror.IsComplete);

        relay.ToClient.Resume();
        relay.ToServer.Resume();
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=22", "/top/d=4");
        Assert.AreEqual(expires, session != rig.Client.SessionId);
        // What was there all the time is the same object: it was neither taken away nor read again into another one.
        string[] moved = [.. rig.Changes.Skip(1).SelectMany(change => change.Paths).Distinct().Order()];
        CollectionAssert.AreEqual(new[] { "/top/a/b", "/top/c", "/top/d" }, moved);

        await rig.SetAsync("/top/d", "5");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=22", "/top/d=5");
    }

    [TestMethod]
    public async Task A_node_that_may_not_be_read_is_reported_and_the_rest_is_there()
    {
        await using MirrorRig rig = await MirrorRig.CreateAsync();
        await rig.CreateAsync("/top");
        await rig.CreateAsync("/top/a", "1");
        await rig.Editor.CreateAsync("/top/secret", default, acl: new Acl(AclPermissions.All, "digest", "nobody:bm9ib2R5"));
        rig.StartMirror();
        await rig.WaitForAsync("/top=", "/top/a=1");
        Assert.AreEqual(1, rig.Log.CountOf("/top/secret cannot be read: NoAuth"));
    }

    [TestMethod]
    public async Task Nodes_that_are_too_large_together_are_read_one_by_one_and_one_that_is_too_large_is_reported()
    {
        await using MirrorRig rig = await MirrorRig.CreateAsync(change: options => options with { MaxAnswer = 10_000 });
        await rig.CreateAsync("/top");
        string[] expected = ["/top=", .. Enumerable.Range(10, 40).Select(number => $"/top/{number}={new string('x', 1000)}")];
        foreach (string node in expected.Skip(1))
            await rig.CreateAsync(node.Split('=')[0], node.Split('=')[1]);
        await rig.CreateAsync("/top/0", new string('x', 10_000));
        long session = rig.Client.SessionId;
        rig.StartMirror();
        await rig.WaitForAsync(expected);
        Assert.AreEqual(1, rig.Log.CountOf("/top/0 cannot be read: MarshallingError"));
        Assert.AreEqual(session, rig.Client.SessionId);
    }

    [TestMethod]
    public async Task A_subscriber_that_throws_is_reported_and_called_again()
    {
        await using MirrorRig rig = await MirrorRig.CreateAsync();
        await CreateSmallTreeAsync(rig);
        rig.StartMirror();
        await rig.WaitForCompletionAsync();
        rig.Mirror.Changed += _ => throw new InvalidOperationException("mine");
        await rig.SetAsync("/top/c", "4");
        await Eventually.HoldsAsync(() => rig.Log.CountOf("a subscriber") == 1, "the failure is in the log");
        await rig.SetAsync("/top/c", "5");
        await Eventually.HoldsAsync(() => rig.Log.CountOf("a subscriber") == 2, "it was called again");
        await rig.WaitForAsync("/top=", "/top/a=1", "/top/a/b=2", "/top/c=5");
    }

    private static async Task CreateSmallTreeAsync(MirrorRig rig)
    {
        await rig.CreateAsync("/top");
        await rig.CreateAsync("/top/a", "1");
        await rig.CreateAsync("/top/a/b", "2");
        await rig.CreateAsync("/top/c", "3");
    }
}
