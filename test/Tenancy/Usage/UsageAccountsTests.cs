using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>Minutes of a process that runs.</summary>
[TestClass]
public sealed class UsageAccountsTests
{
    private readonly UsageFolder folder = new();

    [TestCleanup]
    public void RemoveFolder() => folder.Dispose();

    [TestMethod]
    public void A_minute_holds_every_figure_that_was_counted_in_it()
    {
        using UsageProcess process = folder.Start();
        UsageSlot slot = process.Slot();
        slot.Database.Connected();
        slot.Database.Connected();
        slot.Database.Disconnected();
        slot.Database.BackendOpened();
        slot.LoggedIn();
        slot.Received(120);
        slot.RequestStarted();
        slot.StatementRead(UsageVerb.Select);
        slot.StatementRead(UsageVerb.Unread);
        slot.RowsSent(3);
        slot.Sent(450);
        slot.ErrorSent();
        slot.Refused(RefusalReason.Forbid);
        slot.RequestAnswered(TimeSpan.FromMicroseconds(100));
        NextMinute(process);

        ClosedMinute line = folder.Lines().Single();
        Assert.AreEqual("shop", line.Database);
        Assert.AreEqual(1, line.Sequence);
        Assert.AreEqual(UsageFolder.Noon, line.Minute);
        Assert.AreEqual((1L, 2L, 1L, 1L), (line.Connections, line.PeakConnections, line.Backends, line.PeakBackends));
        UsageTotals used = line.Used;
        Assert.AreEqual((1L, 120L, 450L, 3L), (used.Requests, used.BytesIn, used.BytesOut, used.Rows));
        Assert.AreEqual((1L, 1L, 2L, 1L), (used.Errors, used.Logins, used.AllStatements, used.AllRefusals));
        Assert.AreEqual(1, used.Statements(UsageVerb.Select));
        Assert.AreEqual(1, used.Statements(UsageVerb.Unread));
        Assert.AreEqual(1, used.Refusals(RefusalReason.Forbid));
        Assert.AreEqual((100L, 1L), (used.LatencySum, used.Latencies(LatencyBuckets.IndexOf(100))));
        Assert.AreEqual(used, line.Total);
    }

    [TestMethod]
    public void Each_minute_has_what_came_in_it_and_says_where_the_database_stands()
    {
        using UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        NextMinute(process);
        process.Slot().Sent(20);
        process.Slot("other").Sent(7);
        NextMinute(process);
        NextMinute(process);

        List<ClosedMinute> lines = folder.Lines();
        CollectionAssert.AreEqual(new long[] { 1, 2, 3 }, lines.ConvertAll(static line => line.Sequence), "an idle minute has no line");
        ClosedMinute second = lines.Last(static line => line.Database == "shop");
        Assert.AreEqual(UsageFolder.Noon.AddMinutes(1), second.Minute);
        Assert.AreEqual((20L, 120L), (second.Used.BytesOut, second.Total.BytesOut));
        Assert.AreEqual(7, folder.BilledBytes("other"));
    }

    [TestMethod]
    public void A_connected_database_has_a_line_though_it_used_nothing()
    {
        using UsageProcess process = folder.Start();
        process.Slot().Database.Connected();
        NextMinute(process);
        NextMinute(process);
        Assert.HasCount(2, folder.Lines());
        process.Slot().Database.Disconnected();
        NextMinute(process);
        NextMinute(process);
        List<ClosedMinute> lines = folder.Lines();
        Assert.HasCount(3, lines, "it was still connected at the beginning of the third");
        Assert.AreEqual((0L, 1L), (lines[2].Connections, lines[2].PeakConnections));
    }

    [TestMethod]
    public void A_peak_is_that_of_its_minute()
    {
        using UsageProcess process = folder.Start();
        UsageDatabase database = process.Slot().Database;
        for (int i = 0; i < 5; i++)
            database.Connected();
        for (int i = 0; i < 3; i++)
            database.Disconnected();
        NextMinute(process);
        database.Connected();
        NextMinute(process);
        CollectionAssert.AreEqual(
            new[] { (2L, 5L), (3L, 3L) },
            folder.Lines().ConvertAll(static line => (line.Connections, line.PeakConnections)));
        Assert.AreEqual(5, process.Accounts.Find("shop")!.PeakConnectionsSinceStart);
    }

    [TestMethod]
    public void The_event_loops_of_a_database_are_added_up()
    {
        using UsageProcess process = folder.Start();
        UsageSlot first = process.Store.Slot("a", "shop");
        UsageSlot second = process.Store.Slot("b", "shop");
        Assert.AreNotSame(first, second);
        Assert.AreSame(first, process.Store.Slot("a", "shop"), "a database that comes back goes on");
        first.Sent(1);
        second.Sent(10);
        NextMinute(process);
        Assert.AreEqual(11, folder.BilledBytes());
    }

    [TestMethod]
    public void A_new_day_has_a_file_of_its_own_that_begins_with_where_every_database_stands()
    {
        folder.Time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 23, 59, 30, TimeSpan.Zero));
        using UsageProcess process = folder.Start();
        process.Slot("idle").Sent(5);
        process.Slot().Sent(100);
        NextMinute(process);
        process.Slot().Sent(20);
        NextMinute(process);

        CollectionAssert.AreEqual(
            new[] { "usage-20260301.jsonl", "usage-20260302.jsonl" }, folder.Logs.Select(Path.GetFileName).ToArray());
        Assert.HasCount(2, File.ReadAllLines(folder.Logs[0]));
        string[] second = File.ReadAllLines(folder.Logs[1]);
        Assert.HasCount(3, second);
        Assert.AreEqual(
            """{"seq":2,"minute":"2026-03-02T00:00:00Z","database":"idle","total":{"bytesOut":5}}""", second[0]);
        StringAssert.Contains(second[2], "\"used\":{\"bytesOut\":20}");
        Assert.AreEqual((120L, 5L), (folder.BilledBytes(), folder.BilledBytes("idle")));
    }

    [TestMethod]
    public void A_clock_that_goes_back_closes_the_minute_and_nothing_counts_twice()
    {
        using UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        folder.Time.AdjustTime(UsageFolder.Noon.AddHours(-13));
        process.Accounts.CloseIfOver();
        process.Slot().Sent(20);
        NextMinute(process);

        List<ClosedMinute> lines = folder.Lines();
        CollectionAssert.AreEqual(
            new[] { (1L, UsageFolder.Noon, 100L), (2L, UsageFolder.Noon.AddHours(-13), 20L) },
            lines.ConvertAll(static line => (line.Sequence, line.Minute, line.Used.BytesOut)));
        Assert.HasCount(1, folder.Logs, "the newest file is the one that is believed");
    }

    [TestMethod]
    public void The_view_tells_of_the_running_minute_and_of_all_since_the_start()
    {
        using UsageProcess before = folder.Start();
        before.Slot().Sent(1_000);
        before.Stop();
        using UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        NextMinute(process);
        process.Slot().Sent(20);
        process.Slot().Database.Connected();
        process.Slot("archive").Received(3);

        CollectionAssert.AreEqual(
            new[] { "archive", "shop" }, process.Accounts.All().Select(static view => view.Database).ToArray());
        UsageSnapshot view = process.Accounts.Find("shop")!;
        Assert.AreEqual(UsageFolder.Noon.AddMinutes(1), view.Minute);
        Assert.AreEqual((20L, 120L), (view.RunningMinute.BytesOut, view.SinceStart.BytesOut));
        Assert.AreEqual((1L, 1L), (view.Connections, view.PeakConnections));
        Assert.IsNull(process.Accounts.Find("unknown"));
    }

    [TestMethod]
    public void A_sink_is_told_once_and_only_of_what_is_on_disk()
    {
        using UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        NextMinute(process);
        Assert.IsEmpty(folder.Sink.Minutes);
        process.Accounts.Flush();
        process.Accounts.Flush();
        Assert.AreEqual(100, folder.Sink.Minutes.Single().Used.BytesOut);
    }

    [TestMethod]
    public void A_log_that_cannot_be_written_is_told_once_and_the_next_line_holds_it_all()
    {
        folder.Time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 23, 59, 30, TimeSpan.Zero));
        using UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        NextMinute(process);
        string obstacle = Path.Combine(folder.Path, "usage-20260302.jsonl");
        Directory.CreateDirectory(obstacle);
        process.Slot().Sent(20);
        NextMinute(process);
        process.Slot().Sent(3);
        NextMinute(process);
        Assert.HasCount(1, folder.Notices.FindAll(static notice => notice.Kind == UsageNoticeKind.CannotWrite));
        Assert.HasCount(1, folder.Lines());
        Directory.Delete(obstacle);
        NextMinute(process);
        List<ClosedMinute> lines = folder.Lines();
        CollectionAssert.AreEqual(
            new[] { (1L, 100L), (2L, 23L) }, lines.ConvertAll(static line => (line.Sequence, line.Used.BytesOut)));
    }

    [TestMethod]
    public void Files_are_removed_when_their_days_are_over_and_the_newest_never()
    {
        foreach (string day in (ReadOnlySpan<string>)["20251201", "20260224", "20260225", "20260301", "notaday1"])
            File.WriteAllText(Path.Combine(folder.Path, $"usage-{day}.jsonl"), "");
        File.WriteAllText(Path.Combine(folder.Path, "invoice.jsonl"), "");
        using UsageProcess process = folder.Start();
        process.Accounts.RemoveOld(0);
        Assert.HasCount(5, folder.Logs);
        process.Accounts.RemoveOld(4);
        CollectionAssert.AreEqual(
            new[] { "usage-20260225.jsonl", "usage-20260301.jsonl", "usage-notaday1.jsonl" },
            folder.Logs.Select(Path.GetFileName).ToArray());
        folder.Time.Advance(TimeSpan.FromDays(400));
        process.Accounts.RemoveOld(4);
        Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "usage-20260301.jsonl")), "the file that is written to");
        Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "invoice.jsonl")), "what is not ours");
    }

    private void NextMinute(UsageProcess process)
    {
        folder.Time.Advance(TimeSpan.FromMinutes(1));
        process.Accounts.CloseIfOver();
    }
}
