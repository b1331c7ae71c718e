using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// Looks at the clock once a second: closes minutes, flushes, removes old logs. On the thread pool, away from every event
/// loop. Disposing it closes and flushes what is left.
/// </summary>
public sealed class UsageClock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock sync = new();
    private readonly UsageAccounts accounts;
    private readonly Live<StatisticsOptions> options;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private long flushedAt;
    private DateOnly cleanedOn;
    private bool isStopped;

    public UsageClock(UsageAccounts accounts, Live<StatisticsOptions> options, TimeProvider time)
    {
        this.accounts = accounts;
        this.options = options;
        this.time = time;
        flushedAt = time.GetTimestamp();
        timer = time.CreateTimer(_ => Tick(), null, Interval, Interval);
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (sync)
        {
            if (isStopped)
                return;
            isStopped = true;
            accounts.CloseNow();
            accounts.Flush();
        }
    }

    private void Tick()
    {
        // A disk that hangs holds up one tick, and those behind it are left out.
        if (!sync.TryEnter())
            return;
        try
        {
            if (isStopped)
                return;
            accounts.CloseIfOver();
            if (time.GetElapsedTime(flushedAt) >= options.Value.FlushInterval)
            {
                accounts.Flush();
                flushedAt = time.GetTimestamp();
            }

            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (today != cleanedOn)
            {
                accounts.RemoveOld(options.Value.KeepDays);
                cleanedOn = today;
            }
        }
        finally
        {
            sync.Exit();
        }
    }
}
