using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Quota;

/// <summary>
/// Measures every database again and again, and turns what is over a quota into a forbid by the rules of
/// <see cref="QuotaRules"/>. Servers are asked side by side, the databases of one server one after the other; one that answers
/// nobody costs a run a single timeout. Has no thread of its own. Disposal ends it, and leaves its forbids to run out.
/// </summary>
public sealed class QuotaMonitor : IQuotaView, IAsyncDisposable
{
    /// <summary>Servers that are asked at a time.</summary>
    private const int MaxParallelServers = 8;

    private readonly TenantRegistry registry;
    private readonly IForbidStore forbids;
    private readonly IUsageView usage;
    private readonly NetworkMonth month;
    private readonly IQuotaProbe probe;
    private readonly Live<QuotaOptions> options;
    private readonly IMembership membership;
    private readonly TimeProvider time;
    private readonly ILogger<QuotaMonitor> logger;
    private readonly ConcurrentDictionary<string, WatchedDatabase> watched = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ended = new();
    private readonly SemaphoreSlim running = new(1, 1);
    private ITimer? timer;

    /// <param name="registry">The databases with their types.</param>
    /// <param name="forbids">Where an excess is forbidden.</param>
    /// <param name="usage">Where slow queries and the minute that runs are seen.</param>
    /// <param name="month">The bytes of the month.</param>
    /// <param name="probe">Asks the servers.</param>
    /// <param name="options">Followed live.</param>
    /// <param name="membership">Only the master measures and forbids.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets what is forbidden, what is lifted and what cannot be measured; each once until it is over.</param>
    public QuotaMonitor(
        TenantRegistry registry,
        IForbidStore forbids,
        IUsageView usage,
        NetworkMonth month,
        IQuotaProbe probe,
        Live<QuotaOptions> options,
        IMembership membership,
        TimeProvider time,
        ILogger<QuotaMonitor> logger)
    {
        this.registry = registry;
        this.forbids = forbids;
        this.usage = usage;
        this.month = month;
        this.probe = probe;
        this.options = options;
        this.membership = membership;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Runs from now on after each interval. Call once.</summary>
    public void Start()
    {
        options.Changed += OnOptionsChanged;
        timer = time.CreateTimer(_ => _ = TickAsync(), null, options.Value.Interval, Timeout.InfiniteTimeSpan);
    }

    public IReadOnlyList<QuotaStatus> Of(string database) =>
        watched.TryGetValue(database, out WatchedDatabase? found) ? found.Statuses : UnmeasuredQuotas.Instance.Of(database);

    /// <summary>Measures all databases now; a run that is going on is waited for first.</summary>
    public async Task RunAsync()
    {
        await running.WaitAsync(ended.Token).ConfigureAwait(false);
        try
        {
            Tenant[] tenants = [.. registry.Tenants.Where(static tenant => tenant.Current is { Disabled: false })];
            foreach (string gone in watched.Keys.Except(tenants.Select(static tenant => tenant.Name), StringComparer.Ordinal))
                watched.TryRemove(gone, out _);
            await Parallel.ForEachAsync(
                tenants.GroupBy(static tenant => tenant.Current?.Primary),
                new ParallelOptions { MaxDegreeOfParallelism = MaxParallelServers, CancellationToken = ended.Token },
                async (server, _) => await RunServerAsync(server).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            running.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        options.Changed -= OnOptionsChanged;
        if (timer is not null)
            await timer.DisposeAsync().ConfigureAwait(false);
        if (ended.IsCancellationRequested)
            return;
        await ended.CancelAsync().ConfigureAwait(false);
        await running.WaitAsync().ConfigureAwait(false);
    }

    private void OnOptionsChanged(QuotaOptions changed) => timer?.Change(changed.Interval, Timeout.InfiniteTimeSpan);

    private async Task TickAsync()
    {
        try
        {
            if (options.Value.Enabled && membership.IsMaster)
                await RunAsync().ConfigureAwait(false);
            else
                watched.Clear();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever goes wrong costs one run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            QuotaLog.RunFailed(logger, e);
        }

        if (!ended.IsCancellationRequested)
            timer!.Change(options.Value.Interval, Timeout.InfiniteTimeSpan);
    }

    private async Task RunServerAsync(IEnumerable<Tenant> tenants)
    {
        string? down = null;
        foreach (Tenant tenant in tenants)
        {
            if (tenant.Current is not { } definition
                || registry.Snapshot.Types.GetValueOrDefault(definition.Type) is not { } type)
                continue;
            WatchedDatabase database = watched.GetOrAdd(tenant.Name, static _ => new WatchedDatabase());
            ServerMeasurement? server = null;
            string? problem = down;
            if (down is null)
                (server, problem, down) = await AskAsync(definition).ConfigureAwait(false);
            NoteProblem(database, definition, problem);
            QuotaMeasurement measurement = Complete(database, definition, type, server);
            database.Note(measurement, time.GetUtcNow());
            await ForbidAsync(tenant, type, measurement).ConfigureAwait(false);
        }
    }

    private async Task<(ServerMeasurement? Measured, string? Problem, string? Down)> AskAsync(DatabaseDefinition definition)
    {
        using CancellationTokenSource limit = new(options.Value.Timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ended.Token);
        try
        {
            return (await probe.MeasureAsync(definition, either.Token).ConfigureAwait(false), null, null);
        }
        catch (QuotaProbeException e)
        {
            return (null, e.Message, e.IsServerDown ? e.Message : null);
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            const string late = "no answer in time";
            return (null, late, late);
        }
    }

    private QuotaMeasurement Complete(
        WatchedDatabase database, DatabaseDefinition definition, TypeDefinition type, ServerMeasurement? server)
    {
        TimeSpan window = options.Value.Window;
        DateTimeOffset now = time.GetUtcNow();
        UsageSnapshot? used = usage.Find(definition.Name);
        if (database.SlowQueryDuration != type.SlowQueryDuration)
        {
            database.SlowQueryDuration = type.SlowQueryDuration;
            database.SlowQueries.Clear();
        }

        double slow = SlowQueries.In(used?.SinceStart ?? UsageTotals.Zero, type.SlowQueryDuration);
        double? cpuTime = server?.CpuTime is { } cpu ? database.CpuTime.Add(now, cpu.TotalSeconds, window) : null;
        return new QuotaMeasurement
        {
            Tables = server?.Tables,
            NetworkBytes = month.Of(definition.Name, used),
            SlowQueries = (long?)database.SlowQueries.Add(now, slow, window),
            CpuTime = cpuTime is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private async Task ForbidAsync(Tenant tenant, TypeDefinition type, QuotaMeasurement measurement)
    {
        QuotaOptions settings = options.Value;
        IReadOnlyList<ForbidDefinition> wanted =
            QuotaRules.ForbidsFor(type, measurement, settings.Forbid, settings.Window);
        // A forbid that is over before the next run has had its time is made anew, unless forbids are shorter than that.
        double renewBefore = Math.Min(1.5 * settings.Interval.TotalSeconds, settings.Forbid.TotalSeconds / 2);
        ForbidSet Apply(ForbidSet current, double now) => QuotaRules.Apply(current, wanted, measurement, now, renewBefore);
        ForbidSet before = tenant.Forbids;
        if (Apply(before, ForbidDefinition.ClockOf(time)) == before || !membership.IsMaster)
            return;
        try
        {
            await forbids.EditAsync(tenant.Name, Apply).ConfigureAwait(false);
        }
        catch (ForbidStoreException e)
        {
            QuotaLog.NotKept(logger, tenant.Name, e.Message);
            return;
        }

        LogChanges(tenant.Name, before, wanted, tenant.Forbids);
    }

    private void LogChanges(string database, ForbidSet before, IReadOnlyList<ForbidDefinition> wanted, ForbidSet after)
    {
        foreach (ForbidDefinition forbid in wanted.Where(forbid => !before.Forbids.Any(old => IsSame(old, forbid))))
        {
            bool isTable = forbid.Object == ForbidObject.Table;
            QuotaLog.Forbidden(
                logger,
                database,
                forbid.Reason,
                (isTable ? forbid.Tables[0].Verbs : forbid.Verbs).ToString(),
                isTable ? $"table {forbid.Tables[0].Name}" : "the database");
        }

        foreach (ForbidDefinition forbid in before.Forbids.Where(forbid =>
            QuotaRules.IsOfQuota(forbid) && !after.Forbids.Any(other => IsSame(other, forbid))))
            QuotaLog.Lifted(logger, database, forbid.Reason);
    }

    private static bool IsSame(ForbidDefinition one, ForbidDefinition other) => one.HasScopeOf(other) && one.Reason == other.Reason;

    /// <summary>Once until it is another one, or over.</summary>
    private void NoteProblem(WatchedDatabase database, DatabaseDefinition definition, string? problem)
    {
        if (problem == database.Problem)
            return;
        if (problem is not null)
            QuotaLog.NotMeasured(logger, definition.Name, definition.Primary.ToString(), problem);
        else
            QuotaLog.MeasuredAgain(logger, definition.Name);
        database.Problem = problem;
    }
}
