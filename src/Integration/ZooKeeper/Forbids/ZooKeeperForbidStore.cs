using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;
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
    // Each of them loses against another writer, who has done something then.
    private const int MaxAttempts = 10;

    /// <summary>How long a change that is kept may take to come back from the tree.</summary>
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(2);

    private readonly IZooKeeper client;
    private readonly SharedTree tree;
    private readonly IMasterSeat seat;
    private readonly MemoryForbidStore memory;
    private readonly TimeProvider time;
    private readonly ILogger<ZooKeeperForbidStore> logger;
    private readonly Lock applying = new();
    private readonly List<Waiter> waiters = [];
    private readonly HashSet<string> malformed = new(StringComparer.Ordinal);
    private readonly ITimer sweeper;
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
        this.client = client;
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

    /// <param name="database">The database.</param>
    /// <param name="change">From what is kept of the database to what is to be kept.</param>
    /// <param name="condition">Has to hold at the write.</param>
    /// <exception cref="ForbidStoreException">It could not be kept.</exception>
    private async Task ChangeAsync(
        string database, Func<ForbidSnapshot, double, ForbidSnapshot> change, CheckOperation? condition = null)
    {
        string path = TreePath.Child(ProxyTree.Forbids, database);
        try
        {
            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                NodeData? found = await ReadAsync(path).ConfigureAwait(false);
                ForbidSnapshot before = Parse(database, found?.Data ?? []);
                ForbidSnapshot after = change(before, Now);
                if (after == before)
                    return;
                if (await TryWriteAsync(path, database, found, after, condition).ConfigureAwait(false))
                    return;
            }
        }
        catch (ZooKeeperException e)
        {
            throw new ForbidStoreException($"ZooKeeper: {e.Message}", e);
        }
        catch (ObjectDisposedException e)
        {
            throw new ForbidStoreException("the proxy is stopping", e);
        }

        throw new ForbidStoreException($"{path} is changed by others all the time");
    }

    private async Task<NodeData?> ReadAsync(string path)
    {
        try
        {
            return await client.GetDataAsync(path).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NoNode)
        {
            return null;
        }
    }

    /// <summary>False where somebody else was faster.</summary>
    private async Task<bool> TryWriteAsync(
        string path, string database, NodeData? found, ForbidSnapshot after, CheckOperation? condition)
    {
        if (ForbidNodes.WriteOf(path, database, found, after) is not { } write)
            return true;
        bool isEmpty = write is DeleteOperation;
        long seen = found?.Stat.Mzxid ?? 0;
        Waiter waiter = Await(path, node => isEmpty ? node is null || node.Mzxid > seen : node?.Mzxid > seen);
        try
        {
            await client.MultiAsync(condition is null ? [write] : [condition, write]).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error is ZooKeeperError.BadVersion or ZooKeeperError.NodeExists
            || (e.Error == ZooKeeperError.NoNode && found is not null && e.FailedOperation != IndexOfCondition(condition)))
        {
            Release(waiter);
            return false;
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NoNode && found is null)
        {
            Release(waiter);
            throw new ForbidStoreException($"there is no {ProxyTree.Forbids} in ZooKeeper; \"sceproxy tree init\" makes it", e);
        }
        catch
        {
            Release(waiter);
            throw;
        }

        await ReturnedAsync(waiter).ConfigureAwait(false);
        return true;
    }

    private static int? IndexOfCondition(CheckOperation? condition) => condition is null ? null : 0;

    /// <summary>Of a malformed node that which is in force; a change puts it right.</summary>
    private ForbidSnapshot Parse(string database, ReadOnlyMemory<byte> data)
    {
        if (data.IsEmpty)
            return ForbidSnapshot.Empty;
        try
        {
            // What a node says of other databases was never in force.
            return ForbidSnapshot.Empty.With(database, ForbidJson.Parse(data).Of(database));
        }
        catch (ForbidFormatException)
        {
            return ForbidSnapshot.Empty.With(database, memory.Current.Of(database));
        }
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
            foreach (Waiter waiter in waiters.Where(waiter => waiter.IsMet(change.After)).ToArray())
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

    private Waiter Await(string path, Func<TreeNode?, bool> isMet)
    {
        Waiter waiter = new(path, isMet);
        lock (applying)
            waiters.Add(waiter);
        return waiter;
    }

    private void Release(Waiter waiter)
    {
        lock (applying)
            waiters.Remove(waiter);
        waiter.Done.TrySetResult();
    }

    private async Task ReturnedAsync(Waiter waiter)
    {
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
    private sealed record Waiter(string Path, Func<TreeNode?, bool> Condition)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsMet(TreeSnapshot now) => Condition(now.TryGet(Path, out TreeNode? node) ? node : null);
    }
}
