using Microsoft.Extensions.Logging;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Shared;

[TestClass]
public sealed class SharedTreeTests : IDisposable
{
    private const string Password = "/database/db_info/shop/dbconf/db_password";

    private readonly TemporaryFolder folder = new();
    private readonly ScriptedMirror mirror = new ScriptedMirror().With("shop");
    private readonly RecordingLogger<SharedTree> logger = new();

    private string FilePath => folder["tree.json"];

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task The_file_holds_the_tree_as_it_stands_and_its_owner_alone_reads_it()
    {
        mirror.Nodes["/database/db_info/shop/odd"] = [0xFF, 0x00, 0x80];
        mirror.Set("/database/temp_proxy/1.2.3.4:1-0000000001", "{}");
        await using (SharedTree tree = await StartedAsync())
            Eventually.IsTrue(() => IOFile.Exists(FilePath), "the file");
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, IOFile.GetUnixFileMode(FilePath));
        Assert.IsFalse(IOFile.Exists($"{FilePath}.new"));
        StringAssert.Contains(IOFile.ReadAllText(FilePath), $"\"{Password}\":\"7D6B\"");

        TreeSnapshot read = new SharedTreeFile(FilePath, TimeProvider.System).Read()!.Value.Tree;
        foreach ((string path, byte[] data) in mirror.Nodes.Where(node => node.Key != "/database" && !node.Key.Contains("temp_proxy", StringComparison.Ordinal)))
        {
            Assert.IsTrue(read.TryGet(path, out TreeNode? node), path);
            CollectionAssert.AreEqual(data, node.Data.ToArray(), path);
        }

        Assert.IsFalse(read.TryGet("/database/temp_proxy", out _));
    }

    [TestMethod]
    public async Task A_start_without_ZooKeeper_uses_the_file_until_ZooKeeper_is_there()
    {
        await WriteFileAsync();
        ScriptedMirror late = new();
        await using SharedTree tree = Create(late);
        List<TreeChange> told = [];
        tree.Changed += told.Add;
        await tree.StartAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        Assert.IsTrue(tree.Current.TryGet(Password, out _));
        Assert.AreEqual("/database", told.Single().Paths.Single());
        Assert.AreEqual(1, logger.CountOf("ZooKeeper does not answer: databases and forbids are those that"));

        late.With("other").Complete();
        Eventually.IsTrue(() => tree.Current.TryGet("/database/db_info/other", out _), "ZooKeeper's tree");
        Assert.IsFalse(tree.Current.TryGet(Password, out _));
    }

    [TestMethod]
    public async Task A_start_with_neither_says_so_and_waits()
    {
        ScriptedMirror late = new();
        await using SharedTree tree = Create(late);
        Task start = tree.StartAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        Eventually.IsTrue(() => logger.CountOf("there is no snapshot to begin with") == 1, "the error");
        Assert.IsFalse(start.IsCompleted);
        late.With("shop").Complete();
        await start.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.IsTrue(tree.Current.TryGet(Password, out _));
    }

    [TestMethod]
    public async Task A_wait_for_ZooKeeper_can_be_given_up()
    {
        await using SharedTree tree = Create(new ScriptedMirror());
        using CancellationTokenSource cancellation = new();
        Task start = tree.StartAsync(TimeSpan.FromMilliseconds(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => start.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{\"written\": \"2026-01-01T00:00:00Z\"}")]
    [DataRow("{\"written\": \"2026-01-01T00:00:00Z\", \"nodes\": {\"/elsewhere\": \"x\"}}")]
    [DataRow("{\"written\": \"2026-01-01T00:00:00Z\", \"nodes\": {\"/database/a\": 7}}")]
    [DataRow("{\"written\": 5, \"nodes\": {}}")]
    public async Task A_damaged_file_is_no_file(string content)
    {
        IOFile.WriteAllText(FilePath, content);
        ScriptedMirror late = new();
        await using SharedTree tree = Create(late);
        Task start = tree.StartAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None);
        Eventually.IsTrue(() => logger.CountOf("cannot be used") == 1, "the error");
        Assert.IsFalse(start.IsCompleted);
        late.With("shop").Complete();
        await start.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [TestMethod]
    public async Task The_file_follows_the_tree_but_not_the_proxies_in_it()
    {
        await using SharedTree tree = await StartedAsync();
        Eventually.IsTrue(() => IOFile.Exists(FilePath), "the file");
        mirror.Change(Password, "7D6B00");
        Eventually.IsTrue(() => IOFile.ReadAllText(FilePath).Contains("7D6B00", StringComparison.Ordinal), "the new password");
        DateTime written = IOFile.GetLastWriteTimeUtc(FilePath);
        TaskCompletionSource told = new();
        tree.Changed += _ => told.TrySetResult();
        mirror.Change("/database/temp_proxy/1.2.3.4:1-0000000001", "{}");
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await tree.DisposeAsync();
        Assert.AreEqual(written, IOFile.GetLastWriteTimeUtc(FilePath));
    }

    [TestMethod]
    public async Task A_tree_that_is_not_there_leaves_the_file()
    {
        await using (SharedTree tree = await StartedAsync())
        {
            Eventually.IsTrue(() => IOFile.Exists(FilePath), "the file");
            mirror.Remove("/database");
            mirror.Tell("/database");
            Eventually.IsTrue(() => tree.Current.Root is null, "no tree");
        }

        StringAssert.Contains(IOFile.ReadAllText(FilePath), Password);
    }

    [TestMethod]
    public async Task A_file_that_cannot_be_written_is_told_once()
    {
        Directory.CreateDirectory(FilePath);
        await using SharedTree tree = await StartedAsync();
        Eventually.IsTrue(() => logger.CountOf("cannot be written") == 1, "the error");
        mirror.Change(Password, "7D6B00");
        Eventually.IsTrue(() => tree.Current.TryGet(Password, out TreeNode? node) && node.Data.Length == 6, "the change");
        await tree.DisposeAsync();
        Assert.AreEqual(1, logger.CountOf("cannot be written"));
        Assert.AreEqual(1, logger.Lines.Count(line => line.Level == LogLevel.Error));
    }

    private SharedTree Create(ITreeMirror from) =>
        new(from, new SharedTreeFile(FilePath, TimeProvider.System), TimeProvider.System, logger);

    private async Task<SharedTree> StartedAsync()
    {
        SharedTree tree = Create(mirror);
        mirror.Complete();
        await tree.StartAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        return tree;
    }

    private async Task WriteFileAsync()
    {
        await using SharedTree tree = await StartedAsync();
    }
}
