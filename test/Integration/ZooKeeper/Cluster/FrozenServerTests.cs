using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.Tests.ZooKeeper.Shared;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Cluster;

/// <summary>The only server stands still (SIGSTOP): its connections stay open, and nothing answers.</summary>
[TestClass]
public sealed class FrozenServerTests : SharingTest
{
    private static ZooKeeperServer server = null!;

    [ClassInitialize]
    public static async Task StartServerAsync(TestContext context) => server = await ZooKeeperServer.StartAsync();

    [ClassCleanup]
    public static async Task StopServerAsync() => await server.DisposeAsync();

    [TestMethod]
    public async Task What_was_known_stays_mastership_ends_and_all_is_right_when_it_goes_on()
    {
        SharingProxy proxy = await StartAsync("127.0.0.1:1", options: Impatient);
        await WriteShopAsync(proxy, "10.0.0.1");
        Eventually.IsTrue(() => proxy.Registry.Find("shop")?.Current?.Primary.Host == "10.0.0.1", "the database");
        await proxy.Forbids.SetAsync("shop", Forbid("before"));
        Eventually.IsTrue(() => proxy.Membership.IsMaster && !proxy.OfShop.IsEmpty, "the master, and its forbid");

        await server.FreezeAsync();
        try
        {
            Eventually.IsTrue(() => !proxy.Membership.IsMaster, "mastership ends without an answer");
            await Assert.ThrowsExactlyAsync<ForbidStoreException>(() => proxy.Forbids.SetAsync("other", Forbid("meanwhile")));
            Assert.AreEqual("10.0.0.1", proxy.Registry.Find("shop")!.Current!.Primary.Host);
            Assert.AreEqual("before", proxy.OfShop.Forbids.Single().Reason);
        }
        finally
        {
            server.Thaw();
        }

        Eventually.IsTrue(() => proxy.Membership.IsMaster, "the master again");
        Eventually.IsTrue(() => proxy.Membership.Members.Length == 1, "alone, without its old node");
        await Testing.Waiting.Eventually.HoldsAsync(() => TryWriteShopAsync(proxy, "10.0.0.2"), "a change is taken", TimeSpan.FromSeconds(20));
        Eventually.IsTrue(() => proxy.Registry.Find("shop")!.Current!.Primary.Host == "10.0.0.2", "the change");
        Assert.AreEqual("before", proxy.OfShop.Forbids.Single().Reason);
    }

    private protected override Task<ZooKeeperServer> GetServerAsync() => Task.FromResult(server);

    private static ForbidDefinition Forbid(string reason) => new() { Kind = ForbidKind.Permanent, Verbs = ForbidVerbs.All, Reason = reason };

    private static Task<TreeOutcome> WriteShopAsync(SharingProxy proxy, string host) => proxy.Store.WriteDatabaseAsync("shop", Nodes(host));

    private static async Task<bool> TryWriteShopAsync(SharingProxy proxy, string host)
    {
        try
        {
            await WriteShopAsync(proxy, host);
            return true;
        }
        catch (ZooKeeperException e) when (e.IsTransient)
        {
            return false;
        }
    }
}
