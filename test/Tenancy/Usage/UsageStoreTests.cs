using System.Text;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>The counter file.</summary>
[TestClass]
public sealed class UsageStoreTests
{
    private const int Header = 4096;
    private const int Slot = 1536;
    private const int Segment = 128 * Slot;

    private readonly UsageFolder folder = new();

    [TestCleanup]
    public void RemoveFolder() => folder.Dispose();

    [TestMethod]
    public void The_file_is_laid_out_as_documented()
    {
        UsageProcess process = folder.Start();
        UsageSlot slot = process.Slot();
        slot.RequestStarted();
        slot.Received(2);
        slot.Sent(3);
        slot.RowsSent(4);
        slot.ErrorSent();
        slot.LoggedIn();
        slot.StatementRead(UsageVerb.Update);
        slot.Refused(RefusalReason.Schema);
        slot.RequestAnswered(TimeSpan.FromMicroseconds(17));
        slot.Hold(8, 9);
        slot.Database.Connected();
        slot.Database.BackendOpened();
        slot.Database.BackendOpened();
        process.Kill();

        byte[] file = File.ReadAllBytes(folder.CounterFile);
        Assert.HasCount(Header + Segment, file);
        Assert.AreEqual("SCEUSAGE", Encoding.ASCII.GetString(file, 0, 8));
        Assert.AreEqual((1, Header, Slot, 168), (Int(8), Int(12), Int(16), Int(20)));
        Assert.AreEqual(UsageFolder.Noon.ToUnixTimeSeconds() / 60, Long(24));
        Assert.AreEqual(0, Long(32));

        int database = Header;
        Assert.AreEqual((1, 4), (Int(database), Int(database + 4)));
        Assert.AreEqual("shop", Encoding.UTF8.GetString(file, database + 64, 4));
        Assert.AreEqual((1L, 1L), (Long(database + 320), Long(database + 328)));
        Assert.AreEqual((2L, 2L), (Long(database + 336), Long(database + 344)));

        int counters = Header + Slot;
        Assert.AreEqual((2, 0, 0L), (Int(counters), Int(counters + 4), Long(counters + 8)));
        long[] expected = new long[170];
        (expected[0], expected[1], expected[2], expected[3]) = (1, 2, 3, 4);
        (expected[4], expected[5], expected[6]) = (1, 1, 17);
        expected[8 + (int)UsageVerb.Update] = 1;
        expected[56 + (int)RefusalReason.Schema] = 1;
        expected[72 + 1] = 1;
        (expected[168], expected[169]) = (8, 9);
        CollectionAssert.AreEqual(expected, Enumerable.Range(0, 170).Select(i => Long(counters + 64 + (8 * i))).ToArray());
        Assert.IsTrue(file.AsSpan(Header + (2 * Slot)).IndexOfAnyExcept((byte)0) < 0, "the other slots are free");

        int Int(int offset) => BitConverter.ToInt32(file, offset);
        long Long(int offset) => BitConverter.ToInt64(file, offset);
    }

    [TestMethod]
    public void Numbers_in_the_file_do_not_change()
    {
        Assert.AreEqual(
            "Other,Select,Insert,Replace,Update,Delete,Load,Call,Do,Set,Show,Explain,Use,Begin,Commit,Rollback,Savepoint,Lock,"
            + "Create,Alter,Drop,Rename,Truncate,Grant,Prepare,Execute,Deallocate,Kill,Maintain,Xa,Private,Unread",
            string.Join(',', Enumerable.Range(0, 32).Select(static number => (UsageVerb)number)));
        Assert.AreEqual(
            "Policy,Forbid,Rate,Connections,ReadOnlyUser,Schema,CustomHandler,Address,Disabled,Login",
            string.Join(',', Enumerable.Range(0, 10).Select(static number => (RefusalReason)number)));
        Assert.IsLessThan(48, Enum.GetValues<UsageVerb>().Length);
        Assert.IsLessThan(16, Enum.GetValues<RefusalReason>().Length);
    }

    [TestMethod]
    public void The_file_grows_with_the_databases_and_keeps_them_all()
    {
        UsageProcess process = folder.Start();
        for (int i = 0; i < 300; i++)
        {
            UsageSlot slot = process.Slot($"база-{i}");
            slot.Sent(i + 1);
        }

        Assert.AreEqual(1, process.Accounts.Find("база-0")!.SinceStart.BytesOut, "what was given out stays mapped");
        process.Kill();
        Assert.AreEqual(Header + (5 * Segment), new FileInfo(folder.CounterFile).Length);
        folder.Start().Stop();
        for (int i = 0; i < 300; i++)
            Assert.AreEqual(i + 1, folder.BilledBytes($"база-{i}"));
    }

    [TestMethod]
    public void A_segment_that_was_not_added_whole_is_cut_off()
    {
        UsageProcess process = folder.Start();
        process.Slot().Sent(100);
        process.Kill();
        using (FileStream file = new(folder.CounterFile, FileMode.Append))
            file.Write(new byte[Segment / 2]);
        folder.Start().Stop();
        Assert.AreEqual(Header + Segment, new FileInfo(folder.CounterFile).Length);
        Assert.AreEqual(100, folder.BilledBytes());
        Assert.IsFalse(folder.WasTold(UsageNoticeKind.PutAside));
    }

    [TestMethod]
    [DataRow(0, 0x00, "no counter file")]
    [DataRow(8, 0x02, "version 2")]
    [DataRow(16, 0x01, "other sizes")]
    [DataRow(31, 0xFF, "no time")]
    [DataRow(Header, 0x07, "no known kind")]
    [DataRow(Header, 0x00, "behind a free one")]
    [DataRow(Header + 5, 0xFF, "its name is none")]
    [DataRow(Header + 64, 0xFF, "its name is none")]
    [DataRow(Header + Slot + 8, 0x05, "belongs to no database")]
    [DataRow(Header + Slot + 7, 0xFF, "event loop is none")]
    [DataRow(Header + Slot + 64 + 7, 0x80, "negative")]
    public void A_damaged_file_stands_aside_and_counting_goes_on_where_the_log_ends(int offset, int value, string told)
    {
        UsageProcess stopped = folder.Start();
        stopped.Slot().Sent(100);
        stopped.Stop();
        byte[] damaged = File.ReadAllBytes(folder.CounterFile);
        damaged[offset] = (byte)value;
        File.WriteAllBytes(folder.CounterFile, damaged);

        UsageProcess process = folder.Start();
        UsageNotice notice = folder.Notices.Single(static notice => notice.Kind == UsageNoticeKind.PutAside);
        StringAssert.Contains(notice.Detail, told);
        string aside = Directory.GetFiles(folder.Path, "usage.counters.damaged-*").Single();
        StringAssert.Contains(notice.Detail, aside);
        CollectionAssert.AreEqual(damaged, File.ReadAllBytes(aside), "nothing of it is lost");
        process.Slot().Sent(20);
        process.Stop();
        Assert.AreEqual(120, folder.BilledBytes());
        Assert.AreEqual(120, folder.Lines()[^1].Total.BytesOut);
    }

    [TestMethod]
    [DataRow("hello")]
    [DataRow("{\"seq\":1}")]
    public void A_foreign_file_stands_aside(string text)
    {
        File.WriteAllText(folder.CounterFile, text);
        folder.Start().Stop();
        Assert.AreEqual(text, File.ReadAllText(Directory.GetFiles(folder.Path, "*.damaged-*").Single()));
    }

    [TestMethod]
    public void Two_damaged_files_of_one_second_both_stand_aside()
    {
        for (int i = 0; i < 2; i++)
        {
            File.WriteAllText(folder.CounterFile, "hello");
            folder.Start().Stop();
        }

        Assert.HasCount(2, Directory.GetFiles(folder.Path, "*.damaged-*"));
    }

    [TestMethod]
    public void A_folder_that_another_proxy_counts_in_is_refused()
    {
        using UsageProcess process = folder.Start();
        UsageException refused = Assert.ThrowsExactly<UsageException>(() => folder.Start());
        StringAssert.Contains(refused.Message, folder.CounterFile);
        process.Slot().Sent(100);
        process.Stop();
        Assert.AreEqual(100, folder.BilledBytes());
    }

    [TestMethod]
    public void A_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        string path = Path.Combine(folder.CounterFile, "usage");
        File.WriteAllText(folder.CounterFile, "");
        UsageException refused = Assert.ThrowsExactly<UsageException>(() => UsageStore.Open(path, folder.Time, folder.Notices.Add));
        StringAssert.Contains(refused.Message, path);
    }

    [TestMethod]
    public void Slots_that_are_written_after_the_end_do_no_harm()
    {
        UsageProcess process = folder.Start();
        UsageSlot slot = process.Slot();
        process.Stop();
        process = null!;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        slot.Sent(100);
        Assert.AreEqual("shop", slot.Database.Name);
    }
}
