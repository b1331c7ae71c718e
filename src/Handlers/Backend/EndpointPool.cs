using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// The connections of one database to one server, over all event loops: how many there are, which are idle, who waits.
/// A connection counts from before it is opened until its channel is closed, idle or not. Every member may be called from
/// any thread; connections are touched on their own loop only.
/// </summary>
internal sealed partial class EndpointPool
{
    private readonly Lock sync = new();

    /// <summary>Oldest first, of every loop and key.</summary>
    private readonly LinkedList<BackendConnection> idle = new();

    /// <summary>Oldest first.</summary>
    private readonly LinkedList<BackendRequest> waiters = new();
    private readonly ProxyServices services;
    private readonly UsageDatabase usage;
    private int open;
    private volatile PoolOptions options;
    private int generation;
    private bool retired;

    public EndpointPool(ProxyServices services, string database, Endpoint endpoint, PoolOptions options)
    {
        this.services = services;
        this.options = options;
        Database = database;
        Endpoint = endpoint;
        usage = services.Usage.Database(database);
    }

    public string Database { get; }

    public Endpoint Endpoint { get; }

    /// <summary>The settings of this database. Replaced by <see cref="SetOptions"/>.</summary>
    public PoolOptions Options => options;

    /// <summary>Connections that count, those being opened included.</summary>
    public int OpenCount
    {
        get
        {
            lock (sync)
                return open;
        }
    }

    public int IdleCount
    {
        get
        {
            lock (sync)
                return idle.Count;
        }
    }

    public int WaitingCount
    {
        get
        {
            lock (sync)
                return waiters.Count;
        }
    }

    /// <summary>Connections opened under an older generation are closed instead of kept: see <see cref="Flush"/>.</summary>
    public int Generation => Volatile.Read(ref generation);

    /// <summary>
    /// Finds, opens or waits for a connection. A request that may not wait is refused as busy when there is none now.
    /// Called on the request's loop.
    /// </summary>
    public void Acquire(BackendRequest request)
    {
        BackendConnection? found;
        BackendConnection? victim = null;
        bool dial = false;
        bool busy = false;
        lock (sync)
        {
            found = TakeIdle(request.Key);
            if (found is null)
            {
                if (open < options.Max && waiters.Count == 0)
                {
                    open++;
                    dial = true;
                }
                else
                {
                    // An idle connection that does not fit makes room before anyone waits.
                    victim = TakeOldestIdle();
                    if (request.MayWait)
                        waiters.AddLast(request);
                    else
                        busy = true;
                }
            }
        }

        victim?.CloseFromAnyThread();
        if (found is not null)
            Offer(found, request);
        else if (dial)
            Dial(request);
        else if (busy)
            request.Refuse(BackendFailure.Busy);
    }

    /// <summary>Takes back a connection that no session holds. On the connection's loop.</summary>
    public void Release(BackendConnection connection)
    {
        bool keep;
        lock (sync)
            keep = IsWelcome(connection);
        if (!keep || !connection.IsReusable)
            connection.Close();
        else
            connection.Reset();
    }

    /// <summary>A connection that was reset, or that nobody used yet, is handed on or kept. On its loop.</summary>
    public void Park(BackendConnection connection)
    {
        while (true)
        {
            BackendRequest? next = null;
            bool kept = false;
            lock (sync)
            {
                if (IsWelcome(connection))
                {
                    if (waiters.First is { } first)
                    {
                        next = first.Value;
                        waiters.RemoveFirst();
                    }
                    else
                    {
                        connection.IdleSince = services.Time.GetTimestamp();
                        idle.AddLast(connection);
                        kept = true;
                    }
                }
            }

            if (kept)
                return;
            if (next is null)
            {
                connection.Close();
                return;
            }

            if (next.TryGrant(connection))
                return;
        }
    }

    /// <summary>The channel of a counted connection is gone: its place goes to the oldest waiter. Any thread.</summary>
    public void Closed(BackendConnection connection)
    {
        usage.BackendClosed();
        lock (sync)
            idle.Remove(connection);
        FreeSlot();
    }

    /// <summary>A request that gave up leaves the queue; false when it is not in it. Any thread.</summary>
    public bool Forget(BackendRequest request)
    {
        lock (sync)
            return waiters.Remove(request);
    }

    /// <summary>
    /// Applies changed settings; a higher limit serves those who wait, and what was opened by another way of connecting is
    /// not used again. Any thread.
    /// </summary>
    public void SetOptions(PoolOptions next)
    {
        int free;
        bool connectsLike;
        lock (sync)
        {
            connectsLike = next.ConnectsLike(options);
            options = next;
            free = Math.Min(options.Max - open, waiters.Count);
            if (free > 0)
                open += free;
        }

        if (!connectsLike)
            Flush(retire: false);
        for (; free > 0; free--)
            FreeSlot();
    }

    /// <summary>
    /// Closes what is idle, and what is held as soon as it is released: the server, the account or the schema behind it
    /// have changed. A retired pool keeps nothing from then on. Any thread.
    /// </summary>
    public void Flush(bool retire)
    {
        List<BackendConnection> victims;
        lock (sync)
        {
            generation++;
            retired = retire;
            victims = [.. idle];
            idle.Clear();
        }

        foreach (BackendConnection victim in victims)
            victim.CloseFromAnyThread();
    }

    /// <summary>Closes what has been idle for too long, but keeps the minimum. Any thread.</summary>
    public void CloseExpired()
    {
        List<BackendConnection>? victims = null;
        lock (sync)
        {
            while (idle.Count > options.Min && idle.First is { } oldest
                && services.Time.GetElapsedTime(oldest.Value.IdleSince) > options.Idle)
            {
                (victims ??= []).Add(oldest.Value);
                idle.RemoveFirst();
            }
        }

        if (victims is null)
            return;
        foreach (BackendConnection victim in victims)
            victim.CloseFromAnyThread();
    }

    private bool IsWelcome(BackendConnection connection)
    {
        if (retired || connection.Generation != generation || open > options.Max)
            return false;
        // Oldest first: where the oldest waiter cannot use this connection, its place is what helps.
        return waiters.First is not { } first || first.Value.Key == connection.Key;
    }

    private BackendConnection? TakeIdle(PoolKey key)
    {
        for (LinkedListNode<BackendConnection>? node = idle.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Key != key)
                continue;
            idle.Remove(node);
            return node.Value;
        }

        return null;
    }

    private BackendConnection? TakeOldestIdle()
    {
        if (idle.First is not { } oldest)
            return null;
        idle.Remove(oldest);
        return oldest.Value;
    }
}
