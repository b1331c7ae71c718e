using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>What a process finds that another one has left.</summary>
[TestClass]
public sealed class UsageRecoveryTests
{
    private readonly UsageFolder folder = new();

    [TestCleanup]
    public void RemoveFolder() => folder.Dispose();

    [TestMethod]
    public void What_a_killed_process_had_counted_is_closed_into_the_minute_that_was_open()
    {
        UsageProcess killed = folder.Start();
        killed.Slot().Sent(100);
        NextMinute(killed);
        killed.Slot().Sent(20);
        killed.Slot().Database.Connected();
        killed.Kill();
        folder.Time.Advance(TimeSpan.FromHours(3));
        using UsageProcess process = folder.Start();

        Assert.IsTrue(folder.WasTold(UsageNoticeKind.Recovered));
        ClosedMinute line = folder.Lines()[^1];
        Assert.AreEqual((2L, UsageFolder.Noon.AddMinutes(1), 20L), (line.Sequence, line.Minute, line.Used.BytesOut));
        Assert.AreEqual(1, line.PeakConnections);
        Assert.AreEqual(0, process.Slot().Database.Connections, "the clients of the killed process are gone");
        NextMinute(process);
        Assert.HasCount(2, folder.Lines());
    }

    [TestMethod]
    public void A_stop_closes_the_minute_that_runs()
    {
        UsageProcess stopped = folder.Start();
        stopped.Slot().Sent(100);
        stopped.Stop();
        Assert.AreEqual(100, folder.BilledBytes());
        Assert.AreEqual(100, folder.Sink.Minutes.Single().Used.BytesOut);
        using UsageProcess process = folder.Start();
        process.Slot().Sent(20);
        NextMinute(process);
        Assert.IsFalse(folder.WasTold(UsageNoticeKind.Recovered));
        CollectionAssert.AreEqual(
            new[] { (UsageFolder.Noon, 100L), (UsageFolder.Noon, 20L) },
            folder.Lines().ConvertAll(static line => (line.Minute, line.Used.BytesOut)),
            "two lines of one minute add up");
    }

    [TestMethod]
    public void Whatever_number_is_read_after_every_later_line_of_every_day_comes_in_its_order()
    {
        for (int day = 0; day < 3; day++)
        {
            UsageProcess process = folder.Start();
            for (int i = 0; i < 3; i++)
            {
                process.Slot().Sent(1);
                NextMinute(process);
            }

            process.Stop();
            folder.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.HasCount(3, folder.Logs);
        using UsageProcess reader = folder.Start();
        for (long after = 0; after <= 10; after++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(1, 9).Select(static number => (long)number).Where(number => number > after).ToArray(),
                reader.Log.ReadAfter(after).Select(static line => line.Sequence).ToArray());
        }
    }

    [TestMethod]
    public void What_is_on_disk_is_told_after_the_flush()
    {
        using UsageProcess process = folder.Start();
        process.Slot().Sent(1);
        NextMinute(process);
        Assert.AreEqual(0, process.Log.FlushedSequence);
        process.Accounts.Flush();
        Assert.AreEqual(1, process.Log.FlushedSequence);
    }

    [TestMethod]
    public void Many_kills_at_any_moment_count_every_byte_once()
    {
        var random = new Random(7);
        long counted = 0;
        for (int round = 0; round < 40; round++)
        {
            UsageProcess process = folder.Start();
            for (int step = random.Next(6); step > 0; step--)
            {
                int bytes = random.Next(1, 1000);
                counted += bytes;
                process.Slot().Sent(bytes);
                if (random.Next(3) == 0)
                    NextMinute(process);
            }

            process.Kill();
        }

        folder.Start().Stop();
        Assert.AreEqual(counted, folder.BilledBytes());
        long[] sequences = [.. folder.Lines().Select(static line => line.Sequence)];
        CollectionAssert.AreEqual(sequences.Order().Distinct().ToArray(), sequences);
    }

    [TestMethod]
    public void A_line_that_was_written_but_not_noted_is_not_written_again()
    {
        UsageProcess killed = folder.Start();
        killed.Slot().Sent(100);
        killed.Kill();
        byte[] beforeTheLine = File.ReadAllBytes(folder.CounterFile);
        folder.Start().Kill();
        Assert.AreEqual(100, folder.BilledBytes());
        File.WriteAllBytes(folder.CounterFile, beforeTheLine);

        using UsageProcess process = folder.Start();
        process.Slot().Sent(20);
        NextMinute(process);
        CollectionAssert.AreEqual(
            new[] { (1L, 100L), (2L, 20L) }, folder.Lines().ConvertAll(static line => (line.Sequence, line.Used.BytesOut)));
    }

    [TestMethod]
    public void Wherever_the_last_write_was_cut_every_byte_is_billed_once()
    {
        UsageProcess killed = folder.Start();
        killed.Slot().Sent(100);
        NextMinute(killed);
        long whole = new FileInfo(folder.Logs[0]).Length;
        killed.Slot().Sent(20);
        killed.Slot().StatementRead(UsageVerb.Insert);
        killed.Slot("other").Sent(7);
        NextMinute(killed);
        killed.Slot().Sent(3);
        killed.Kill();
        long end = new FileInfo(folder.Logs[0]).Length;
        Assert.IsGreaterThan(whole + 100, end);

        for (long cut = 0; cut <= end; cut++)
        {
            using UsageFolder torn = folder.Copy();
            using (FileStream log = File.OpenWrite(torn.Logs[0]))
                log.SetLength(cut);
            torn.Start().Kill();
            Assert.AreEqual((123L, 7L), (torn.BilledBytes(), torn.BilledBytes("other")), $"cut at {cut}");
            Assert.IsTrue(
                File.ReadAllLines(torn.Logs[0]).All(static line => line.StartsWith('{') && line.EndsWith('}')), $"cut at {cut}");
            Assert.AreEqual(torn.Lines().Count, torn.Lines().DistinctBy(static line => line.Sequence).Count(), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void Zeros_that_a_power_cut_left_behind_the_last_line_are_cut_off()
    {
        UsageProcess killed = folder.Start();
        killed.Slot().Sent(100);
        killed.Stop();
        using (FileStream log = new(folder.Logs[0], FileMode.Append))
            log.Write([0, 0, 0, (byte)'\n', 0, 0]);
        folder.Start().Stop();
        Assert.IsTrue(folder.WasTold(UsageNoticeKind.TornLine));
        Assert.HasCount(1, File.ReadAllLines(folder.Logs[0]));
        Assert.AreEqual(100, folder.BilledBytes());
    }

    [TestMethod]
    public void A_bad_line_with_good_ones_behind_it_stays_and_is_told()
    {
        UsageProcess stopped = folder.Start();
        stopped.Slot().Sent(100);
        NextMinute(stopped);
        stopped.Slot().Sent(20);
        stopped.Stop();
        string[] lines = File.ReadAllLines(folder.Logs[0]);
        File.WriteAllLines(folder.Logs[0], [lines[0], "{\"seq\":", lines[1]]);
        using UsageProcess process = folder.Start();
        Assert.IsTrue(folder.WasTold(UsageNoticeKind.BadLine));
        Assert.HasCount(3, File.ReadAllLines(folder.Logs[0]));
        Assert.AreEqual(120, folder.BilledBytes());
    }

    [TestMethod]
    public void Counters_that_are_older_than_the_log_are_raised_to_it()
    {
        UsageProcess early = folder.Start();
        early.Slot().Sent(100);
        early.Slot().StatementRead(UsageVerb.Select);
        early.Stop();
        byte[] older = File.ReadAllBytes(folder.CounterFile);
        UsageProcess late = folder.Start();
        late.Slot().Sent(20);
        late.Slot("new").Sent(7);
        late.Stop();
        File.WriteAllBytes(folder.CounterFile, older);

        using UsageProcess process = folder.Start();
        Assert.IsTrue(folder.WasTold(UsageNoticeKind.Raised));
        process.Slot().Sent(3);
        NextMinute(process);
        Assert.AreEqual((123L, 7L), (folder.BilledBytes(), folder.BilledBytes("new")));
        Assert.AreEqual(123, folder.Lines()[^1].Total.BytesOut);
    }

    [TestMethod]
    public void Without_its_log_nothing_is_billed_again()
    {
        UsageProcess stopped = folder.Start();
        stopped.Slot().Sent(100);
        stopped.Stop();
        File.Delete(folder.Logs[0]);
        using UsageProcess process = folder.Start();
        Assert.IsTrue(folder.WasTold(UsageNoticeKind.LogMissing));
        process.Slot().Sent(20);
        NextMinute(process);
        ClosedMinute line = folder.Lines().Single();
        Assert.AreEqual((2L, 20L, 120L), (line.Sequence, line.Used.BytesOut, line.Total.BytesOut));
    }

    [TestMethod]
    public void Bytes_of_a_login_that_a_kill_cut_short_belong_to_nobody()
    {
        UsageProcess killed = folder.Start();
        killed.Slot(UsageStore.Nobody).Hold(40, 90);
        NextMinute(killed);
        Assert.IsEmpty(folder.Lines(), "they are not decided yet");
        killed.Kill();
        folder.Start().Stop();
        folder.Start().Stop();
        ClosedMinute line = folder.Lines().Single();
        Assert.AreEqual((UsageStore.Nobody, 40L, 90L), (line.Database, line.Used.BytesIn, line.Used.BytesOut));
    }

    [TestMethod]
    public void Bytes_of_a_login_that_succeeded_are_the_databases_alone()
    {
        UsageProcess process = folder.Start();
        UsageSlot nobody = process.Slot(UsageStore.Nobody);
        nobody.Hold(40, 90);
        nobody.Settle(40, 90, process.Slot());
        process.Kill();
        folder.Start().Stop();
        ClosedMinute line = folder.Lines().Single();
        Assert.AreEqual(("shop", 40L, 90L), (line.Database, line.Used.BytesIn, line.Used.BytesOut));
    }

    private void NextMinute(UsageProcess process)
    {
        folder.Time.Advance(TimeSpan.FromMinutes(1));
        process.Accounts.CloseIfOver();
    }
}
