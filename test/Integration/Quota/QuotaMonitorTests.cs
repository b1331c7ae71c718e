using System.Collections.Frozen;
using SceNettyProxy.Integration.Quota;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Tests.Quota;

[TestClass]
public sealed class QuotaMonitorTests : IAsyncDisposable
{
    private readonly TenantRegistry registry = new();
    private readonly ScriptedProbe probe = new();
    private readonly RecordingLogger<QuotaMonitor> logger = new();
    private readonly Live<QuotaOptions> options = new(new QuotaOptions { Enabled = true, Timeout = TimeSpan.FromSeconds(0.2) });
    private readonly UsageAccounts usage = UsageAccounts.InMemory(TimeProvider.System);
    private readonly NetworkMonth month = new(TimeProvider.System);
    private readonly ScriptedMembership membership = new();
    private readonly MemoryForbidStore forbids;
    private readonly QuotaMonitor monitor;
    private TypeDefinition small = new() { Name = "small", Disk = 1000, SlowQueries = 2 };

    public QuotaMonitorTests()
    {
        forbids = new MemoryForbidStore(registry, TimeProvider.System);
        monitor = new QuotaMonitor(registry, forbids, usage, month, probe, options, membership, TimeProvider.System, logger);
        month.Load([]);
        Apply(Database("shop"));
    }

    [TestMethod]
    public async Task An_excess_is_forbidden_until_it_is_gone()
    {
        probe.Answer("shop", 2000);
        await monitor.RunAsync();
        ForbidDefinition forbid = InForce("shop").Forbids.Single();
        Assert.AreEqual("quota: disk of 1000 bytes exceeded", forbid.Reason);
        Assert.AreEqual(300, forbid.Duration);
        await monitor.RunAsync();
        Assert.AreEqual(forbid, InForce("shop").Forbids.Single());
        Assert.AreEqual(1, logger.CountOf("shop is over its quota: quota: disk of 1000 bytes exceeded"));
        probe.Answer("shop", 1000);
        await monitor.RunAsync();
        Assert.IsTrue(InForce("shop").IsEmpty);
        Assert.AreEqual(1, logger.CountOf("shop is within its quota again"));
    }

    [TestMethod]
    public async Task Statuses_show_what_was_measured_last()
    {
        Assert.IsTrue(monitor.Of("shop").All(static status => status is { Used: null, MeasuredAt: null }));
        probe.Answer("shop", 700);
        await monitor.RunAsync();
        Assert.AreEqual(700, Used("shop", QuotaKind.Disk));
        Assert.AreEqual(1, Used("shop", QuotaKind.TableNums));
        Assert.AreEqual(0, Used("shop", QuotaKind.Network));
        Assert.IsNull(Used("shop", QuotaKind.CpuTime));
        probe.Fail("shop", "no");
        await monitor.RunAsync();
        Assert.AreEqual(700, Used("shop", QuotaKind.Disk));
    }

    [TestMethod]
    public async Task Slow_queries_are_seen_in_the_proxys_own_latencies()
    {
        probe.Answer("shop", 0);
        await monitor.RunAsync();
        for (int i = 0; i < 3; i++)
            usage.Store.Slot(this, "shop").RequestAnswered(TimeSpan.FromSeconds(5));
        await monitor.RunAsync();
        Assert.AreEqual(3, Used("shop", QuotaKind.SlowQueries));
        Assert.AreEqual(ForbidVerbs.All, InForce("shop").Forbids.Single().Verbs);
    }

    /// <summary>Else all that was slow by the new measure since the start would count as one window's.</summary>
    [TestMethod]
    public async Task Another_duration_counts_slow_queries_anew()
    {
        small = small with { SlowQueryDuration = TimeSpan.FromSeconds(10) };
        Apply(Database("shop"));
        probe.Answer("shop", 0);
        await monitor.RunAsync();
        for (int i = 0; i < 3; i++)
            usage.Store.Slot(this, "shop").RequestAnswered(TimeSpan.FromSeconds(5));
        await monitor.RunAsync();
        Assert.AreEqual(0, Used("shop", QuotaKind.SlowQueries));
        small = small with { SlowQueryDuration = TimeSpan.FromSeconds(2) };
        Apply(Database("shop"));
        await monitor.RunAsync();
        Assert.AreEqual(0, Used("shop", QuotaKind.SlowQueries));
        Assert.IsTrue(InForce("shop").IsEmpty);
    }

    [TestMethod]
    public async Task A_database_that_is_disabled_is_not_measured()
    {
        Apply(Database("shop") with { Disabled = true });
        probe.Answer("shop", 2000);
        await monitor.RunAsync();
        Assert.IsEmpty(probe.Asked);
        Assert.IsNull(Used("shop", QuotaKind.Disk));
    }

    [TestMethod]
    public async Task Processor_time_is_what_it_has_grown_by()
    {
        probe.Answer("shop", 0, TimeSpan.FromSeconds(5000));
        await monitor.RunAsync();
        Assert.IsNull(Used("shop", QuotaKind.CpuTime));
        probe.Answer("shop", 0, TimeSpan.FromSeconds(5061));
        await monitor.RunAsync();
        Assert.AreEqual(61, Used("shop", QuotaKind.CpuTime));
        StringAssert.StartsWith(InForce("shop").Forbids.Single().Reason, "quota: cputime of 60 s");
    }

    [TestMethod]
    public async Task A_server_that_does_not_answer_holds_up_no_other_and_is_asked_once_per_run()
    {
        Apply(Database("shop", 1), Database("blog", 1), Database("wiki", 2));
        probe.Hang("shop");
        probe.Hang("blog");
        probe.Answer("wiki", 2000);
        await monitor.RunAsync();
        Assert.IsFalse(InForce("wiki").IsEmpty);
        Assert.HasCount(2, probe.Asked);
        Assert.AreEqual(2, logger.CountOf("no answer in time"));
        await monitor.RunAsync();
        Assert.AreEqual(2, logger.CountOf("no answer in time"), "logged once");
        probe.Answer("shop", 0);
        probe.Answer("blog", 0);
        await monitor.RunAsync();
        Assert.AreEqual(2, logger.CountOf("are measured again"));
    }

    [TestMethod]
    public async Task An_account_that_is_refused_does_not_speak_for_the_others_of_its_server()
    {
        Apply(Database("shop", 1), Database("blog", 1));
        probe.Fail("shop", "access denied");
        probe.Fail("blog", "access denied");
        await monitor.RunAsync();
        Assert.HasCount(2, probe.Asked);
    }

    [TestMethod]
    public async Task What_people_have_forbidden_stays()
    {
        ForbidDefinition byHand = new() { Kind = ForbidKind.Permanent, Verbs = ForbidVerbs.From(["DELETE"]), Reason = "by hand" };
        await forbids.SetAsync("shop", byHand);
        probe.Answer("shop", 2000);
        await monitor.RunAsync();
        Assert.AreEqual(2, InForce("shop").Forbids.Length);
        probe.Answer("shop", 0);
        await monitor.RunAsync();
        Assert.AreEqual("by hand", InForce("shop").Forbids.Single().Reason);
    }

    [TestMethod]
    public async Task It_runs_by_itself_while_it_is_enabled()
    {
        probe.Answer("shop", 2000);
        options.Set(options.Value with { Interval = TimeSpan.FromSeconds(0.1) });
        monitor.Start();
        Eventually.IsTrue(() => !InForce("shop").IsEmpty, "the forbid");
        probe.Answer("shop", 0);
        Eventually.IsTrue(() => InForce("shop").IsEmpty, "the end of the forbid");
        options.Set(options.Value with { Enabled = false });
        Eventually.IsTrue(() => monitor.Of("shop")[0].Used is null, "nothing is measured");
        await monitor.DisposeAsync();
    }

    [TestMethod]
    public async Task Only_the_master_forbids()
    {
        probe.Answer("shop", 2000);
        membership.IsMaster = false;
        options.Set(options.Value with { Interval = TimeSpan.FromSeconds(0.1) });
        await monitor.RunAsync();
        Assert.IsTrue(InForce("shop").IsEmpty);
        monitor.Start();
        membership.IsMaster = true;
        Eventually.IsTrue(() => !InForce("shop").IsEmpty, "the forbid of the master");
    }

    public async ValueTask DisposeAsync()
    {
        await monitor.DisposeAsync();
        forbids.Dispose();
    }

    private long? Used(string database, QuotaKind kind) => monitor.Of(database).Single(status => status.Kind == kind).Used;

    private ForbidSet InForce(string database) => registry.Find(database)!.Forbids;

    private static DatabaseDefinition Database(string name, int host = 1) => new()
    {
        Name = name,
        Users = [new UserDefinition { Name = "u", Password = "p" }],
        ServerUser = "u",
        ServerPassword = "p",
        Schema = name,
        Primary = new Endpoint($"10.0.0.{host}", 3306),
        Type = "small",
    };

    private void Apply(params DatabaseDefinition[] databases) => registry.Apply(new RegistrySnapshot
    {
        Databases = databases.ToFrozenDictionary(static database => database.Name),
        Types = new Dictionary<string, TypeDefinition> { [small.Name] = small }.ToFrozenDictionary(),
    });
}
