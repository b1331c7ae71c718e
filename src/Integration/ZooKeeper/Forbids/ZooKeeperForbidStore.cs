using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.ZooKeeper.Cluster;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.ZooKeeper.Forbids;

/// <summary>
/// Forbids in the tree that proxies share, a node per database: what one proxy sets is in force on all. Every write is
/// conditional on what was read before it. The master erases what is over; a node that is malformed is logged and leaves what
/// was in force so. Disposal ends it.
/// </summary>
public sealed class ZooKeeperForbidStore : IForbidStore, IAsyncDisposable
{
    /// <summary>How long a change that is kept may take to come back from the tree.</summary>
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(2);

    private readonly ForbidNodes nodes;
    private readonly SharedTree tree;
    private readonly IMasterSeat seat;
    private readonly MemoryForbidStore memory;
    private readonly TimeProvider time;
    private readonly ILogger<ZooKeeperForbidStore> logger;
    private readonly Lock applying = new();
    private readonly List<Waiter> waiters = [];
    private readonly HashSet<string> malformed = new(StringComparer.Ordinal);
    private readonly ITimer sweeper;
    private TreeSnapshot applied;
    private Task sweeping = Task.CompletedTask;
    private bool isSweepBroken;

    /// <param name="client">Writes.</param>
    /// <param name="tree">Where changes come back from. Not started yet.</param>
    /// <param name="seat">Says whether this proxy is the master.</param>
    /// <param name="memory">What is in force; it does not sweep by itself.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets what is wrong.</param>
    public ZooKeeperForbidStore(
        IZooKeeper client,
        SharedTree tree,
        IMasterSeat seat,
        MemoryForbidStore memory,
        TimeProvider time,
        ILogger<ZooKeeperForbidStore> logger)
    {
        nodes = new ForbidNodes(client, time);
        applied = tree.Current;
        this.tree = tree;
        this.seat = seat;
        this.memory = memory;
        this.time = time;
        this.logger = logger;
        tree.Changed += OnTreeChanged;
        sweeper = time.CreateTimer(_ => Sweep(), null, MemoryForbidStore.SweepInterval, MemoryForbidStore.SweepInterval);
    }

    private double Now => ForbidDefinition.ClockOf(time);

    public async Task<ForbidOutcome> SetAsync(string database, ForbidDefinition forbid)
    {
        ForbidOutcome outcome = default;
        await ChangeAsync(database, (before, now) =>
        {
            outcome = before.Set(database, forbid with { Start = now }, now, out ForbidSnapshot next);
            return next;
        }).ConfigureAwait(false);
        return outcome;
    }

    public async Task<int> LiftAsync(string database, string? table = null)
    {
        int lifted = 0;
        await ChangeAsync(database, (before, now) =>
        {
            lifted = before.Lift(database, table, now, out ForbidSnapshot next);
            return next;
        }).ConfigureAwait(false);
        return lifted;
    }

    public Task EditAsync(string database, Func<ForbidSet, double, ForbidSet> change) =>
        ChangeAsync(database, (before, now) => before.Edit(database, now, change));

    public IReadOnlyList<DatabaseForbid> List() => memory.List();

    public async ValueTask DisposeAsync()
    {
        tree.Changed -= OnTreeChanged;
        await sweeper.DisposeAsync().ConfigureAwait(false);
        await Volatile.Read(ref sweeping).ConfigureAwait(false);
    }

    private async Task ChangeAsync(
        string database, Func<ForbidSnapshot, double, ForbidSnapshot> change, CheckOperation? condition = null)
    {
        if (await nodes.ChangeAsync(database, change, memory.Current.Of(database), condition).ConfigureAwait(false) is { } isShownBy)
            await ReturnedAsync(new Waiter(TreePath.Child(ProxyTree.Forbids, database), isShownBy)).ConfigureAwait(false);
    }

    private void OnTreeChanged(TreeChange change)
    {
        lock (applying)
        {
            HashSet<string> databases = new(StringComparer.Ordinal);
            foreach (string path in change.Paths)
            {
                if (ProxyTree.ChildOf(ProxyTree.Forbids, path) is { } database)
                    databases.Add(database);
                else if (path is ProxyTree.Root or ProxyTree.Forbids)
                    databases.UnionWith([.. change.After.Children(ProxyTree.Forbids), .. memory.Current.Databases.Select(static found => found.Key)]);
            }

            // As with the registry: what is not there at all was not lifted.
            if (databases.Count > 0 && change.After.TryGet(ProxyTree.Forbids, out _))
                Apply(change.After, databases);
            applied = change.After;
            foreach (Waiter waiter in waiters.Where(waiter => waiter.IsMet(applied)).ToArray())
                Release(waiter);
        }
    }

    private void Apply(TreeSnapshot now, HashSet<string> databases)
    {
        ForbidSnapshot next = memory.Current;
        foreach (string database in databases)
        {
            string path = TreePath.Child(ProxyTree.Forbids, database);
            try
            {
                ForbidSet set = now.TryGet(path, out TreeNode? node) && !node.Data.IsEmpty
                    ? ForbidJson.Parse(node.Data).Of(database)
                    : ForbidSet.None;
                next = next.With(database, set);
                malformed.Remove(path);
            }
            catch (ForbidFormatException e)
            {
                if (malformed.Add(path))
                    ForbidLog.Malformed(logger, path, e.Message);
            }
        }

        memory.Replace(next);
    }

    private void Sweep()
    {
        if (sweeping.IsCompleted)
            Volatile.Write(ref sweeping, SweepAsync());
    }

    /// <summary>What is over is erased by the master; elsewhere it counts no more anyway.</summary>
    internal async Task SweepAsync()
    {
        try
        {
            double now = Now;
            foreach ((string database, ForbidSet set) in memory.Current.Databases)
            {
                if (!set.Forbids.Any(forbid => forbid.IsOver(now)))
                    continue;
                if (seat.Condition is not { } condition)
                    return;
                await ChangeAsync(database, (before, at) => before.WithoutExpired(at), condition).ConfigureAwait(false);
            }

            isSweepBroken = false;
        }
        catch (ForbidStoreException e)
        {
            if (!isSweepBroken)
                ForbidLog.NotErased(logger, e.Message);
            isSweepBroken = true;
        }
    }

    private void Release(Waiter waiter)
    {
        lock (applying)
            waiters.Remove(waiter);
        waiter.Done.TrySetResult();
    }

    private async Task ReturnedAsync(Waiter waiter)
    {
        lock (applying)
        {
            if (waiter.IsMet(applied))
                return;
            waiters.Add(waiter);
        }

        try
        {
            await waiter.Done.Task.WaitAsync(ReturnLimit, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is kept; this proxy hears of it as the others do.
            Release(waiter);
        }
    }

    /// <summary>Somebody who waits for a change of a node to come back.</summary>
    private sealed record Waiter(string Path, Func<TreeNode?, bool> IsShownBy)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsMet(TreeSnapshot now) => IsShownBy(now.TryGet(Path, out TreeNode? node) ? node : null);
    }
}
