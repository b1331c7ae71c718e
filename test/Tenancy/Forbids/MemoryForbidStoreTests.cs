using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Tenancy.Tests.Forbids;

[TestClass]
public sealed class MemoryForbidStoreTests : IDisposable
{
    private static readonly ForbidDefinition Timed = new() { Kind = ForbidKind.Timed, Duration = 10, Reason = "why" };

    private readonly TenantRegistry registry = new();
    private readonly FakeTimeProvider time = new();
    private readonly MemoryForbidStore store;

    public MemoryForbidStoreTests()
    {
        store = new MemoryForbidStore(registry, time);
        registry.Apply(Definitions.Snapshot(Definitions.Shop(), Definitions.Shop("blog")));
    }

    public void Dispose() => store.Dispose();

    [TestMethod]
    public async Task A_forbid_begins_now_and_stands_on_its_tenant_alone()
    {
        Assert.AreEqual(ForbidOutcome.Set, await store.SetAsync("shop", Timed with { Start = 1 }));
        ForbidDefinition forbid = registry.Find("shop")!.Forbids.Forbids.Single();
        Assert.AreEqual(ForbidDefinition.ClockOf(time), forbid.Start);
        Assert.IsTrue(registry.Find("blog")!.Forbids.IsEmpty);
        Assert.AreEqual(new DatabaseForbid("shop", forbid), store.List().Single());
    }

    [TestMethod]
    public async Task A_lifted_forbid_is_gone_from_its_tenant()
    {
        await store.SetAsync("shop", Timed);
        Assert.AreEqual(1, await store.LiftAsync("shop"));
        Assert.IsTrue(registry.Find("shop")!.Forbids.IsEmpty);
        Assert.AreEqual(0, await store.LiftAsync("shop"));
    }

    [TestMethod]
    public async Task A_timer_erases_what_has_run_out()
    {
        await store.SetAsync("shop", Timed);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.IsFalse(registry.Find("shop")!.Forbids.IsEmpty);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsTrue(registry.Find("shop")!.Forbids.IsEmpty);
        Assert.IsFalse(store.Current.Databases.Any());
    }

    [TestMethod]
    public async Task A_database_that_comes_or_comes_back_has_the_forbids_of_its_name()
    {
        await store.SetAsync("late", Timed);
        Assert.IsNull(registry.Find("late"));
        registry.Apply(Definitions.Snapshot(Definitions.Shop("late")));
        Assert.IsFalse(registry.Find("late")!.Forbids.IsEmpty);
        registry.Apply(Definitions.Snapshot());
        registry.Apply(Definitions.Snapshot(Definitions.Shop("late")));
        Assert.IsFalse(registry.Find("late")!.Forbids.IsEmpty);
    }
}
