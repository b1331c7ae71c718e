using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Tests.Usage;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Quotas;

[TestClass]
public sealed class NetworkMonthTests
{
    private static readonly DateTimeOffset March = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new(UsageFolder.Noon);

    [TestMethod]
    public void Nothing_is_known_until_the_log_is_read()
    {
        NetworkMonth month = new(time);
        month.Accept([Minute(1, March, 5)]);
        Assert.IsNull(month.Of("shop", null));
        month.Load([]);
        Assert.AreEqual(10, month.Of("shop", null));
    }

    [TestMethod]
    public void Minutes_of_the_log_and_those_that_come_are_counted_once()
    {
        NetworkMonth month = new(time);
        month.Accept([Minute(2, March, 20)]);
        month.Load([Minute(1, March, 10), Minute(2, March, 20)]);
        month.Accept([Minute(2, March, 20), Minute(3, March, 30)]);
        Assert.AreEqual(120, month.Of("shop", null), "in and out");
        Assert.AreEqual(0, month.Of("blog", null));
    }

    [TestMethod]
    public void The_minute_that_runs_counts()
    {
        NetworkMonth month = new(time);
        month.Load([Minute(1, March, 10)]);
        Assert.AreEqual(28, month.Of("shop", Running(March, 4)));
        Assert.AreEqual(28, month.Of("shop", Running(March, 0)), "closed, but not on disk yet");
    }

    [TestMethod]
    public void A_month_begins_with_nothing()
    {
        NetworkMonth month = new(time);
        month.Load([Minute(1, March.AddMinutes(-1), 1000), Minute(2, March, 10)]);
        Assert.AreEqual(20, month.Of("shop", null));
        time.SetUtcNow(March.AddMonths(1));
        Assert.AreEqual(0, month.Of("shop", Running(March.AddMonths(1).AddMinutes(-1), 7)));
        month.Accept([Minute(3, March.AddMonths(1).AddMinutes(-1), 7), Minute(4, March.AddMonths(1), 8)]);
        Assert.AreEqual(16, month.Of("shop", null));
    }

    [TestMethod]
    public void The_log_tells_it_after_a_restart_and_leaves_earlier_days_out()
    {
        using UsageFolder folder = new();
        UsageProcess process = folder.Start();
        process.Slot().Received(100);
        folder.Time.Advance(TimeSpan.FromMinutes(1));
        process.Accounts.CloseIfOver();
        process.Stop();
        NetworkMonth month = new(folder.Time);
        UsageLog log = new(folder.Path, static _ => { });
        Assert.IsEmpty(log.ReadAfter(0, new DateOnly(2026, 3, 2)).ToList());
        month.Load(log.ReadAfter(0, new DateOnly(2026, 3, 1)));
        Assert.IsGreaterThanOrEqualTo(100, month.Of("shop", null)!.Value);
    }

    private static ClosedMinute Minute(long sequence, DateTimeOffset minute, long bytes) => new()
    {
        Sequence = sequence,
        Minute = minute,
        Database = "shop",
        Used = Totals(bytes),
        Total = UsageTotals.Zero,
    };

    private static UsageSnapshot Running(DateTimeOffset minute, long bytes) => new()
    {
        Database = "shop",
        Minute = minute,
        RunningMinute = Totals(bytes),
        SinceStart = UsageTotals.Zero,
        Connections = 0,
        PeakConnections = 0,
        PeakConnectionsSinceStart = 0,
        Backends = 0,
        PeakBackends = 0,
        PeakBackendsSinceStart = 0,
    };

    /// <summary>So many in, and as many out.</summary>
    private static UsageTotals Totals(long bytes)
    {
        var accounts = UsageAccounts.InMemory(TimeProvider.System);
        UsageSlot slot = accounts.Store.Slot(accounts, "shop");
        slot.Received((int)bytes);
        slot.Sent(bytes);
        return accounts.Find("shop")!.SinceStart;
    }
}
