using System.Collections.Concurrent;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// Closes minutes: what the counters have grown by since the last closing becomes one line per database. A line says where its
/// database stands in all, and the next one begins there, so that nothing is counted twice whatever happens in between. Any
/// thread.
/// </summary>
public sealed class UsageAccounts : IUsageView
{
    private readonly Lock sync = new();
    private readonly UsageStore store;
    private readonly UsageLog? log;
    private readonly IReadOnlyList<IUsageSink> sinks;
    private readonly TimeProvider time;
    private readonly Action<UsageNotice> notice;

    /// <summary>Where each database stood when it was closed last.</summary>
    private readonly ConcurrentDictionary<string, UsageTotals> closed;
    private readonly Dictionary<string, UsageTotals> atStart;

    /// <summary>Closed, but perhaps not on disk.</summary>
    private readonly List<ClosedMinute> unflushed = [];
    private long sequence;
    private bool isFailing;

    /// <summary>
    /// Compares the counters with the log, and closes what a process that ended without a goodbye has left, into the minute
    /// that was open then. Before any session.
    /// </summary>
    /// <param name="store">The counters.</param>
    /// <param name="log">Null where none is kept.</param>
    /// <param name="sinks">Who else gets the minutes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="notice">Told what an operator has to know; on the thread of the call.</param>
    /// <exception cref="UsageException">The log cannot be read.</exception>
    public UsageAccounts(
        UsageStore store, UsageLog? log, IReadOnlyList<IUsageSink> sinks, TimeProvider time, Action<UsageNotice> notice)
    {
        this.store = store;
        this.log = log;
        this.sinks = sinks;
        this.time = time;
        this.notice = notice;
        closed = new ConcurrentDictionary<string, UsageTotals>(Recover(), StringComparer.Ordinal);
        sequence = Math.Max(store.LastSequence, log?.LastSequence ?? 0);
        if (store.OpenMinute == 0)
            store.OpenMinute = MinuteNow;
        if (CloseOpenMinute() is > 0 and int count)
            notice(new UsageNotice(UsageNoticeKind.Recovered, log?.CurrentFile ?? "", $"{count} databases were not closed"));
        foreach (UsageDatabase database in store.Databases)
            database.ForgetConnections();
        store.OpenMinute = MinuteNow;
        atStart = store.Databases.ToDictionary(
            static database => database.Name, static database => database.Sum(), StringComparer.Ordinal);
    }

    /// <summary>The counters.</summary>
    public UsageStore Store => store;

    private long MinuteNow => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>Counters in memory alone, which end with the process.</summary>
    public static UsageAccounts InMemory(TimeProvider time) => new(UsageStore.InMemory(), null, [], time, static _ => { });

    /// <summary>
    /// Closes the open minute if the clock shows another one, earlier or later. To be called about once a second.
    /// </summary>
    public void CloseIfOver()
    {
        lock (sync)
        {
            long now = MinuteNow;
            if (now == store.OpenMinute)
                return;
            if (CloseOpenMinute() is not null)
                store.OpenMinute = now;
        }
    }

    /// <summary>Closes what has been counted up to now; a proxy does so when it stops.</summary>
    public void CloseNow()
    {
        lock (sync)
            CloseOpenMinute();
    }

    /// <summary>Brings counters and log to disk, and then tells the sinks.</summary>
    public void Flush()
    {
        List<ClosedMinute> flushed;
        lock (sync)
        {
            try
            {
                log?.Flush();
                store.Flush();
            }
            catch (IOException e)
            {
                Fail(e);
                return;
            }

            flushed = [.. unflushed];
            unflushed.Clear();
            if (flushed.Count == 0)
                return;
            foreach (IUsageSink sink in sinks)
                sink.Accept(flushed);
        }
    }

    /// <summary>Removes the logs of days that ended longer ago than this.</summary>
    /// <param name="days">0 keeps all.</param>
    public void RemoveOld(int days)
    {
        if (days == 0)
            return;
        lock (sync)
            log?.RemoveBefore(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-days));
    }

    public IReadOnlyList<UsageSnapshot> All() =>
        [.. store.Databases.OrderBy(static database => database.Name, StringComparer.Ordinal).Select(Read)];

    public UsageSnapshot? Find(string database) =>
        store.Databases.FirstOrDefault(found => found.Name == database) is { } known ? Read(known) : null;

    private static DateTimeOffset StartOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    /// <summary>Without the lock, which is held while the disk is waited for: event loops read, too.</summary>
    private UsageSnapshot Read(UsageDatabase database)
    {
        UsageTotals total = database.Sum();
        return new UsageSnapshot
        {
            Database = database.Name,
            Minute = StartOf(store.OpenMinute),
            RunningMinute = total.Since(closed.GetValueOrDefault(database.Name, UsageTotals.Zero)),
            SinceStart = total.Since(atStart.GetValueOrDefault(database.Name, UsageTotals.Zero)),
            Connections = database.Connections,
            PeakConnections = database.PeakConnections,
            PeakConnectionsSinceStart = database.PeakConnectionsSinceStart,
            Backends = database.Backends,
            PeakBackends = database.PeakBackends,
            PeakBackendsSinceStart = database.PeakBackendsSinceStart,
        };
    }

    /// <summary>Where each database stands by the log; the counters are brought to it where they are behind.</summary>
    private Dictionary<string, UsageTotals> Recover()
    {
        foreach (UsageDatabase database in store.Databases)
        {
            foreach (UsageSlot slot in database.Slots)
                slot.SettleLeftOvers();
        }

        Dictionary<string, UsageTotals>? logged = log?.Recover();
        if (logged is null)
            return WithoutLog();
        foreach ((string name, UsageTotals total) in logged)
        {
            UsageTotals missing = total.Since(store.Database(name).Sum());
            if (missing.IsZero)
                continue;
            store.Raise(name, missing);
            notice(new UsageNotice(
                UsageNoticeKind.Raised, log!.CurrentFile!, $"the counters of '{name}' were behind by {missing.BytesOut} bytes out"));
        }

        return logged;
    }

    private Dictionary<string, UsageTotals> WithoutLog()
    {
        Dictionary<string, UsageTotals> standing = store.Databases.ToDictionary(
            static database => database.Name, static database => database.Sum(), StringComparer.Ordinal);
        if (log is null || store.LastSequence == 0)
        {
            // A log that never was has told of nothing.
            return new Dictionary<string, UsageTotals>(StringComparer.Ordinal);
        }

        // What was billed by now nobody knows; to bill it all again would be worse than to lose a minute.
        notice(new UsageNotice(
            UsageNoticeKind.LogMissing, UsageStore.FileName, $"the log with its line {store.LastSequence} is gone"));
        return standing;
    }

    /// <summary>Writes a line for each database that has used anything or is connected.</summary>
    /// <returns>How many; null when they could not be written, and nothing has changed.</returns>
    private int? CloseOpenMinute()
    {
        List<ClosedMinute> minutes = [];
        IReadOnlyList<UsageDatabase> databases = store.Databases;
        foreach (UsageDatabase database in databases)
        {
            UsageTotals before = closed.GetValueOrDefault(database.Name, UsageTotals.Zero);
            UsageTotals total = database.Sum().Max(before);
            UsageTotals used = total.Since(before);
            if (used.IsZero && database is { Connections: 0, PeakConnections: 0, Backends: 0, PeakBackends: 0 })
                continue;
            minutes.Add(new ClosedMinute
            {
                Sequence = sequence + minutes.Count + 1,
                Minute = StartOf(store.OpenMinute),
                Database = database.Name,
                Used = used,
                Total = total,
                Connections = database.Connections,
                PeakConnections = database.PeakConnections,
                Backends = database.Backends,
                PeakBackends = database.PeakBackends,
            });
        }

        if (minutes.Count > 0 && !TryAppend(minutes))
            return null;
        foreach (ClosedMinute minute in minutes)
            closed[minute.Database] = minute.Total;
        sequence += minutes.Count;
        store.LastSequence = sequence;
        unflushed.AddRange(minutes);
        foreach (UsageDatabase database in databases)
            database.BeginMinute();
        return minutes.Count;
    }

    private bool TryAppend(List<ClosedMinute> minutes)
    {
        try
        {
            log?.Append(minutes, closed);
            isFailing = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
            return false;
        }
    }

    /// <summary>Tells once that the disk does not take it, until it does again.</summary>
    private void Fail(Exception e)
    {
        if (!isFailing)
            notice(new UsageNotice(UsageNoticeKind.CannotWrite, log?.CurrentFile ?? UsageStore.FileName, e.Message));
        isFailing = true;
    }
}
