using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Forbids;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class ForbidFileTests : IDisposable
{
    private static readonly ForbidDefinition Permanent = new() { Kind = ForbidKind.Permanent, Reason = "why" };

    private readonly TemporaryFolder folder = new();
    private readonly ForbidFile file;

    public ForbidFileTests() => file = new ForbidFile(folder["forbids.json"]);

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void A_file_that_is_missing_holds_none_and_is_made_by_the_first_change()
    {
        Assert.IsFalse(file.Read().Databases.Any());
        file.Edit(static before => before);
        Assert.IsFalse(IOFile.Exists(file.FilePath));
        file.Edit(Add("shop"));
        Assert.AreEqual(
            """{"shop": {"type": 2, "start": 0.0, "duration": 0, "object": 10, "crud": ["ALL"], "errmsg": "why"}}""" + "\n",
            IOFile.ReadAllText(file.FilePath));
    }

    [TestMethod]
    public void Changes_of_many_at_a_time_are_all_kept_and_every_reader_sees_a_whole_file()
    {
        const int Writers = 8;
        const int Each = 10;
        using CancellationTokenSource done = new();
        Task reading = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                file.Read();
        });
        // Each has a lock of its own, as processes have.
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            ForbidFile own = new(file.FilePath);
            for (int i = 0; i < Each; i++)
                own.Edit(Add($"db{writer}-{i}"));
        });
        done.Cancel();
        reading.GetAwaiter().GetResult();
        Assert.AreEqual(Writers * Each, file.Read().Databases.Count());
    }

    [TestMethod]
    public void A_damaged_file_is_neither_read_nor_changed_until_it_is_put_aside()
    {
        const string Damage = """{"shop": {"type": 9}}""";
        IOFile.WriteAllText(file.FilePath, Damage);
        Assert.AreEqual(
            "$.shop.type: must be one of 0, 1, 2", Assert.ThrowsExactly<ForbidFormatException>(() => file.Read()).Message);
        Assert.ThrowsExactly<ForbidFormatException>(() => file.Edit(Add("shop")));
        Assert.AreEqual(Damage, IOFile.ReadAllText(file.FilePath));

        string aside = file.PutAside(Add("blog")(ForbidSnapshot.Empty), DateTimeOffset.UnixEpoch)!;
        Assert.AreEqual($"{file.FilePath}.damaged-19700101T000000000", aside);
        Assert.AreEqual(Damage, IOFile.ReadAllText(aside));
        Assert.AreEqual("blog", file.Read().Databases.Single().Key);
        Assert.IsNull(file.PutAside(ForbidSnapshot.Empty, DateTimeOffset.UnixEpoch));
        Assert.AreEqual("blog", file.Read().Databases.Single().Key);
    }

    [TestMethod]
    public void A_folder_that_is_missing_is_named()
    {
        ForbidFile lost = new(folder["none/forbids.json"]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ForbidStoreException>(() => lost.Edit(Add("shop"))).Message, folder["none/forbids.json"]);
    }

    private static Func<ForbidSnapshot, ForbidSnapshot> Add(string database) => before =>
    {
        before.Set(database, Permanent, 0, out ForbidSnapshot next);
        return next;
    };
}
