using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// Forbids in a file: they survive a restart, and the command line changes them by changing the file, which is watched. What
/// is over is erased from it. A damaged file is put aside, with an error in the log; what was in force stays so.
/// Disposal ends the watching.
/// </summary>
public sealed class FileForbidStore : IForbidStore, IAsyncDisposable
{
    private readonly ForbidFile file;
    private readonly MemoryForbidStore memory;
    private readonly ILogger<FileForbidStore> logger;
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly Lock working = new();
    private FileWatch? watch;
    private ITimer? sweeper;
    private bool isSweepBroken;

    /// <param name="path">The file; it may be missing.</param>
    /// <param name="memory">What is in force; it does not sweep by itself.</param>
    /// <param name="logger">Gets what changed and what is wrong.</param>
    /// <param name="time">The clock of the forbids and of the watch.</param>
    /// <param name="interval">Between two looks at the file.</param>
    public FileForbidStore(
        string path,
        MemoryForbidStore memory,
        ILogger<FileForbidStore> logger,
        TimeProvider time,
        TimeSpan? interval = null)
    {
        file = new ForbidFile(path);
        this.memory = memory;
        this.logger = logger;
        this.time = time;
        this.interval = interval ?? FileRegistrySource.DefaultInterval;
    }

    private double Now => ForbidDefinition.ClockOf(time);

    /// <summary>Reads the file for the first time and watches it from then on. Call once.</summary>
    public void Start()
    {
        Reload();
        watch = new FileWatch(file.FilePath, interval, time, Reload, logger);
        sweeper = time.CreateTimer(_ => Sweep(), null, MemoryForbidStore.SweepInterval, MemoryForbidStore.SweepInterval);
    }

    /// <summary>Reads the file now and puts it in force. Any thread.</summary>
    public void Reload()
    {
        lock (working)
        {
            try
            {
                ReadOrPutAside();
            }
            catch (Exception e) when (e is ForbidStoreException or ForbidFormatException)
            {
                FileLog.ForbidsUnreadable(logger, e.Message);
            }
        }
    }

    public Task<ForbidOutcome> SetAsync(string database, ForbidDefinition forbid) => Task.Run(() =>
    {
        ForbidOutcome outcome = default;
        Edit(snapshot =>
        {
            double now = Now;
            outcome = snapshot.Set(database, forbid with { Start = now }, now, out ForbidSnapshot next);
            return next;
        });
        return outcome;
    });

    public Task<int> LiftAsync(string database, string? table = null) => Task.Run(() =>
    {
        int lifted = 0;
        Edit(snapshot =>
        {
            lifted = snapshot.Lift(database, table, Now, out ForbidSnapshot next);
            return next;
        });
        return lifted;
    });

    public Task EditAsync(string database, Func<ForbidSet, double, ForbidSet> change) =>
        Task.Run(() => Edit(snapshot => snapshot.Edit(database, Now, change)));

    public IReadOnlyList<DatabaseForbid> List() => memory.List();

    public async ValueTask DisposeAsync()
    {
        if (sweeper is not null)
            await sweeper.DisposeAsync().ConfigureAwait(false);
        if (watch is not null)
            await watch.DisposeAsync().ConfigureAwait(false);
    }

    private void ReadOrPutAside()
    {
        try
        {
            Apply(file.Read());
        }
        catch (ForbidFormatException damage)
        {
            PutAside(damage);
        }
    }

    private void Edit(Func<ForbidSnapshot, ForbidSnapshot> change)
    {
        lock (working)
        {
            try
            {
                Apply(file.Edit(change));
            }
            catch (ForbidFormatException damage)
            {
                PutAside(damage);
                Apply(file.Edit(change));
            }
        }
    }

    private void Apply(ForbidSnapshot snapshot)
    {
        int before = memory.Current.List(Now).Count;
        memory.Replace(snapshot);
        int after = snapshot.List(Now).Count;
        if (before != after)
            FileLog.ForbidsApplied(logger, file.FilePath, after);
    }

    private void PutAside(ForbidFormatException damage)
    {
        if (file.PutAside(memory.Current, time.GetUtcNow()) is { } aside)
            FileLog.ForbidsDamaged(logger, file.FilePath, damage.Message, aside, memory.List().Count);
        else
            Apply(file.Read());
    }

    /// <summary>What is over is erased here even where the file cannot be changed.</summary>
    private void Sweep()
    {
        if (memory.Current.WithoutExpired(Now) == memory.Current)
            return;
        try
        {
            Edit(snapshot => snapshot.WithoutExpired(Now));
            isSweepBroken = false;
        }
        catch (Exception e) when (e is ForbidStoreException or ForbidFormatException)
        {
            memory.Replace(memory.Current.WithoutExpired(Now));
            if (!isSweepBroken)
                FileLog.ForbidsUnreadable(logger, e.Message);
            isSweepBroken = true;
        }
    }
}
