using System.Collections.Concurrent;
using System.Text;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using Eventually = SceNettyProxy.Testing.Waiting.Eventually;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Mirror;

/// <summary>A mirror of the node /top on a client of its own, and a second client that makes changes.</summary>
internal sealed class MirrorRig : IAsyncDisposable
{
    public const string Root = "/top";

    private readonly ClientRig clients = new();
    private readonly ConcurrentQueue<TreeChange> changes = new();
    private ZooKeeperTreeMirror? mirror;

    public RecordingLogger<ZooKeeperTreeMirror> Log { get; } = new();

    public ZooKeeperClient Editor { get; private set; } = null!;

    public ZooKeeperClient Client { get; private set; } = null!;

    public ITreeMirror Mirror => mirror!;

    public IReadOnlyList<TreeChange> Changes => [.. changes];

    /// <param name="port">Where the mirror's client goes; the editor goes to the server itself.</param>
    /// <param name="change">Of the mirror's client's options.</param>
    public static async Task<MirrorRig> CreateAsync(int? port = null, Func<ZooKeeperOptions, ZooKeeperOptions>? change = null)
    {
        var rig = new MirrorRig();
        string server = (await SharedZooKeeper.GetAsync()).Address;
        var options = new ZooKeeperOptions
        {
            Servers = [server],
            Chroot = await rig.clients.CreateTopAsync(server),
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
            SessionTimeout = TimeSpan.FromSeconds(10),
        };
        rig.Editor = await rig.clients.ConnectAsync(options);
        options = options with { Servers = [port is null ? server : $"127.0.0.1:{port}"] };
        rig.Client = rig.clients.Start(change?.Invoke(options) ?? options);
        return rig;
    }

    public void StartMirror(params string[] excluded)
    {
        mirror = new ZooKeeperTreeMirror(Client, Root, excluded, TimeProvider.System, Log);
        mirror.Changed += changes.Enqueue;
        mirror.Start();
    }

    public Task WaitForCompletionAsync() =>
        Eventually.HoldsAsync(() => mirror!.IsComplete, "the mirror is complete", TimeSpan.FromSeconds(20));

    /// <summary>Waits until the mirror shows exactly these nodes.</summary>
    /// <param name="nodes"><c>path=data</c>, in ordinal order of paths.</param>
    public Task WaitForAsync(params string[] nodes)
    {
        string expected = string.Join(' ', nodes);
        return Eventually.HoldsAsync(() => Describe(Mirror.Current) == expected, expected, TimeSpan.FromSeconds(20));
    }

    /// <summary>All nodes as <c>path=data</c>.</summary>
    public static string Describe(TreeSnapshot tree)
    {
        List<string> nodes = [];
        if (tree.Root is { } root)
            Add(tree.RootPath, root);
        return string.Join(' ', nodes);

        void Add(string path, TreeNode node)
        {
            nodes.Add($"{path}={Encoding.UTF8.GetString(node.Data.Span)}");
            foreach ((string name, TreeNode child) in node.Children)
                Add($"{path}/{name}", child);
        }
    }

    public Task CreateAsync(string path, string data = "") => Editor.CreateAsync(path, Encoding.UTF8.GetBytes(data));

    public Task SetAsync(string path, string data) => Editor.SetDataAsync(path, Encoding.UTF8.GetBytes(data));

    public async ValueTask DisposeAsync()
    {
        if (mirror is not null)
            await mirror.DisposeAsync();
        await clients.DisposeAsync();
    }
}
