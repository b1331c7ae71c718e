using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Registry;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class FileRegistrySourceTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly TemporaryFolder folder = new();
    private readonly TenantRegistry registry = new();
    private readonly RecordingLogger<FileRegistrySource> logger = new();
    private FileRegistrySource? source;

    private string FilePath => folder["databases.json"];

    [TestMethod]
    public void A_changed_file_is_applied_and_says_what_changed()
    {
        Start(Json("one", "two"));
        Tenant kept = registry.Find("one")!;
        IOFile.WriteAllText(FilePath, Json("one", "three"));
        Eventually.IsTrue(() => registry.Find("three") is not null, "the new database");
        Assert.IsNull(registry.Find("two"));
        Assert.AreSame(kept, registry.Find("one"));
        Eventually.IsTrue(() => logger.CountOf("2 databases; 1 added, 0 changed, 1 removed") == 1, "the log line");
    }

    [TestMethod]
    public void An_invalid_file_keeps_the_running_registry_and_logs_every_error()
    {
        Start(Json("one"));
        RegistrySnapshot running = registry.Snapshot;
        IOFile.WriteAllText(FilePath, """{"databases": {"bad": {"user": "u", "password": "secret-word", "primary": 1, "colour": 2}}}""");
        Eventually.IsTrue(() => logger.CountOf("$.databases.bad.colour: unknown key") == 1, "the second error");
        Assert.AreEqual(1, logger.CountOf("$.databases.bad.primary: must be a string, not a number"));
        Assert.AreEqual(1, logger.CountOf("has 2 errors"));
        Assert.AreSame(running, registry.Snapshot);
        Assert.AreEqual(0, logger.CountOf("secret-word"));

        IOFile.WriteAllText(FilePath, Json("two"));
        Eventually.IsTrue(() => registry.Find("two") is not null, "the repaired file");
    }

    [TestMethod]
    public void A_file_replaced_by_a_rename_is_applied()
    {
        Start(Json("one"));
        for (int i = 2; i < 6; i++)
        {
            string name = $"db{i}";
            IOFile.WriteAllText(folder["new.json"], Json(name));
            IOFile.Move(folder["new.json"], FilePath, overwrite: true);
            Eventually.IsTrue(() => registry.Find(name) is not null, name);
        }
    }

    [TestMethod]
    public void A_swapped_link_to_a_folder_is_followed()
    {
        // As container platforms mount configuration: file -> ..data/file, ..data -> a folder that is replaced whole.
        foreach (string version in new[] { "v1", "v2" })
        {
            Directory.CreateDirectory(folder[version]);
            IOFile.WriteAllText(Path.Combine(folder[version], "databases.json"), Json(version));
        }

        // Written in one tick of the clock, the two files would differ in nothing that the watch looks at.
        IOFile.SetLastWriteTimeUtc(Path.Combine(folder["v1"], "databases.json"), DateTime.UtcNow.AddMinutes(-1));
        Directory.CreateSymbolicLink(folder["..data"], "v1");
        IOFile.CreateSymbolicLink(FilePath, Path.Combine("..data", "databases.json"));
        source = new FileRegistrySource(FilePath, null, registry, logger, TimeProvider.System, Interval);
        source.Start();
        Assert.IsNotNull(registry.Find("v1"));

        Directory.CreateSymbolicLink(folder["..new"], "v2");
        Directory.Move(folder["..data"], folder["..old"]);
        Directory.Move(folder["..new"], folder["..data"]);
        Eventually.IsTrue(() => registry.Find("v2") is not null, "the other folder");
    }

    [TestMethod]
    public void A_half_written_file_does_not_disturb_and_counts_once_it_is_whole()
    {
        Start(Json("one"));
        string text = Json("two");
        using (FileStream stream = new(FilePath, FileMode.Create, FileAccess.Write, FileShare.Read))
        using (StreamWriter writer = new(stream))
        {
            writer.Write(text[..(text.Length / 2)]);
            writer.Flush();
            Eventually.IsTrue(() => logger.CountOf("line 1, column") == 1, "the error of the half");
            Assert.IsNotNull(registry.Find("one"));
            writer.Write(text[(text.Length / 2)..]);
        }

        Eventually.IsTrue(() => registry.Find("two") is not null, "the whole file");
    }

    [TestMethod]
    public void A_file_that_vanishes_keeps_the_running_registry_until_it_is_back()
    {
        Start(Json("one"));
        IOFile.Delete(FilePath);
        Eventually.IsTrue(() => logger.CountOf("Could not find file") == 1, "the error");
        Assert.IsNotNull(registry.Find("one"));
        IOFile.WriteAllText(FilePath, Json("two"));
        Eventually.IsTrue(() => registry.Find("two") is not null, "the file that came back");
    }

    [TestMethod]
    public async Task A_file_written_again_with_the_same_content_is_not_read_again()
    {
        Start(Json("one"));
        ConcurrentQueue<RegistryChange> changes = new();
        registry.Changed += changes.Enqueue;
        IOFile.WriteAllText(FilePath, Json("one"));
        IOFile.SetLastWriteTimeUtc(FilePath, DateTime.UtcNow.AddMinutes(-2));
        await SeenByAnotherWatchAsync();
        IOFile.WriteAllText(FilePath, Json("two"));
        Eventually.IsTrue(
            () => changes.Any(change => change.New.Databases.ContainsKey("two")), "the changed content");
        Assert.AreEqual(1, changes.Count);
    }

    [TestMethod]
    public void A_first_file_with_errors_is_reported_and_waited_out()
    {
        IOFile.WriteAllText(FilePath, "{}");
        source = new FileRegistrySource(FilePath, null, registry, logger, TimeProvider.System, Interval);
        Assert.AreEqual("$.databases: is missing", source.Start().Errors.Single().ToString());
        Assert.AreEqual(0, registry.Tenants.Length);
        IOFile.WriteAllText(FilePath, Json("one"));
        Eventually.IsTrue(() => registry.Find("one") is not null, "the good file");
    }

    [TestMethod]
    public async Task After_disposal_changes_are_ignored()
    {
        Start(Json("one"));
        await source!.DisposeAsync();
        await source.DisposeAsync();
        IOFile.WriteAllText(FilePath, Json("two"));
        await SeenByAnotherWatchAsync();
        Assert.IsNull(registry.Find("two"));
    }

    [TestMethod]
    public void A_reload_on_demand_reads_the_file_at_once()
    {
        IOFile.WriteAllText(FilePath, Json("one"));
        source = new FileRegistrySource(FilePath, null, registry, logger, TimeProvider.System, TimeSpan.FromHours(1));
        source.Start();
        IOFile.WriteAllText(FilePath, Json("two"));
        Assert.IsNotNull(source.Reload().Snapshot);
        Assert.IsNotNull(registry.Find("two"));
        Assert.IsTrue(logger.Lines.All(line => line.Level == LogLevel.Information));
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();
        folder.Dispose();
    }

    private void Start(string json)
    {
        IOFile.WriteAllText(FilePath, json);
        source = new FileRegistrySource(FilePath, null, registry, logger, TimeProvider.System, Interval);
        Assert.IsNotNull(source.Start().Snapshot);
    }

    /// <summary>A watch started later has reported the file: an older one had its looks as well.</summary>
    private async Task SeenByAnotherWatchAsync()
    {
        TaskCompletionSource seen = new();
        await using FileWatch witness = new(FilePath, Interval, TimeProvider.System, () => seen.TrySetResult(), logger);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static string Json(params string[] names) =>
        "{\"databases\": {" + string.Join(",", names.Select(Entry)) + "}}";

    private static string Entry(string name) =>
        $$"""
        "{{name}}": {"user": "u", "password": "p", "primary": "d"}
        """;
}
