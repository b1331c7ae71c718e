using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class FileForbidStoreTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly ForbidDefinition Timed = new() { Kind = ForbidKind.Timed, Duration = 3600, Reason = "why" };

    private readonly TemporaryFolder folder = new();
    private readonly TenantRegistry registry = new();
    private readonly RecordingLogger<FileForbidStore> logger = new();
    private readonly List<FileForbidStore> started = [];

    private string FilePath => folder["forbids.json"];

    private ForbidSet InForce => registry.Find("shop")!.Forbids;

    public FileForbidStoreTests() => registry.Apply(new RegistrySnapshot
    {
        Databases = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
            [new KeyValuePair<string, DatabaseDefinition>("shop", Shop)]),
    });

    private static DatabaseDefinition Shop => new()
    {
        Name = "shop",
        Users = [new UserDefinition { Name = "u", Password = "p" }],
        ServerUser = "u",
        ServerPassword = "p",
        Schema = "shop",
        Primary = new Endpoint("127.0.0.1", 3306),
    };

    [TestMethod]
    public async Task What_is_set_is_in_force_and_survives_a_restart()
    {
        FileForbidStore store = Start();
        Assert.AreEqual(ForbidOutcome.Set, await store.SetAsync("shop", Timed));
        ForbidDefinition forbid = InForce.Forbids.Single();
        await store.DisposeAsync();
        registry.Apply(RegistrySnapshot.Empty);
        registry.Apply(new RegistrySnapshot
        {
            Databases = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                [new KeyValuePair<string, DatabaseDefinition>("shop", Shop)]),
        });

        FileForbidStore next = Start();
        Assert.AreEqual(forbid, InForce.Forbids.Single());
        Assert.AreEqual(forbid, next.List().Single().Forbid);
        Assert.AreEqual(ForbidOutcome.AlreadyRunning, await next.SetAsync("shop", Timed with { Duration = 9999 }));
        Assert.AreEqual(1, await next.LiftAsync("shop"));
        Assert.IsTrue(InForce.IsEmpty);
        Assert.AreEqual("{}", IOFile.ReadAllText(FilePath).Trim());
    }

    [TestMethod]
    public async Task What_others_write_is_taken_up_and_kept_by_the_own_changes()
    {
        FileForbidStore store = Start();
        new ForbidFile(FilePath).Edit(static before => before.With("shop", ForbidSet.Of(Timed with { Kind = ForbidKind.Permanent })));
        Eventually.IsTrue(() => !InForce.IsEmpty, "the forbid of the other process");
        new ForbidFile(FilePath).Edit(static before => before.With("blog", ForbidSet.Of(Timed with { Kind = ForbidKind.Permanent })));
        await store.SetAsync("shop", Timed with { Verbs = ForbidVerbs.From(["INSERT"]) });
        Assert.HasCount(3, store.List());
        IOFile.Delete(FilePath);
        Eventually.IsTrue(() => InForce.IsEmpty, "the file that is gone");
    }

    [TestMethod]
    public async Task What_has_run_out_is_erased_from_the_file()
    {
        FileForbidStore store = Start();
        await store.SetAsync("shop", Timed with { Duration = 0.2 });
        await store.SetAsync("blog", Timed);
        Eventually.IsTrue(() => InForce.IsEmpty, "the end in memory");
        Eventually.IsTrue(() => new ForbidFile(FilePath).Read().Databases.Single().Key == "blog", "the end in the file");
    }

    [TestMethod]
    public void A_damaged_file_at_the_start_is_put_aside_with_an_error()
    {
        IOFile.WriteAllText(FilePath, "{\"shop\": ");
        Start();
        Assert.AreEqual(1, logger.CountOf("are damaged (line 1, column 10: no JSON)"));
        Assert.IsFalse(IOFile.Exists(FilePath));
        Assert.AreEqual("{\"shop\": ", IOFile.ReadAllText(Directory.GetFiles(folder[""], "forbids.json.damaged-*").Single()));
    }

    [TestMethod]
    public async Task A_file_that_is_damaged_later_is_put_aside_and_what_was_in_force_stays_so()
    {
        FileForbidStore store = Start();
        await store.SetAsync("shop", Timed);
        ForbidSet before = InForce;
        IOFile.WriteAllText(FilePath, "not a forbid");
        Eventually.IsTrue(() => Directory.GetFiles(folder[""], "forbids.json.damaged-*").Length == 1, "the damaged file aside");
        Eventually.IsTrue(() => !IOFile.ReadAllText(FilePath).StartsWith("not", StringComparison.Ordinal), "a good file in its place");
        Assert.AreEqual(before, InForce);
        Assert.AreEqual(before, new ForbidFile(FilePath).Read().Of("shop"));
    }

    [TestMethod]
    public async Task A_change_that_cannot_be_kept_is_not_in_force()
    {
        FileForbidStore store = Start(folder["none/forbids.json"]);
        await Assert.ThrowsExactlyAsync<ForbidStoreException>(() => store.SetAsync("shop", Timed));
        Assert.IsTrue(InForce.IsEmpty);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FileForbidStore store in started)
            await store.DisposeAsync();
        folder.Dispose();
    }

    private FileForbidStore Start(string? path = null)
    {
        MemoryForbidStore memory = new(registry, TimeProvider.System, sweeps: false);
        FileForbidStore store = new(path ?? FilePath, memory, logger, TimeProvider.System, Interval);
        started.Add(store);
        store.Start();
        return store;
    }
}
