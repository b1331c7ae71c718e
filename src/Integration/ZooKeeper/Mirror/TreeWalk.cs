using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>
/// Reads nodes of a tree and what is below them, and finds out what differs from what is known. Of each node that is read, the
/// children that are unknown are read too, and those that are known and no longer listed; a full walk reads all of them.
/// Readings are taken in the order in which they were asked for, so the later one of a node wins. One use.
/// </summary>
internal sealed class TreeWalk(ITreeReader reader, TreeScope scope, TreeNode? known, NamePool pool, bool isFull)
{
    /// <summary>Nodes in one request.</summary>
    private const int BatchSize = 32;

    /// <summary>Nodes asked for and not answered.</summary>
    private const int Window = 512;

    private readonly Queue<Visit> frontier = new();
    private readonly Queue<(Visit[] Visits, Task<IReadOnlyList<NodeReading>> Readings)> inFlight = new();
    private readonly TreeEditor editor = new(known, pool);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ZooKeeperError> unreadable = new(StringComparer.Ordinal);

    /// <summary>Nodes that came, went or have other data.</summary>
    public IReadOnlyCollection<string> Changed => changed;

    /// <summary>Nodes that ZooKeeper does not show; what is known of them stays.</summary>
    public IReadOnlyDictionary<string, ZooKeeperError> Unreadable => unreadable;

    /// <param name="paths">Where to begin; within the scope.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <returns>The tree as it is now.</returns>
    /// <exception cref="ZooKeeperException">It could not be walked to its end.</exception>
    public async Task<TreeNode?> RunAsync(IEnumerable<string> paths, CancellationToken cancellation)
    {
        var before = new TreeSnapshot(scope.Root, known);
        foreach (string path in paths)
            frontier.Enqueue(new Visit(path, before.TryGet(path, out TreeNode? node) ? node : null));
        try
        {
            while (frontier.Count > 0 || inFlight.Count > 0)
            {
                while (frontier.Count > 0 && inFlight.Count < Window / BatchSize)
                    Send(cancellation);
                (Visit[] visits, Task<IReadOnlyList<NodeReading>> task) = inFlight.Dequeue();
                IReadOnlyList<NodeReading> readings = await task.ConfigureAwait(false);
                for (int i = 0; i < visits.Length; i++)
                    Take(visits[i], readings[i]);
            }
        }
        finally
        {
            foreach ((_, Task<IReadOnlyList<NodeReading>> task) in inFlight)
                Tasks.Observe(task);
        }

        return changed.Count == 0 ? known : editor.Build();
    }

    private void Send(CancellationToken cancellation)
    {
        var visits = new Visit[Math.Min(BatchSize, frontier.Count)];
        for (int i = 0; i < visits.Length; i++)
            visits[i] = frontier.Dequeue();
        inFlight.Enqueue((visits, reader.ReadAsync(Array.ConvertAll(visits, visit => visit.Path), cancellation)));
    }

    private void Take(in Visit visit, in NodeReading reading)
    {
        scope.TryRelative(visit.Path, out ReadOnlySpan<char> names);
        if (reading.Error == ZooKeeperError.NoNode)
        {
            editor.Remove(names);
            if (visit.Known is not null)
                changed.Add(visit.Path);
        }
        else if (reading.Error == ZooKeeperError.Ok)
        {
            if (visit.Known is null || visit.Known.Mzxid != reading.Stat.Mzxid)
            {
                editor.Set(names, reading);
                changed.Add(visit.Path);
            }

            EnqueueChildren(visit, reading.Children);
        }
        else if (visit.Path == scope.Root)
        {
            throw new ZooKeeperException(reading.Error, visit.Path);
        }
        else
        {
            unreadable[visit.Path] = reading.Error;
        }
    }

    private void EnqueueChildren(in Visit visit, IReadOnlyList<string> listed)
    {
        int missing = visit.Known?.Children.Count ?? 0;
        foreach (string name in listed)
        {
            string path = TreePath.Child(visit.Path, name);
            if (!scope.Contains(path))
                continue;
            TreeNode? child = visit.Known?.Children.GetValueOrDefault(name);
            if (child is not null)
                missing--;
            if (isFull || child is null)
                frontier.Enqueue(new Visit(path, child));
        }

        if (missing == 0)
            return;
        HashSet<string> names = new(listed, StringComparer.Ordinal);
        foreach ((string name, TreeNode child) in visit.Known!.Children)
        {
            if (!names.Contains(name))
                frontier.Enqueue(new Visit(TreePath.Child(visit.Path, name), child));
        }
    }

    private readonly record struct Visit(string Path, TreeNode? Known);
}
