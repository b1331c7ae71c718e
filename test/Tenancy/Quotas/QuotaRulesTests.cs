using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Quotas;

namespace SceNettyProxy.Tenancy.Tests.Quotas;

[TestClass]
public sealed class QuotaRulesTests
{
    private const double RenewBefore = 90;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(300);
    private static readonly TypeDefinition Small = new()
    {
        Name = "small",
        Disk = 1000,
        TableSize = 600,
        TableRows = 10,
        Tables = 3,
        Network = 5000,
        SlowQueries = 2,
        CpuTime = TimeSpan.FromSeconds(7),
    };

    private static readonly QuotaMeasurement Within = new()
    {
        Tables = [new TableMeasurement("a", 10, 600), new TableMeasurement("b", 1, 400), new TableMeasurement("c", 0, 0)],
        NetworkBytes = 5000,
        SlowQueries = 2,
        CpuTime = TimeSpan.FromSeconds(7),
    };

    [TestMethod]
    public void What_is_at_its_quota_is_within_it() => Assert.IsEmpty(Wanted(Within));

    [TestMethod]
    public void Too_much_on_disk_forbids_what_writes() => AssertDatabase(
        Within with { Tables = [new TableMeasurement("a", 1, 501), new TableMeasurement("b", 1, 500)] },
        "['INSERT', 'UPDATE', 'CREATE']",
        "quota: disk of 1000 bytes exceeded");

    [TestMethod]
    public void Too_many_tables_forbid_what_writes() => AssertDatabase(
        Within with { Tables = [.. Within.Tables!, new TableMeasurement("d", 0, 0)] },
        "['INSERT', 'UPDATE', 'CREATE']",
        "quota: tablenums of 3 tables exceeded");

    [TestMethod]
    public void Two_excesses_that_forbid_the_same_are_one_forbid_with_both_reasons() => AssertDatabase(
        Within with { NetworkBytes = 5001, SlowQueries = 3 },
        "['ALL']",
        "quota: network of 5000 bytes a month exceeded, slowquery_times of 2 slow queries in 60 s exceeded");

    [TestMethod]
    public void Too_much_processor_time_forbids_all() => AssertDatabase(
        Within with { CpuTime = TimeSpan.FromSeconds(8) }, "['ALL']", "quota: cputime of 7 s in 60 s exceeded");

    [TestMethod]
    [DataRow(11L, 600L, "quota: tablerows of 10 rows exceeded")]
    [DataRow(10L, 601L, "quota: tablesize of 600 bytes exceeded")]
    [DataRow(11L, 601L, "quota: tablesize of 600 bytes exceeded, tablerows of 10 rows exceeded")]
    public void A_table_that_is_too_big_is_forbidden_alone(long rows, long bytes, string reason)
    {
        ForbidDefinition forbid = Wanted(Within with
        {
            Tables = [new TableMeasurement("a", rows, bytes), new TableMeasurement("b", 1, 1)],
        }).Single();
        Assert.AreEqual(ForbidObject.Table, forbid.Object);
        Assert.AreEqual("a", forbid.Tables.Single().Name);
        Assert.AreEqual("['INSERT', 'UPDATE', 'CREATE']", forbid.Tables.Single().Verbs.ToString());
        Assert.AreEqual(reason, forbid.Reason);
    }

    [TestMethod]
    public void Storage_never_forbids_what_frees_it()
    {
        SqlOperations forbidden = Wanted(Within with { Tables = [new TableMeasurement("a", 1, 2000)] })
            .Aggregate(SqlOperations.None, static (all, forbid) => all | (forbid.Object == ForbidObject.Database
                ? forbid.Verbs.Operations
                : forbid.Tables[0].Verbs.Operations));
        Assert.AreEqual(SqlOperations.Insert | SqlOperations.Update | SqlOperations.Create, forbidden);
    }

    [TestMethod]
    public void What_is_not_measured_is_no_excess() => Assert.IsEmpty(Wanted(new QuotaMeasurement()));

    [TestMethod]
    public void Databases_of_the_type_internal_are_exempt()
    {
        QuotaMeasurement much = Within with { NetworkBytes = long.MaxValue };
        Assert.HasCount(1, Wanted(much));
        Assert.IsEmpty(Wanted(much, Small with { Name = TypeDefinition.Internal }));
    }

    [TestMethod]
    public void An_excess_that_lasts_is_forbidden_anew_before_the_forbid_ends()
    {
        IReadOnlyList<ForbidDefinition> wanted = Wanted(Within with { NetworkBytes = 5001 });
        ForbidSet first = QuotaRules.Apply(ForbidSet.None, wanted, Within, 1000, RenewBefore);
        Assert.AreEqual(1000, first.Forbids.Single().Start);
        Assert.AreEqual(first, QuotaRules.Apply(first, wanted, Within, 1209, RenewBefore), "not extended while it runs");
        Assert.AreEqual(1211, QuotaRules.Apply(first, wanted, Within, 1211, RenewBefore).Forbids.Single().Start);
    }

    [TestMethod]
    public void An_excess_that_is_gone_is_allowed_at_once()
    {
        ForbidSet forbidden = QuotaRules.Apply(ForbidSet.None, Wanted(Within with { NetworkBytes = 5001 }), Within, 1000, RenewBefore);
        Assert.IsTrue(QuotaRules.Apply(forbidden, [], Within, 1001, RenewBefore).IsEmpty);
    }

    [TestMethod]
    public void What_cannot_be_measured_any_more_leaves_its_forbid_to_run_out()
    {
        ForbidSet forbidden = QuotaRules.Apply(ForbidSet.None, Wanted(Within with { NetworkBytes = 5001 }), Within, 1000, RenewBefore);
        QuotaMeasurement unknown = Within with { NetworkBytes = null };
        Assert.AreEqual(forbidden, QuotaRules.Apply(forbidden, [], unknown, 1299, RenewBefore));
        Assert.IsTrue(QuotaRules.Apply(forbidden, [], unknown, 1300, RenewBefore).IsEmpty);
    }

    [TestMethod]
    public void A_forbid_of_another_excess_takes_the_place_of_the_first()
    {
        ForbidSet first = QuotaRules.Apply(ForbidSet.None, Wanted(Within with { NetworkBytes = 5001 }), Within, 1000, RenewBefore);
        ForbidSet second = QuotaRules.Apply(first, Wanted(Within with { SlowQueries = 3 }), Within, 1001, RenewBefore);
        Assert.AreEqual("quota: slowquery_times of 2 slow queries in 60 s exceeded", second.Forbids.Single().Reason);
    }

    [TestMethod]
    public void What_people_have_forbidden_is_neither_lifted_nor_doubled()
    {
        ForbidDefinition byHand = new() { Kind = ForbidKind.Timed, Start = 900, Duration = 1000, Reason = "by hand" };
        ForbidSet before = ForbidSet.Of(byHand);
        Assert.AreEqual(before, QuotaRules.Apply(before, [], Within, 1000, RenewBefore));
        Assert.AreEqual(before, QuotaRules.Apply(before, Wanted(Within with { NetworkBytes = 5001 }), Within, 1000, RenewBefore));
        Assert.IsTrue(QuotaRules.IsOfQuota(
            QuotaRules.Apply(before, Wanted(Within with { NetworkBytes = 5001 }), Within, 1900, RenewBefore).Forbids.Single()));
    }

    private static void AssertDatabase(QuotaMeasurement measurement, string verbs, string reason)
    {
        ForbidDefinition forbid = Wanted(measurement).Single();
        Assert.AreEqual(ForbidObject.Database, forbid.Object);
        Assert.AreEqual(ForbidKind.Timed, forbid.Kind);
        Assert.AreEqual(300, forbid.Duration);
        Assert.AreEqual(verbs, forbid.Verbs.ToString());
        Assert.AreEqual(reason, forbid.Reason);
    }

    private static IReadOnlyList<ForbidDefinition> Wanted(QuotaMeasurement measurement, TypeDefinition? type = null) =>
        QuotaRules.ForbidsFor(type ?? Small, measurement, Duration, TimeSpan.FromSeconds(60));
}
