using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.Memcached;
using TaskCompletionSource = System.Threading.Tasks.TaskCompletionSource;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// The sessions of one database: how many this proxy has, and how many of them the server counts. Members may be called from any thread; all else is
/// of one loop, which has one exchange with the server at a time: what comes meanwhile goes into the next one.
/// </summary>
/// <remarks>
/// The share (this proxy's key, a lease) says how much of the total is this proxy's. It is raised behind the total and lowered
/// in front of it, so that whatever is lost in between, a total is rather too high than too low: the master lowers it to the
/// sum of the shares. An exchange that was lost may have been carried out or not; the share tells.
/// </remarks>
internal sealed class SharedCount
{
    private const int CreateAttempts = 3;

    private readonly MemcachedClient client;
    private readonly ProxyDirectory directory;
    private readonly SharedCountSettings settings;
    private readonly string database;
    private readonly string totalKey;
    private readonly string shareKey;
    private readonly string aliveKey;
    private readonly IEventLoop loop;
    private readonly ILogger logger;
    private readonly List<CountWaiter> waiting = [];
    private MemcachedServer? server;
    private long own;
    private long contributed;
    private bool isSynced = true;
    private bool isRunning;
    private bool isStopped;
    private IScheduledTask? tick;
    private TaskCompletionSource? settled;

    public SharedCount(
        MemcachedClient client,
        ProxyDirectory directory,
        SharedCountSettings settings,
        CounterKeys keys,
        string proxy,
        string database,
        IEventLoop loop,
        ILogger logger)
    {
        this.client = client;
        this.directory = directory;
        this.settings = settings;
        this.database = database;
        this.loop = loop;
        this.logger = logger;
        totalKey = keys.Total(database);
        shareKey = keys.Share(proxy, database);
        aliveKey = keys.Alive(proxy);
    }

    /// <summary>Sessions of this proxy.</summary>
    public long Own => Volatile.Read(ref own);

    private bool IsSettled => isSynced && own == contributed;

    /// <summary>Counts a session unless the limit is reached; not later than the timeout, by this proxy's part of the limit where
    /// the server has not told by then.</summary>
    /// <returns>It is counted.</returns>
    public Task<bool> EnterAsync(long limit)
    {
        CountWaiter waiter = new(limit);
        loop.Execute(() =>
        {
            waiting.Add(waiter);
            waiter.Deadline = loop.Schedule(() => Expire(waiter), settings.Timeout);
            Run();
        });
        return waiter.Task;
    }

    /// <summary>Counts a session without a limit, or one (-1) that has ended.</summary>
    public void Change(int change) => loop.Execute(() =>
    {
        if (isStopped)
            return;
        own += change;
        Run();
    });

    /// <summary>Takes back all that the server counts of this proxy; completes when that is done or has failed.</summary>
    public Task StopAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Execute(() =>
        {
            isStopped = true;
            own = 0;
            settled = done;
            Run();
        });
        return done.Task;
    }

    private void Run()
    {
        if (!isRunning)
            _ = RunAsync();
    }

    private async Task RunAsync()
    {
        isRunning = true;
        try
        {
            while (waiting.Count > 0 || !IsSettled)
                await StepAsync();
        }
        catch (Exception e)
        {
            isSynced = false;
            if (e is not MemcachedException)
                MemcachedLog.CountFailed(logger, database, e);
            foreach (CountWaiter waiter in waiting)
                DecideByPart(waiter);
            waiting.Clear();
        }

        isRunning = false;
        if (isStopped)
            settled?.TrySetResult();
        else
            ScheduleTick();
    }

    /// <summary>The share is looked at again while there is one, sooner where the server does not know what it should.</summary>
    private void ScheduleTick()
    {
        if (!IsSettled)
        {
            tick?.Cancel();
            tick = loop.Schedule(OnTick, settings.Retry);
        }
        else if (own > 0)
        {
            tick ??= loop.Schedule(OnTick, settings.Refresh);
        }
    }

    private void OnTick()
    {
        tick = null;
        isSynced &= own == 0;
        Run();
    }

    private async Task StepAsync()
    {
        MemcachedServer current = client.ServerOf(totalKey) ?? throw new MemcachedException("no server answers");
        if (current != server)
            await MoveAsync(current);
        // A server that has lost everything counts nothing of a proxy that it does not know: it shows while there is no share.
        if (!isSynced || contributed == 0)
            await SyncAsync(current);
        foreach (CountWaiter waiter in waiting)
            waiter.IsCounted = true;
        // Those that turn out to be too many are taken off again by the next step.
        long total = await ChangeAsync(current, own + waiting.Count);
        Decide(total);
    }

    /// <summary>The keys belong to another server than before: what the old one still counts would be left there.</summary>
    private async Task MoveAsync(MemcachedServer current)
    {
        if (server is { IsOut: false } old && contributed > 0)
        {
            try
            {
                await client.SendAsync(old, loop, MemcachedRequest.Delete(shareKey), MemcachedRequest.Decrease(totalKey, contributed));
            }
            catch (MemcachedException)
            {
                // It lapses there.
            }
        }

        server = current;
        isSynced = false;
    }

    /// <summary>
    /// Asks the server what it counts of this proxy, which renews the lease, and enters the proxy in the directory unless it stands there:
    /// whoever adds up shares must find this one before it counts.
    /// </summary>
    private async Task SyncAsync(MemcachedServer current)
    {
        IReadOnlyList<MemcachedReply> replies = await client.SendAsync(
            current, loop, MemcachedRequest.GetAndTouch(shareKey, settings.Lease), MemcachedRequest.Get(aliveKey));
        bool isKnown = replies[1].Items.Count > 0;
        await (isKnown ? directory.EnsureAsync(current) : directory.RenewAsync(current));
        contributed = replies[0].Items is [{ Number: { } number }] ? number : 0;
        isSynced = true;
    }

    /// <summary>Makes the server count so many sessions of this proxy.</summary>
    /// <returns>The total with them.</returns>
    private async Task<long> ChangeAsync(MemcachedServer current, long next)
    {
        long before = contributed;
        if (before == 0 && next == 0)
            return 0;
        MemcachedRequest[] requests = next >= before
            ? [MemcachedRequest.Increase(totalKey, next - before), ShareRequest(before, next)]
            : [ShareRequest(before, next), MemcachedRequest.Decrease(totalKey, before - next)];
        IReadOnlyList<MemcachedReply> replies = await client.SendAsync(current, loop, requests);
        (MemcachedReply total, MemcachedReply share) = next >= before ? (replies[0], replies[1]) : (replies[1], replies[0]);
        bool isShareLost = before > 0 && share.Kind is MemcachedReplyKind.NotFound or MemcachedReplyKind.ClientError;
        // Whoever adds up shares must find this one again before it counts.
        if (isShareLost)
            await directory.RenewAsync(current);
        long counted = total.Kind switch
        {
            MemcachedReplyKind.Number when !isShareLost => total.Number,
            // What was lost with the share is missing in a total that somebody else has made anew.
            MemcachedReplyKind.Number => await IncreaseAsync(current, before, next),
            _ => await CreateAsync(current, next, isDamaged: total.Kind == MemcachedReplyKind.ClientError),
        };
        // It is never below what this proxy alone has.
        if (counted < next)
            counted = await IncreaseAsync(current, next - counted, next);
        contributed = next;
        return counted;
    }

    private MemcachedRequest ShareRequest(long before, long next)
    {
        if (next == 0)
            return MemcachedRequest.Delete(shareKey);
        if (before == 0)
            return MemcachedRequest.Set(shareKey, $"{next}", settings.Lease);
        return next >= before
            ? MemcachedRequest.Increase(shareKey, next - before)
            : MemcachedRequest.Decrease(shareKey, before - next);
    }

    /// <summary>There is no total, or none that is a number.</summary>
    private async Task<long> CreateAsync(MemcachedServer current, long next, bool isDamaged)
    {
        if (isDamaged)
            await client.SendAsync(current, loop, MemcachedRequest.Delete(totalKey));
        for (int attempt = 0; attempt < CreateAttempts; attempt++)
        {
            IReadOnlyList<MemcachedReply> added = await client.SendAsync(
                current, loop, MemcachedRequest.Add(totalKey, $"{next}", 0), ShareRequest(0, next));
            if (added[0].Kind == MemcachedReplyKind.Stored)
                return next;
            // Another proxy was faster.
            IReadOnlyList<MemcachedReply> increased = await client.SendAsync(current, loop, MemcachedRequest.Increase(totalKey, next));
            if (increased[0].Kind == MemcachedReplyKind.Number)
                return increased[0].Number;
        }

        throw new MemcachedException("the total comes and goes");
    }

    private async Task<long> IncreaseAsync(MemcachedServer current, long by, long next)
    {
        IReadOnlyList<MemcachedReply> replies = await client.SendAsync(
            current, loop, MemcachedRequest.Increase(totalKey, by), ShareRequest(0, next));
        return replies[0].Kind == MemcachedReplyKind.Number
            ? replies[0].Number
            : throw new MemcachedException("the total is gone again");
    }

    /// <summary>Admits those that were in the exchange, oldest first, as far as there is room.</summary>
    private void Decide(long total)
    {
        List<CountWaiter> counted = waiting.FindAll(static waiter => waiter.IsCounted);
        waiting.RemoveAll(static waiter => waiter.IsCounted);
        long others = Math.Max(total - counted.Count, own);
        foreach (CountWaiter waiter in counted)
        {
            bool isAdmitted = others < waiter.Limit && !isStopped;
            if (isAdmitted)
                others++;
            Decide(waiter, isAdmitted);
        }
    }

    private void Expire(CountWaiter waiter)
    {
        if (waiting.Remove(waiter))
            DecideByPart(waiter);
    }

    private void DecideByPart(CountWaiter waiter) =>
        Decide(waiter, own < Math.Max(1, waiter.Limit / settings.Proxies()) && own < waiter.Limit && !isStopped);

    private void Decide(CountWaiter waiter, bool isAdmitted)
    {
        if (isAdmitted)
            own++;
        waiter.Decide(isAdmitted);
    }
}
