using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Cluster;

[TestClass]
public sealed class ZooKeeperMembershipTests : SharingTest
{
    [TestMethod]
    public async Task The_first_is_the_master_and_the_next_one_after_its_end()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        SharingProxy second = await StartAsync("127.0.0.1:2", node: 77);
        Eventually.IsTrue(() => first.Membership.IsMaster, "the first is the master");
        Assert.IsFalse(second.Membership.IsMaster);
        CollectionAssert.AreEqual(new[] { "127.0.0.1:1", "127.0.0.1:2" }, Names(second));
        Assert.AreEqual(77, second.Membership.Members[1].Node);

        await first.Client.DisposeAsync();
        Eventually.IsTrue(() => second.Membership.IsMaster, "the second is the master");
        CollectionAssert.AreEqual(new[] { "127.0.0.1:2" }, Names(second));
        Assert.IsFalse(first.Membership.IsMaster);
        Assert.AreEqual(1, second.MembershipLog.CountOf("is the master now"));
    }

    [TestMethod]
    public async Task Nodes_are_leased_and_no_two_proxies_have_the_same()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        SharingProxy second = await StartAsync("127.0.0.1:2");
        SharingProxy third = await StartAsync("127.0.0.1:3", node: 1);
        Assert.AreEqual(0, first.Membership.Self.Node);
        Assert.AreEqual(1, second.Membership.Self.Node);
        Assert.AreEqual(1, third.Membership.Self.Node);
        Assert.AreEqual(1, third.MembershipLog.CountOf("The node 1 in connection ids is another proxy's too"));
    }

    [TestMethod]
    public async Task A_master_that_is_cut_off_is_none_any_more_and_another_takes_over()
    {
        ZooKeeperServer server = await SharedZooKeeper.GetAsync();
        await using TestRelay relay = TestRelay.Start(server.Port);
        SharingProxy first = await StartAsync("127.0.0.1:1", options: Impatient with { Servers = [$"127.0.0.1:{relay.Port}"] });
        SharingProxy second = await StartAsync("127.0.0.1:2");
        Eventually.IsTrue(() => first.Membership.IsMaster, "the first is the master");
        CheckOperation seat = first.Membership.Condition!;

        relay.ToClient.Pause();
        relay.ToServer.Pause();
        Eventually.IsTrue(() => second.Membership.IsMaster, "the second is the master");
        Assert.IsFalse(first.Membership.IsMaster);
        // What it would still write on the word of its old seat is refused.
        ZooKeeperException refusal = await Assert.ThrowsExactlyAsync<ZooKeeperException>(
            () => Operator.MultiAsync([seat, new CreateOperation("/database/forbid/shop", default)]));
        Assert.AreEqual(ZooKeeperError.NoNode, refusal.Error);

        relay.ToClient.Resume();
        relay.ToServer.Resume();
        Eventually.IsTrue(() => Names(second).Length == 2, "the first is back, as the last");
        Assert.AreEqual("127.0.0.1:2", Names(second)[0]);
        Assert.IsTrue(second.Membership.IsMaster);
        Assert.IsFalse(first.Membership.IsMaster);
        Assert.AreEqual(0, first.Membership.Self.Node);
    }

    [TestMethod]
    public async Task A_lost_connection_ends_mastership_at_once_and_the_same_session_brings_it_back()
    {
        ZooKeeperServer server = await SharedZooKeeper.GetAsync();
        await using TestRelay relay = TestRelay.Start(server.Port);
        ZooKeeperOptions options = Options with { Servers = [$"127.0.0.1:{relay.Port}"] };
        SharingProxy first = await StartAsync("127.0.0.1:1", options: options);
        Eventually.IsTrue(() => first.Membership.IsMaster, "the first is the master");
        long session = first.Client.SessionId;
        bool wasMaster = true;
        first.Client.StateChanged += state => wasMaster &= state == ZooKeeperState.Connected || first.Membership.IsMaster;
        relay.CutAll();
        Eventually.IsTrue(() => !wasMaster, "mastership is lost");
        Eventually.IsTrue(() => first.Membership.IsMaster, "mastership is back");
        Assert.AreEqual(session, first.Client.SessionId);
        CollectionAssert.AreEqual(new[] { "127.0.0.1:1" }, Names(first));
    }

    [TestMethod]
    public async Task A_node_that_somebody_deletes_is_made_anew()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        Eventually.IsTrue(() => first.Membership.IsMaster, "the first is the master");
        string old = first.Membership.Condition!.Path;
        await Operator.DeleteAsync(old);
        Eventually.IsTrue(() => first.Membership.Condition is { } seat && seat.Path != old, "another node");
    }

    [TestMethod]
    public async Task What_is_no_proxy_is_left_out_and_one_of_the_original_is_taken()
    {
        await Operator.CreateAsync("/database/temp_proxy/garbage", "{"u8.ToArray());
        await Operator.CreateAsync("/database/temp_proxy/10.0.0.9:3306-", "{"u8.ToArray(), CreateMode.EphemeralSequential);
        SharingProxy first = await StartAsync("127.0.0.1:1");
        CollectionAssert.AreEqual(new[] { "10.0.0.9:3306", "127.0.0.1:1" }, Names(first));
        Assert.IsFalse(first.Membership.IsMaster);
    }

    private static string[] Names(SharingProxy proxy) => [.. proxy.Membership.Members.Select(member => member.Name)];
}
