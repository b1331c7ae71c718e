using System.Text;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Learning;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class DigestFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RecordingLogger<DigestFolder> logger = new();

    private string FilePath => folder["digests/shop.digests.json"];

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void What_was_learnt_survives_a_restart()
    {
        DigestStore store = new(10);
        byte[] longText = Encoding.ASCII.GetBytes("SELECT " + new string('x', 2 * LearnedDigest.MaxText));
        byte[] noUtf8 = [.. "SELECT "u8, 0xFF, 0xFE];
        using (Open(store))
        {
            Note(store, "SELECT ?"u8, learns: true);
            Note(store, "SELECT `ä\n\"`"u8, learns: false);
            Note(store, longText, learns: true);
            Note(store, noUtf8, learns: true);
            store.Of("shop").NoteUndigested();
        }

        DigestStore again = new(10);
        using DigestFolder reopened = Open(again);
        Assert.AreEqual(0, logger.CountOf("damaged"), string.Join("; ", logger.Lines));
        DatabaseDigests read = again.Find("shop")!;
        Assert.HasCount(4, read.All);
        Assert.AreEqual((0L, 1L), (read.Overflow, read.Undigested));
        LearnedDigest entry = Find(read, "SELECT ?"u8)!;
        Assert.AreEqual((1L, 5L, 5L, "allowed", true), (entry.Count, entry.FirstSeen, entry.LastSeen, entry.Verdict, entry.IsKnown));
        Assert.IsFalse(Find(read, "SELECT `ä\n\"`"u8)!.IsKnown);
        Assert.IsTrue(Find(read, longText)!.IsKnown);
        Assert.IsTrue(Find(read, noUtf8)!.IsKnown);
        Assert.IsNull(read.Find(StatementDigest.Of(noUtf8).Value, "SELECT \uFFFD\uFFFD"u8));
    }

    [TestMethod]
    public void Only_what_has_changed_is_written()
    {
        DigestStore store = new(10);
        using DigestFolder kept = Open(store);
        Assert.IsFalse(Directory.Exists(folder["digests"]));
        Note(store, "SELECT ?"u8, learns: true);
        kept.Write();
        IOFile.Delete(FilePath);
        kept.Write();
        Assert.IsFalse(IOFile.Exists(FilePath));
        Note(store, "SELECT ?"u8, learns: true);
        kept.Write();
        Assert.IsTrue(IOFile.Exists(FilePath));
        Assert.IsFalse(IOFile.Exists(FilePath + ".new"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("{\"database\":\"shop\",\"overflow\":0,\"undigested\":0}")]
    [DataRow("{\"database\":\"shop\",\"overflow\":0,\"undigested\":0,\"digests\":[{\"digest\":\"0000000000000001\",\"count\":1,\"first\":1,\"last\":1,\"verdict\":\"\",\"known\":true,\"text\":\"DROP TABLE t\"}]}")]
    public void A_damaged_file_is_put_aside_with_an_error_in_the_log(string content)
    {
        Directory.CreateDirectory(folder["digests"]);
        IOFile.WriteAllText(FilePath, content);
        DigestStore store = new(10);
        using DigestFolder kept = Open(store);
        Assert.IsEmpty(store.All);
        Assert.IsFalse(IOFile.Exists(FilePath));
        string aside = Directory.GetFiles(folder["digests"]).Single();
        Assert.AreEqual(content, IOFile.ReadAllText(aside));
        Assert.AreEqual(1, logger.CountOf("are damaged"));
        Assert.AreEqual(1, logger.CountOf(aside));
    }

    [TestMethod]
    public void A_database_of_any_name_has_a_file()
    {
        DigestStore store = new(10);
        string[] names = ["a/b", "..", new string('\u00E4', 64), "A", "a"];
        using (Open(store))
        {
            foreach (string name in names)
                store.Of(name).Note(1, "x"u8, learns: true, 1, "", 0);
        }

        Assert.HasCount(names.Length, Directory.GetFiles(folder["digests"]));
    }

    [TestMethod]
    public void Without_a_folder_nothing_is_kept()
    {
        DigestStore store = new(10);
        using DigestFolder kept = new("", store, TimeSpan.FromSeconds(10), TimeProvider.System, logger);
        kept.Start();
        Note(store, "SELECT ?"u8, learns: true);
        kept.Write();
        Assert.IsEmpty(logger.Lines);
    }

    private DigestFolder Open(DigestStore store)
    {
        DigestFolder kept = new(folder["digests"], store, TimeSpan.FromHours(1), TimeProvider.System, logger);
        kept.Start();
        return kept;
    }

    private static void Note(DigestStore store, ReadOnlySpan<byte> text, bool learns) =>
        store.Of("shop").Note(StatementDigest.Of(text).Value, text, learns, 1, "allowed", 5);

    private static LearnedDigest? Find(DatabaseDigests digests, ReadOnlySpan<byte> text) =>
        digests.Find(StatementDigest.Of(text).Value, text);
}
