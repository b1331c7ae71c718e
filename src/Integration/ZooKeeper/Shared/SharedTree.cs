using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Shared;

/// <summary>
/// The tree that proxies share, as this one knows it: what ZooKeeper said last and, before it has said anything, what the file
/// of an earlier run holds. Bursts of changes come as one. Keeps the file up to date. Disposal writes what is not written yet.
/// </summary>
public sealed class SharedTree : IAsyncDisposable
{
    /// <summary>From a change to its being told, so that those that come together are told together.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    /// <summary>A file that takes long to write is written less often: this part of the time goes to it at most.</summary>
    private const int WritingShare = 20;

    private readonly ITreeMirror mirror;
    private readonly SharedTreeFile? file;
    private readonly TimeProvider time;
    private readonly ILogger<SharedTree> logger;
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gathering = new();
    private readonly Lock telling = new();
    private readonly Lock writing = new();
    private readonly ITimer teller;
    private readonly ITimer writer;
    private HashSet<string> gathered = new(StringComparer.Ordinal);
    private TreeSnapshot? unwritten;
    private TimeSpan pause;
    private volatile TreeSnapshot current;
    private bool isWriteBroken;
    private volatile bool isDisposed;

    /// <param name="mirror">A mirror of <see cref="ProxyTree.Root"/>.</param>
    /// <param name="file">Null to keep nothing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets where the tree came from, and what is wrong with the file.</param>
    public SharedTree(ITreeMirror mirror, SharedTreeFile? file, TimeProvider time, ILogger<SharedTree> logger)
    {
        this.mirror = mirror;
        this.file = file;
        this.time = time;
        this.logger = logger;
        current = new TreeSnapshot(ProxyTree.Root, null);
        teller = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        writer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Raised after <see cref="Current"/> has changed, on a thread of the pool, one call at a time. The first tree of ZooKeeper names
    /// its root alone.
    /// </summary>
    public event Action<TreeChange>? Changed;

    /// <summary>What is known; without a root where nothing is.</summary>
    public TreeSnapshot Current => current;

    /// <summary>
    /// Waits for ZooKeeper's tree; for no longer than <paramref name="patience"/> where there is a file to begin with, and else
    /// until it comes.
    /// </summary>
    public async Task StartAsync(TimeSpan patience, CancellationToken cancellation)
    {
        mirror.Changed += OnMirrorChanged;
        if (mirror.IsComplete)
            Gather([ProxyTree.Root]);
        if (!await IsCompleteWithinAsync(patience, cancellation).ConfigureAwait(false) && !UseFile())
        {
            SharedLog.Waiting(logger, file?.FilePath ?? "");
            await complete.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        mirror.Changed -= OnMirrorChanged;
        await teller.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        Write();
    }

    private async Task<bool> IsCompleteWithinAsync(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await complete.Task.WaitAsync(patience, time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>False where the file is of no use.</summary>
    private bool UseFile()
    {
        try
        {
            if (file?.Read() is not { } found)
                return false;
            lock (telling)
            {
                // ZooKeeper may have been faster.
                if (complete.Task.IsCompleted)
                    return true;
                SharedLog.FromFile(logger, file.FilePath, found.Written);
                Publish(found.Tree, [ProxyTree.Root]);
                return true;
            }
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            SharedLog.FileUnreadable(logger, file!.FilePath, e.Message);
            return false;
        }
    }

    private void OnMirrorChanged(TreeChange change) => Gather(change.Paths);

    private void Gather(IReadOnlyList<string> paths)
    {
        lock (gathering)
        {
            bool isFirst = gathered.Count == 0;
            gathered.UnionWith(paths);
            if (isFirst && !isDisposed)
                teller.Change(Gathering, Timeout.InfiniteTimeSpan);
        }
    }

    private void Tell()
    {
        lock (telling)
        {
            HashSet<string> paths;
            lock (gathering)
            {
                paths = gathered;
                gathered = new HashSet<string>(StringComparer.Ordinal);
            }

            TreeSnapshot tree = mirror.Current;
            Publish(tree, [.. paths]);
            if (file is not null && paths.Any(SharedTreeFile.Keeps))
                WriteLater(tree);
            // Inside of the lock, so that the file cannot come behind it.
            complete.TrySetResult();
        }
    }

    private void Publish(TreeSnapshot tree, IReadOnlyList<string> paths)
    {
        TreeSnapshot before = current;
        current = tree;
        Changed?.Invoke(new TreeChange(before, tree, paths));
    }

    private void WriteLater(TreeSnapshot tree)
    {
        lock (gathering)
        {
            bool isFirst = unwritten is null;
            unwritten = tree;
            if (isFirst && !isDisposed)
                writer.Change(pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void Write()
    {
        lock (writing)
        {
            TreeSnapshot? tree;
            lock (gathering)
            {
                tree = unwritten;
                unwritten = null;
            }

            // A tree that is not there is no reason to forget the one that was.
            if (tree?.Root is null)
                return;
            long start = time.GetTimestamp();
            try
            {
                file!.Write(tree);
                isWriteBroken = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!isWriteBroken)
                    SharedLog.FileNotWritten(logger, file!.FilePath, e.Message);
                isWriteBroken = true;
            }

            pause = time.GetElapsedTime(start) * WritingShare;
        }
    }
}
