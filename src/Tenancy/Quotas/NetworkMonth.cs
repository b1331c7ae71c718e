using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>
/// The bytes of each database in the running calendar month (UTC): closed minutes, from the log at the start and as they come
/// from then on, and the minute that runs. Any thread.
/// </summary>
public sealed class NetworkMonth(TimeProvider time) : IUsageSink
{
    private readonly Lock sync = new();
    private readonly Dictionary<string, long> closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> told = new(StringComparer.Ordinal);

    /// <summary>Came before the log was read; null behind that.</summary>
    private List<ClosedMinute>? early = [];
    private long lastSequence;
    private int month;

    /// <summary>Takes what the log holds. Once; until then nothing is known.</summary>
    /// <param name="minutes">In the order of their sequence numbers; those of earlier months do not count.</param>
    public void Load(IEnumerable<ClosedMinute> minutes)
    {
        // Not under the lock: a month of minutes takes a while to read.
        int now = MonthOf(time.GetUtcNow());
        Dictionary<string, long> read = new(StringComparer.Ordinal);
        long last = 0;
        foreach (ClosedMinute minute in minutes)
        {
            last = minute.Sequence;
            if (MonthOf(minute.Minute) == now)
                read[minute.Database] = read.GetValueOrDefault(minute.Database) + BytesOf(minute.Used);
        }

        lock (sync)
        {
            month = now;
            lastSequence = last;
            foreach ((string database, long bytes) in read)
                closed[database] = bytes;
            List<ClosedMinute> waiting = early ?? [];
            early = null;
            Add(waiting);
        }
    }

    public void Accept(IReadOnlyList<ClosedMinute> minutes)
    {
        lock (sync)
        {
            if (early is not null)
                early.AddRange(minutes);
            else
                Add(minutes);
        }
    }

    /// <summary>
    /// What a database has used this month. A minute that has ended but is not on disk yet is in neither part, so the highest
    /// figure of the month is told.
    /// </summary>
    /// <param name="running">Its counters; null where nothing of it was counted.</param>
    /// <returns>Null as long as the log is not read.</returns>
    public long? Of(string database, UsageSnapshot? running)
    {
        lock (sync)
        {
            if (early is not null)
                return null;
            int now = MonthOf(time.GetUtcNow());
            Begin(now);
            long bytes = month == now ? closed.GetValueOrDefault(database) : 0;
            if (running is not null && MonthOf(running.Minute) == now)
                bytes += BytesOf(running.RunningMinute);
            return told[database] = Math.Max(bytes, told.GetValueOrDefault(database));
        }
    }

    private static int MonthOf(DateTimeOffset moment) => (moment.UtcDateTime.Year * 12) + moment.UtcDateTime.Month;

    private static long BytesOf(UsageTotals used) => used.BytesIn + used.BytesOut;

    private void Add(IReadOnlyList<ClosedMinute> minutes)
    {
        foreach (ClosedMinute minute in minutes)
        {
            if (minute.Sequence <= lastSequence)
                continue;
            lastSequence = minute.Sequence;
            Begin(MonthOf(minute.Minute));
            if (MonthOf(minute.Minute) == month)
                closed[minute.Database] = closed.GetValueOrDefault(minute.Database) + BytesOf(minute.Used);
        }
    }

    /// <summary>A month that is over does not come back, whatever the clock says.</summary>
    private void Begin(int next)
    {
        if (next <= month)
            return;
        month = next;
        closed.Clear();
        told.Clear();
    }
}
