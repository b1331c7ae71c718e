using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Integration.Statistics;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>
/// The counters, their log and the clock that closes minutes. Made before the first session; disposed of when the last is gone,
/// which closes the minute that runs.
/// </summary>
internal sealed class UsageRuntime : IAsyncDisposable
{
    private readonly UsageStore store;
    private readonly UsageLog? log;
    private readonly UsageClock clock;
    private readonly StatisticsWriter? writer;

    /// <exception cref="UsageException">The folder cannot be used.</exception>
    public UsageRuntime(
        ConfigurationSource source,
        Live<StatisticsOptions> options,
        IRegistryRuntime shared,
        TimeProvider time,
        ILoggerFactory loggers,
        ILogger<UsageRuntime> logger)
    {
        void Notice(UsageNotice notice) => UsageLogLines.Write(logger, notice);

        if (options.Value.Folder.Length == 0)
        {
            store = UsageStore.InMemory();
        }
        else
        {
            string folder = source.Resolve(options.Value.Folder);
            store = UsageStore.Open(folder, time, Notice);
            log = new UsageLog(folder, Notice);
            StatisticsDatabaseOptions database = options.Value.Database;
            if (database.Host.Length > 0)
            {
                string proxy = database.Proxy.Length > 0 ? database.Proxy : shared.Membership.Self.Name;
                writer = new StatisticsWriter(database, proxy, folder, log, time, loggers.CreateLogger<StatisticsWriter>());
            }
        }

        try
        {
            Month = new NetworkMonth(time);
            Accounts = new UsageAccounts(store, log, writer is null ? [Month] : [Month, writer], time, Notice);
        }
        catch
        {
            log?.Dispose();
            store.Dispose();
            throw;
        }

        // What the process before has left is on disk before anything reads it.
        Accounts.Flush();
        writer?.Start();
        clock = new UsageClock(Accounts, options, time);
        // A month of minutes takes a while to read, which nobody's start has to wait for.
        var firstDay = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1 - time.GetUtcNow().UtcDateTime.Day);
        _ = Task.Run(() => LoadMonth(firstDay, logger));
    }

    /// <summary>The counters, and what was closed of them.</summary>
    public UsageAccounts Accounts { get; }

    /// <summary>The bytes of the running month.</summary>
    public NetworkMonth Month { get; }

    public async ValueTask DisposeAsync()
    {
        clock.Dispose();
        if (writer is not null)
            await writer.DisposeAsync().ConfigureAwait(false);
        log?.Dispose();
        store.Dispose();
    }

    private void LoadMonth(DateOnly firstDay, ILogger logger)
    {
        try
        {
            Month.Load(log?.ReadAfter(0, firstDay) ?? []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            UsageLogLines.MonthUnreadable(logger, e.Message);
        }
    }
}
