using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Integration.ZooKeeper.Cluster;

/// <summary>
/// The proxies that have a node under <see cref="ProxyTree.Proxies"/>; the one with the lowest sequence is the master. The node
/// of this proxy lives as long as its session, and is made anew with the next one. Disposal ends it and leaves the node to the
/// end of the session. Any thread.
/// </summary>
public sealed class ZooKeeperMembership : IMembership, IMasterSeat, IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly IZooKeeper client;
    private readonly ITreeMirror mirror;
    private readonly NodeNumbers numbers;
    private readonly int? configuredNode;
    private readonly ILogger<ZooKeeperMembership> logger;
    private readonly Lock changing = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly CancellationTokenSource ended = new();
    private Task loop = Task.CompletedTask;
    private volatile ProxyMember self;
    private volatile bool isConnected;
    private volatile string? ownPath;
    private volatile string? masterPath;
    private ImmutableArray<ProxyMember> members;
    private bool isOwnSeen;
    private bool wasMaster;
    private string? problem;

    /// <param name="client">The session.</param>
    /// <param name="mirror">A mirror of <see cref="ProxyTree.Root"/>.</param>
    /// <param name="self">
    /// This proxy. Where its <see cref="ProxyMember.Node"/> is null, a number is leased and stands there afterwards.
    /// </param>
    /// <param name="logger">Gets who is master, and what is wrong.</param>
    public ZooKeeperMembership(
        IZooKeeper client, ITreeMirror mirror, ProxyMember self, ILogger<ZooKeeperMembership> logger)
    {
        this.client = client;
        this.mirror = mirror;
        this.self = self;
        this.logger = logger;
        configuredNode = self.Node;
        numbers = new NodeNumbers(client);
        members = [self];
    }

    public event Action? Changed;

    public bool IsMaster => Condition is not null;

    public ProxyMember Self => self;

    public ImmutableArray<ProxyMember> Members
    {
        get
        {
            lock (changing)
                return members;
        }
    }

    public CheckOperation? Condition =>
        isConnected && ownPath is { } own && own == masterPath ? new CheckOperation(own) : null;

    /// <summary>Joins the others as soon as there is a connection. Call once, before the client is started.</summary>
    public void Start()
    {
        client.StateChanged += OnStateChanged;
        mirror.Changed += OnMirrorChanged;
        isConnected = client.State == ZooKeeperState.Connected;
        wake.Release();
        loop = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (ended.IsCancellationRequested)
            return;
        client.StateChanged -= OnStateChanged;
        mirror.Changed -= OnMirrorChanged;
        isConnected = false;
        await ended.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
    }

    /// <summary>On the client's event loop.</summary>
    private void OnStateChanged(ZooKeeperState state)
    {
        isConnected = state == ZooKeeperState.Connected;
        if (state == ZooKeeperState.Expired)
            Leave();
        wake.Release();
        Tell();
    }

    private void OnMirrorChanged(TreeChange change)
    {
        if (!change.Paths.Any(static path => path == ProxyTree.Root || TreePath.TryRelative(ProxyTree.Proxies, path, out _)))
            return;
        lock (changing)
        {
            if (isOwnSeen && ownPath is { } own && !change.After.TryGet(own, out _))
            {
                // The session lives and somebody has deleted the node.
                Leave();
                wake.Release();
            }

            Read(change.After);
        }

        Tell();
    }

    /// <summary>Under the lock.</summary>
    private void Read(TreeSnapshot tree)
    {
        var found = tree.Children(ProxyTree.Proxies)
            .Select(name => (Path: TreePath.Child(ProxyTree.Proxies, name), Name: name))
            .Select(node => (node.Path, Read: tree.TryGet(node.Path, out TreeNode? at) ? MemberData.Read(node.Name, at.Data) : null))
            .Where(static node => node.Read is not null)
            .OrderBy(static node => node.Read!.Value.Sequence)
            .ToList();
        masterPath = found.Count == 0 ? null : found[0].Path;
        isOwnSeen |= found.Exists(node => node.Path == ownPath);
        // A proxy that was killed and started again is there twice until its old session ends.
        members = [.. found.Select(static node => node.Read!.Value.Member).DistinctBy(static member => member.Name)];
    }

    private void Leave()
    {
        lock (changing)
        {
            ownPath = null;
            isOwnSeen = false;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await wake.WaitAsync(RetryInterval, ended.Token).ConfigureAwait(false);
                if (isConnected && ownPath is null)
                    await TryJoinAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task TryJoinAsync()
    {
        try
        {
            await JoinAsync().ConfigureAwait(false);
            problem = null;
        }
        catch (ObjectDisposedException)
        {
            // The client ends, and so does this.
        }
        catch (ZooKeeperException e)
        {
            // A lost connection is told by others, and another attempt follows.
            if (!e.IsTransient && problem != e.Message)
                ClusterLog.NotJoined(logger, self.Name, e.Message);
            problem = e.IsTransient ? problem : e.Message;
        }
    }

    private async Task JoinAsync()
    {
        long session = client.SessionId;
        await EnsureAsync(ProxyTree.Numbers).ConfigureAwait(false);
        await EnsureAsync(ProxyTree.Proxies).ConfigureAwait(false);
        int? node = await TakeNodeAsync().ConfigureAwait(false);
        ProxyMember member = self with { Node = node };
        string path = await FindOwnAsync(session).ConfigureAwait(false)
            ?? await client.CreateAsync(
                TreePath.Child(ProxyTree.Proxies, $"{member.Name}-"), MemberData.Write(member), CreateMode.EphemeralSequential)
                .ConfigureAwait(false);
        lock (changing)
        {
            // Of a session that has ended meanwhile the node is gone.
            if (client.SessionId != session)
                return;
            self = member;
            ownPath = path;
            Read(mirror.Current);
        }

        ClusterLog.Joined(logger, path, node);
        Tell();
    }

    private async Task<int?> TakeNodeAsync()
    {
        if (configuredNode is { } fixedNode)
        {
            if (!await numbers.TryTakeAsync(fixedNode).ConfigureAwait(false))
                ClusterLog.NodeInUse(logger, fixedNode);
            return fixedNode;
        }

        int? before = self.Node;
        int? leased = await numbers.LeaseAsync(before ?? 0).ConfigureAwait(false);
        if (before is not null && leased != before)
            ClusterLog.NodeChanged(logger, before.Value, leased);
        return leased;
    }

    /// <summary>The node of a request whose answer was lost; null where there is none.</summary>
    private async Task<string?> FindOwnAsync(long session)
    {
        NodeChildren children = await client.GetChildrenAsync(ProxyTree.Proxies).ConfigureAwait(false);
        foreach (string name in children.Names.Where(name => name.StartsWith($"{self.Name}-", StringComparison.Ordinal)))
        {
            string path = TreePath.Child(ProxyTree.Proxies, name);
            if (await client.ExistsAsync(path).ConfigureAwait(false) is { } stat && stat.EphemeralOwner == session)
                return path;
        }

        return null;
    }

    private async Task EnsureAsync(string path)
    {
        if (await client.ExistsAsync(path).ConfigureAwait(false) is not null)
            return;
        try
        {
            await client.CreateAsync(path, ReadOnlyMemory<byte>.Empty).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NodeExists)
        {
            // Another proxy was faster.
        }
    }

    private void Tell()
    {
        lock (changing)
        {
            bool isMaster = IsMaster;
            if (isMaster != wasMaster)
                ClusterLog.Mastership(logger, isMaster ? "is the master now" : "is not the master any more");
            wasMaster = isMaster;
        }

        Changed?.Invoke();
    }
}
