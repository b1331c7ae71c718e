using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Forbids;

[TestClass]
public sealed class ZooKeeperForbidStoreTests : SharingTest
{
    private const string Node = "/database/forbid/shop";

    private static readonly ForbidDefinition Forever = new() { Kind = ForbidKind.Permanent, Verbs = ForbidVerbs.All, Reason = "why" };

    [TestMethod]
    public async Task What_one_proxy_sets_and_lifts_counts_on_all_and_stands_in_the_originals_form()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        SharingProxy second = await StartAsync("127.0.0.1:2");
        Assert.AreEqual(ForbidOutcome.Set, await second.Forbids.SetAsync("shop", Forever));
        Assert.AreEqual("why", second.OfShop.Forbids.Single().Reason);
        Eventually.IsTrue(() => !first.OfShop.IsEmpty, "the forbid on the other proxy");
        StringAssert.Matches(
            Encoding.UTF8.GetString((await Operator.GetDataAsync(Node)).Data),
            new("""^\{"shop": \{"type": 2, "start": [\d.]+, "duration": 0, "object": 10, "crud": \["ALL"\], "errmsg": "why"\}\}$"""));

        Assert.AreEqual(ForbidOutcome.AlreadyRunning, await first.Forbids.SetAsync("shop", Forever));
        Assert.AreEqual(1, await first.Forbids.LiftAsync("shop"));
        Assert.IsTrue(first.OfShop.IsEmpty);
        Eventually.IsTrue(() => second.OfShop.IsEmpty, "the lifted forbid on the other proxy");
        Assert.IsNull(await Operator.ExistsAsync(Node));
        Assert.AreEqual(0, await first.Forbids.LiftAsync("shop"));
    }

    [TestMethod]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        SharingProxy second = await StartAsync("127.0.0.1:2");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).Forbids.EditAsync(
            "shop", (before, _) => ForbidSet.From([.. before.Forbids, Forever with { Reason = $"{i}" }]))));
        Eventually.IsTrue(() => first.OfShop.Forbids.Length == 8 && second.OfShop.Forbids.Length == 8, "all eight on both");
    }

    [TestMethod]
    public async Task What_is_over_is_erased()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        await first.Forbids.SetAsync("shop", Forever with { Kind = ForbidKind.Timed, Duration = 0.3 });
        Eventually.IsTrue(() => first.OfShop.IsEmpty, "the end of the forbid");
        Assert.IsNull(await Operator.ExistsAsync(Node));
    }

    [TestMethod]
    public async Task Only_the_master_erases()
    {
        // Somebody who is first and does nothing.
        string master = await Operator.CreateAsync("/database/temp_proxy/10.0.0.9:1-", default, CreateMode.EphemeralSequential);
        SharingProxy first = await StartAsync("127.0.0.1:1");
        await first.Forbids.SetAsync("shop", Forever with { Kind = ForbidKind.Timed, Duration = 0.05 });
        NodeStat? written = await Operator.ExistsAsync(Node);
        Eventually.IsTrue(() => first.Forbids.List().Count == 0, "it counts no more");
        await first.Forbids.SweepAsync();
        Assert.AreEqual(written, await Operator.ExistsAsync(Node));
        await Operator.DeleteAsync(master);
        Eventually.IsTrue(() => first.OfShop.IsEmpty, "the end of the forbid");
    }

    [TestMethod]
    public async Task A_malformed_node_leaves_what_was_in_force_and_a_change_puts_it_right()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        await first.Forbids.SetAsync("shop", Forever);
        await Operator.SetDataAsync(Node, "{"u8.ToArray());
        Eventually.IsTrue(() => first.ForbidLog.CountOf($"{Node} is malformed") == 1, "the error");
        Assert.IsFalse(first.OfShop.IsEmpty);
        Assert.AreEqual(1, await first.Forbids.LiftAsync("shop"));
        Eventually.IsTrue(() => first.OfShop.IsEmpty, "nothing is forbidden");
    }

    [TestMethod]
    public async Task Without_ZooKeeper_nothing_is_kept_and_the_caller_is_told()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        await first.Client.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ForbidStoreException>(() => first.Forbids.SetAsync("shop", Forever));
        Assert.IsTrue(first.OfShop.IsEmpty);
    }

    [TestMethod]
    public async Task Without_a_tree_the_caller_is_told_what_makes_it()
    {
        SharingProxy first = await StartAsync("127.0.0.1:1");
        await Operator.DeleteAsync("/database/forbid");
        ForbidStoreException error =
            await Assert.ThrowsExactlyAsync<ForbidStoreException>(() => first.Forbids.SetAsync("shop", Forever));
        StringAssert.Contains(error.Message, "sceproxy tree init");
    }
}
