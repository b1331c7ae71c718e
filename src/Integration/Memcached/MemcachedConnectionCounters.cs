using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.Memcached;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Counts the sessions of databases on memcached, for all proxies together. Limits of users and addresses stay this proxy's
/// own. Any thread.
/// </summary>
public sealed class MemcachedConnectionCounters : IConnectionCounters, IAsyncDisposable
{
    /// <summary>A share is looked at so often in its lifetime.</summary>
    private const int RefreshesPerLease = 3;
    private const int RunDigits = 8;

    private readonly IConnectionCounters local;
    private readonly MemcachedClient client;
    private readonly CountersOptions options;
    private readonly IMembership membership;
    private readonly Func<IEnumerable<string>> databases;
    private readonly ILogger logger;
    private readonly CounterKeys keys;
    private readonly ProxyDirectory directory;
    private readonly CounterReconciler reconciler;
    private readonly SharedCountSettings settings;
    private readonly string proxy;
    private readonly ConcurrentDictionary<string, SharedCount> counts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] duties;

    /// <param name="local">Counts this proxy's sessions, and knows the limits of users and addresses.</param>
    /// <param name="client">The servers; disposed of by its owner, after this.</param>
    /// <param name="options">Times, and how many proxies there are at least.</param>
    /// <param name="membership">Who this proxy is, and whether it is the master. Without a real one every proxy reconciles, which
    /// does no harm.</param>
    /// <param name="databases">The names of all databases: what the master reconciles.</param>
    public MemcachedConnectionCounters(
        IConnectionCounters local,
        MemcachedClient client,
        CountersOptions options,
        IMembership membership,
        Func<IEnumerable<string>> databases,
        TimeProvider time,
        ILogger logger)
    {
        this.local = local;
        this.client = client;
        this.options = options;
        this.membership = membership;
        this.databases = databases;
        this.logger = logger;
        keys = new CounterKeys(options.Prefix);
        // Two proxies may listen on 0.0.0.0, and the next run of this one must not take up what the last one left.
        proxy = $"{membership.Self.Name}-{Guid.NewGuid().ToString("N")[..RunDigits]}";
        int lease = (int)Math.Ceiling(options.Lease.TotalSeconds);
        TimeSpan refresh = options.Lease / RefreshesPerLease;
        directory = new ProxyDirectory(client, keys, proxy, lease, time);
        reconciler = new CounterReconciler(client, options.Prefix, logger);
        settings = new SharedCountSettings(
            options.Timeout, lease, refresh, options.Retry < refresh ? options.Retry : refresh, () => Proxies);
        duties =
        [
            RepeatAsync("the list of proxies", refresh, RenewAsync, time),
            .. options.Reconcile > TimeSpan.Zero ? new[] { RepeatAsync("reconciling", options.Reconcile, ReconcileAsync, time) } : [],
        ];
    }

    /// <summary>How many proxies share the limits: as configured, as the cluster says, or as the servers know, the largest.</summary>
    public int Proxies => Math.Max(options.Proxies, Math.Max(membership.Members.Length, directory.Known));

    public async ValueTask<ConnectionExcess?> EnterAsync(ConnectionClaim claim, ConnectionClaim? instead)
    {
        // Within a database a session keeps the place that it has.
        bool isNewThere = instead?.Database != claim.Database;
        SharedCount count = CountOf(claim.Database);
        long? limit = isNewThere ? claim.OfDatabase : null;
        if (limit is { } most && !await count.EnterAsync(most).ConfigureAwait(false))
            return new ConnectionExcess(ConnectionScope.Database, claim.Database, most);
        ConnectionExcess? excess = await local.EnterAsync(claim with { OfDatabase = null }, instead).ConfigureAwait(false);
        if (excess is not null && limit is not null)
            count.Change(-1);
        if (excess is null && isNewThere)
        {
            // Where there is no limit nobody has to wait for the server.
            if (limit is null)
                count.Change(1);
            if (instead is not null)
                CountOf(instead.Database).Change(-1);
        }

        return excess;
    }

    public void Leave(ConnectionClaim claim)
    {
        local.Leave(claim);
        CountOf(claim.Database).Change(-1);
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> databases)
    {
        Dictionary<string, long> counted = databases.ToDictionary(
            static database => database, database => counts.TryGetValue(database, out SharedCount? count) ? count.Own : 0);
        foreach (IGrouping<MemcachedServer?, string> group in databases.GroupBy(database => client.ServerOf(keys.Total(database))))
        {
            if (group.Key is not { } server)
                continue;
            try
            {
                Dictionary<string, MemcachedItem> totals = await client.ReadAsync(server, group.Select(keys.Total)).ConfigureAwait(false);
                foreach (string database in group)
                    counted[database] = Math.Max(counted[database], totals.GetValueOrDefault(keys.Total(database))?.Number ?? 0);
            }
            catch (MemcachedException e)
            {
                MemcachedLog.PutOff(logger, "reading the totals", e.Message);
            }
        }

        return counted;
    }

    /// <summary>Takes back what the servers count of this proxy. With the last session gone and the event loops still running.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(duties).ConfigureAwait(false);
        await Task.WhenAll(counts.Values.Select(static count => count.StopAsync())).ConfigureAwait(false);
        try
        {
            await directory.LeaveAsync().ConfigureAwait(false);
        }
        catch (MemcachedException)
        {
            // Its lease runs out.
        }

        stopping.Dispose();
    }

    /// <summary>The same loop for a database at all times.</summary>
    private SharedCount CountOf(string database) => counts.GetOrAdd(
        database,
        static (name, counters) => new SharedCount(
            counters.client,
            counters.directory,
            counters.settings,
            counters.keys,
            counters.proxy,
            name,
            counters.client.Loops[(int)((uint)name.GetHashCode(StringComparison.Ordinal) % counters.client.Loops.Count)],
            counters.logger),
        this);

    private async Task RenewAsync()
    {
        foreach (MemcachedServer server in client.Servers.Where(static server => !server.IsOut))
            await directory.RenewAsync(server).ConfigureAwait(false);
    }

    private Task ReconcileAsync() => membership.IsMaster
        ? reconciler.ReconcileAsync(databases().Union(counts.Keys), () => membership.IsMaster)
        : Task.CompletedTask;

    private async Task RepeatAsync(string what, TimeSpan interval, Func<Task> duty, TimeProvider time)
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            do
            {
                try
                {
                    await duty().ConfigureAwait(false);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    MemcachedLog.PutOff(logger, what, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
