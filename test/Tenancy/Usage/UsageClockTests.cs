using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

[TestClass]
public sealed class UsageClockTests
{
    private readonly UsageFolder folder = new();

    [TestCleanup]
    public void RemoveFolder() => folder.Dispose();

    [TestMethod]
    public void A_minute_is_closed_when_it_is_over_and_flushed_by_the_interval()
    {
        using UsageProcess process = folder.Start();
        Live<StatisticsOptions> options = new(new StatisticsOptions { FlushInterval = TimeSpan.FromSeconds(30) });
        using UsageClock clock = new(process.Accounts, options, folder.Time);
        process.Slot().Sent(100);
        folder.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.IsEmpty(folder.Lines());
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.HasCount(1, folder.Lines());
        options.Set(options.Value with { FlushInterval = TimeSpan.FromSeconds(5) });
        folder.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.HasCount(1, folder.Sink.Minutes);
    }

    [TestMethod]
    public void Its_end_closes_and_flushes_what_is_left()
    {
        using UsageProcess process = folder.Start();
        UsageClock clock = new(process.Accounts, new Live<StatisticsOptions>(new StatisticsOptions()), folder.Time);
        process.Slot().Sent(100);
        clock.Dispose();
        clock.Dispose();
        Assert.HasCount(1, folder.Sink.Minutes);
        process.Slot().Sent(20);
        folder.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.HasCount(1, folder.Lines());
    }

    [TestMethod]
    public void A_folder_that_vanishes_does_not_end_the_counting()
    {
        using UsageProcess process = folder.Start();
        using UsageClock clock = new(process.Accounts, new Live<StatisticsOptions>(new StatisticsOptions()), folder.Time);
        process.Slot().Sent(100);
        Directory.Delete(folder.Path, recursive: true);
        folder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.IsTrue(folder.WasTold(UsageNoticeKind.CannotWrite));
        Directory.CreateDirectory(folder.Path);
        folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(100, folder.BilledBytes());
    }

    [TestMethod]
    public void Old_files_go_on_the_first_tick_and_with_each_day()
    {
        File.WriteAllText(Path.Combine(folder.Path, "usage-20260101.jsonl"), "");
        File.WriteAllText(Path.Combine(folder.Path, "usage-20260222.jsonl"), "");
        using UsageProcess process = folder.Start();
        Live<StatisticsOptions> options = new(new StatisticsOptions { KeepDays = 7 });
        using UsageClock clock = new(process.Accounts, options, folder.Time);
        process.Slot().Sent(1);
        folder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.HasCount(2, folder.Logs);
        folder.Time.Advance(TimeSpan.FromHours(12));
        Assert.AreEqual("usage-20260301.jsonl", Path.GetFileName(folder.Logs.Single()));
    }
}
