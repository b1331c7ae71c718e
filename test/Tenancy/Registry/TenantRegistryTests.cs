using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Tenancy.Tests.Registry;

[TestClass]
public sealed class TenantRegistryTests
{
    private readonly TenantRegistry registry = new();
    private readonly List<RegistryChange> changes = [];

    public TenantRegistryTests()
    {
        registry.Changed += changes.Add;
    }

    [TestMethod]
    public void An_empty_registry_finds_nothing()
    {
        Assert.IsNull(registry.Find("shop"));
        Assert.AreEqual(0, registry.FindByUser("shop").Length);
        Assert.IsTrue(registry.AuthedIps.IsEmpty);
    }

    [TestMethod]
    public void A_tenant_that_comes_is_found_by_its_exact_name()
    {
        DatabaseDefinition shop = Definitions.Shop();
        registry.Apply(Definitions.Snapshot(shop));
        Tenant tenant = registry.Find("shop")!;
        Assert.AreSame(shop, tenant.Current);
        Assert.AreEqual("shop", tenant.Name);
        Assert.IsNull(registry.Find("Shop"));
        Assert.AreEqual(new TenantChange(tenant, null, shop), changes.Single().Tenants.Single());
        Assert.AreEqual(TenantChangeKind.Added, changes[0].Tenants[0].Kind);
    }

    [TestMethod]
    public void A_changed_tenant_keeps_its_record_and_gets_a_new_version()
    {
        DatabaseDefinition shop = Definitions.Shop();
        registry.Apply(Definitions.Snapshot(shop));
        Tenant tenant = registry.Find("shop")!;
        int version = tenant.Version;

        DatabaseDefinition moved = shop with { Primary = new Endpoint("127.0.0.1", 4000) };
        RegistryChange returned = registry.Apply(Definitions.Snapshot(moved));

        Assert.AreSame(tenant, registry.Find("shop"));
        Assert.AreSame(moved, tenant.Current);
        Assert.IsGreaterThan(version, tenant.Version);
        Assert.AreEqual(new TenantChange(tenant, shop, moved), changes[1].Tenants.Single());
        Assert.AreEqual(TenantChangeKind.Changed, changes[1].Tenants[0].Kind);
        Assert.AreSame(changes[1], returned);
    }

    [TestMethod]
    public void An_equal_definition_changes_nothing()
    {
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Tenant tenant = registry.Find("shop")!;
        int version = tenant.Version;
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Assert.AreEqual(version, tenant.Version);
        Assert.AreEqual(0, changes[1].Tenants.Length);
    }

    [TestMethod]
    public void A_tenant_that_goes_has_no_definition_and_comes_back_as_a_new_one()
    {
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Tenant gone = registry.Find("shop")!;
        int version = gone.Version;

        registry.Apply(Definitions.Snapshot());
        Assert.IsNull(registry.Find("shop"));
        Assert.IsNull(gone.Current);
        Assert.IsGreaterThan(version, gone.Version);
        Assert.AreEqual(TenantChangeKind.Removed, changes[1].Tenants.Single().Kind);
        Assert.AreEqual(Definitions.Shop(), changes[1].Tenants[0].Old);

        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Assert.AreNotSame(gone, registry.Find("shop"));
        Assert.IsNull(gone.Current);
        Assert.AreEqual(TenantChangeKind.Added, changes[2].Tenants.Single().Kind);
    }

    [TestMethod]
    public void One_change_names_all_tenants_in_the_order_of_their_names()
    {
        registry.Apply(Definitions.Snapshot(Definitions.Shop("b"), Definitions.Shop("c"), Definitions.Shop("d")));
        registry.Apply(Definitions.Snapshot(
            Definitions.Shop("a"), Definitions.Shop("b") with { Disabled = true }, Definitions.Shop("d")));
        CollectionAssert.AreEqual(
            new[] { ("a", TenantChangeKind.Added), ("b", TenantChangeKind.Changed), ("c", TenantChangeKind.Removed) },
            changes[1].Tenants.Select(change => (change.Tenant.Name, change.Kind)).ToArray());
    }

    [TestMethod]
    public void A_user_leads_to_every_database_that_has_it()
    {
        DatabaseDefinition other = Definitions.Shop("other") with
        {
            Users = [new UserDefinition { Name = "other", Password = "" }, new UserDefinition { Name = "shop", Password = "" }],
        };
        registry.Apply(Definitions.Snapshot(Definitions.Shop(), other));
        CollectionAssert.AreEqual(new[] { "other", "shop" }, registry.FindByUser("shop").Select(tenant => tenant.Name).ToArray());
        Assert.AreSame(registry.Find("other"), registry.FindByUser("other").Single());
        Assert.AreEqual(0, registry.FindByUser("Other").Length);

        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Assert.AreEqual(0, registry.FindByUser("other").Length);
    }

    [TestMethod]
    public void A_subscriber_finds_the_new_snapshot_in_force()
    {
        Tenant? seen = null;
        registry.Changed += _ => seen = registry.Find("shop");
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Assert.IsNotNull(seen);
    }

    [TestMethod]
    public void A_change_of_the_global_addresses_is_told()
    {
        Assert.IsTrue(AddressList.TryParse(["10"], out AddressList? list, out _));
        registry.Apply(Definitions.Snapshot() with { AuthedIps = list });
        Assert.IsTrue(changes[0].AuthedIpsChanged);
        Assert.AreSame(list, registry.AuthedIps);
        registry.Apply(Definitions.Snapshot(Definitions.Shop()) with { AuthedIps = list });
        Assert.IsFalse(changes[1].AuthedIpsChanged);
    }

    [TestMethod]
    public void An_edit_changes_what_it_names_and_nothing_else()
    {
        DatabaseDefinition moved = Definitions.Shop("b") with { Primary = new Endpoint("127.0.0.1", 4000) };
        Assert.IsTrue(AddressList.TryParse(["10"], out AddressList? list, out _));
        registry.Apply(Definitions.Snapshot(Definitions.Shop("a"), Definitions.Shop("b"), Definitions.Shop("c")) with { AuthedIps = list });
        Tenant untouched = registry.Find("a")!;
        int version = untouched.Version;
        Tenant changed = registry.Find("b")!;
        Tenant gone = registry.Find("c")!;

        registry.Apply(new RegistryEdit
        {
            Databases = new Dictionary<string, DatabaseDefinition?>
            {
                ["b"] = moved,
                ["c"] = null,
                ["d"] = Definitions.Shop("d"),
                ["never"] = null,
            },
        });

        CollectionAssert.AreEqual(
            new[] { ("b", TenantChangeKind.Changed), ("c", TenantChangeKind.Removed), ("d", TenantChangeKind.Added) },
            changes[1].Tenants.Select(change => (change.Tenant.Name, change.Kind)).ToArray());
        Assert.AreSame(untouched, registry.Find("a"));
        Assert.AreEqual(version, untouched.Version);
        Assert.AreSame(moved, changed.Current);
        Assert.IsNull(gone.Current);
        Assert.IsNull(registry.Find("c"));
        Assert.AreSame(list, registry.AuthedIps);
        Assert.IsFalse(changes[1].AuthedIpsChanged);
        CollectionAssert.AreEquivalent(new[] { "a", "b", "d" }, registry.Snapshot.Databases.Keys.ToArray());
        CollectionAssert.AreEquivalent(new[] { "a", "b", "d" }, registry.Tenants.Select(tenant => tenant.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "b", "d" }, registry.FindByUser("shop").Select(tenant => tenant.Name).ToArray());
    }

    [TestMethod]
    public void An_edit_of_addresses_and_types_leaves_the_databases()
    {
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        TypeDefinition own = new() { Name = "own", Disk = 1 };
        Assert.IsTrue(AddressList.TryParse(["10"], out AddressList? list, out _));
        RegistryChange change = registry.Apply(new RegistryEdit
        {
            AuthedIps = list,
            Types = new Dictionary<string, TypeDefinition> { ["own"] = own }.ToFrozenDictionary(),
        });
        Assert.IsTrue(change.AuthedIpsChanged);
        Assert.AreSame(own, registry.Snapshot.Types["own"]);
        Assert.AreEqual(0, change.Tenants.Length);
        Assert.IsNotNull(registry.Find("shop"));
    }

    [TestMethod]
    public void A_user_that_an_edit_takes_away_leads_to_the_other_databases_only()
    {
        DatabaseDefinition first = Definitions.Shop("first") with { Users = [new UserDefinition { Name = "common", Password = "" }] };
        registry.Apply(Definitions.Snapshot(first, first with { Name = "second" }));
        registry.Apply(new RegistryEdit
        {
            Databases = new Dictionary<string, DatabaseDefinition?>
            {
                ["first"] = first with { Users = [new UserDefinition { Name = "own", Password = "" }] },
            },
        });
        CollectionAssert.AreEqual(new[] { "second" }, registry.FindByUser("common").Select(tenant => tenant.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "first" }, registry.FindByUser("own").Select(tenant => tenant.Name).ToArray());
    }
}
