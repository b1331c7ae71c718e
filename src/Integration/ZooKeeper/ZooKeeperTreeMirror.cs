using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Mirror;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>
/// Keeps a copy of a subtree of ZooKeeper: by one persistent recursive watch where the server has that, else by watches on
/// each node. Every event means no more than that a node is read again. Disposal ends the reading and leaves the client to its
/// owner.
/// </summary>
public sealed class ZooKeeperTreeMirror : ITreeMirror, IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IZooKeeper client;
    private readonly TreeScope scope;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly NamePool names = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly Lock sync = new();
    private TreeSnapshot current;
    private Task? running;
    private volatile bool isComplete;

    // Under the lock: what is to be done.
    private HashSet<string> dirty = new(StringComparer.Ordinal);
    private bool isWatchDue;
    private bool isWalkDue;
    private long session;
    private ITreeReader reader;

    /// <param name="client">The session; several mirrors may share it.</param>
    /// <param name="root">The top of the subtree; it need not exist.</param>
    /// <param name="excluded">Names right below the root that are left out, with all below them.</param>
    /// <param name="time">The clock of pauses after failures.</param>
    /// <param name="logger">Gets what could not be read.</param>
    public ZooKeeperTreeMirror(
        IZooKeeper client, string root, IEnumerable<string> excluded, TimeProvider time, ILogger<ZooKeeperTreeMirror> logger)
    {
        TreePath.Validate(root);
        this.client = client;
        this.time = time;
        this.logger = logger;
        scope = new TreeScope(root, excluded);
        current = new TreeSnapshot(root, null);
        reader = new BatchReader(client);
    }

    public event Action<TreeChange>? Changed;

    public bool IsComplete => isComplete;

    public TreeSnapshot Current => Volatile.Read(ref current);

    /// <summary>Begins to read and to watch. Call once.</summary>
    public void Start()
    {
        client.Watched += OnWatched;
        client.StateChanged += OnStateChanged;
        OnStateChanged(client.State);
        running = Task.Run(RunAsync);
    }

    /// <summary>Waits for a subscriber that is running; none is called from then on.</summary>
    public async ValueTask DisposeAsync()
    {
        client.Watched -= OnWatched;
        client.StateChanged -= OnStateChanged;
        await stopping.CancelAsync().ConfigureAwait(false);
        if (running is not null)
            await running.ConfigureAwait(false);
        stopping.Dispose();
    }

    private void OnWatched(WatchEvent news)
    {
        if (!scope.Contains(news.Path))
            return;
        lock (sync)
            dirty.Add(news.Path);
        Wake();
    }

    private void OnStateChanged(ZooKeeperState state)
    {
        if (state != ZooKeeperState.Connected)
            return;
        lock (sync)
        {
            if (client.SessionId != session)
            {
                session = client.SessionId;
                isWatchDue = isWalkDue = true;
            }
            else if (!reader.WatchesCatchUp)
            {
                isWalkDue = true;
            }
        }

        Wake();
    }

    private void Wake()
    {
        lock (sync)
        {
            if (wake.CurrentCount == 0)
                wake.Release();
        }
    }

    private async Task RunAsync()
    {
        TimeSpan pause = FirstPause;
        try
        {
            while (true)
            {
                await wake.WaitAsync(stopping.Token).ConfigureAwait(false);
                if (await TryWorkAsync().ConfigureAwait(false))
                {
                    pause = FirstPause;
                    continue;
                }

                await Task.Delay(pause, time, stopping.Token).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                Wake();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed, or the client was.
        }
    }

    /// <summary>False where something is left to do.</summary>
    private async Task<bool> TryWorkAsync()
    {
        bool isWatch, isWalk;
        HashSet<string> paths;
        lock (sync)
        {
            (isWatch, isWalk, paths) = (isWatchDue, isWalkDue, dirty);
            isWatchDue = isWalkDue = false;
            dirty = new HashSet<string>(StringComparer.Ordinal);
        }

        try
        {
            if (isWatch)
                await WatchAsync().ConfigureAwait(false);
            isWatch = false;
            if (isWalk)
                await WalkAsync([scope.Root], isFull: true).ConfigureAwait(false);
            else if (paths.Count > 0)
                await WalkAsync(paths, isFull: false).ConfigureAwait(false);
            return true;
        }
        catch (ZooKeeperException e)
        {
            MirrorLog.WalkFailed(logger, scope.Root, e.Message);
            lock (sync)
            {
                isWatchDue |= isWatch;
                isWalkDue |= isWalk;
                dirty.UnionWith(paths);
            }

            return false;
        }
    }

    private async Task WatchAsync()
    {
        ITreeReader chosen = new BatchReader(client);
        try
        {
            await client.AddWatchAsync(scope.Root, isRecursive: true, stopping.Token).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.Unimplemented)
        {
            MirrorLog.WatchesEach(logger, scope.Root);
            chosen = new WatchingReader(client);
        }

        lock (sync)
            reader = chosen;
    }

    private async Task WalkAsync(IEnumerable<string> paths, bool isFull)
    {
        TreeSnapshot before = Current;
        var walk = new TreeWalk(reader, scope, before.Root, names, isFull);
        TreeNode? root = await walk.RunAsync(paths, stopping.Token).ConfigureAwait(false);
        foreach ((string path, ZooKeeperError error) in walk.Unreadable)
            MirrorLog.Unreadable(logger, path, error);
        if (isFull)
            MirrorLog.Walked(logger, scope.Root, walk.Changed.Count);
        bool isFirst = !isComplete;
        if (walk.Changed.Count == 0 && !isFirst)
            return;
        Volatile.Write(ref current, new TreeSnapshot(scope.Root, root));
        isComplete = true;
        Raise(new TreeChange(before, Current, isFirst ? [scope.Root] : [.. walk.Changed]));
    }

    private void Raise(TreeChange change)
    {
        try
        {
            Changed?.Invoke(change);
        }
#pragma warning disable CA1031 // A subscriber that fails must not end the mirror.
        catch (Exception e)
#pragma warning restore CA1031
        {
            MirrorLog.SubscriberFailed(logger, scope.Root, e);
        }
    }
}
