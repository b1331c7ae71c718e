using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>
/// Finds the sessions that a KILL means and kills them on their own loops. A session may be killed by sessions of the same
/// user of the same database, and by an operator. Any thread.
/// </summary>
internal static class SessionKiller
{
    /// <summary>Kills the session with the order's id, here or on the proxy that has given the id.</summary>
    /// <param name="killed">Told once, on any thread: null, or why not (1094, 1095, or what a server said).</param>
    public static void KillOne(ProxyServices services, uint id, KillOrder order, Action<SceError?> killed)
    {
        // Ids that this proxy gave while it had another number are here, too.
        int node = SessionDirectory.NodeOf(id);
        if (node != services.Sessions.Node && services.Sessions.Find(id) is null && services.Peers is { } peers)
            Tell(peers.KillAsync(node, order), killed);
        else
            KillOneHere(services, id, order, killed);
    }

    /// <summary>Kills every other session of the killer's user and database, on all proxies.</summary>
    /// <param name="killer">Is spared.</param>
    /// <param name="killed">Told once, on any thread: null, or the first reason why one could not be killed.</param>
    public static void KillOthers(
        ProxyServices services, ProxySession killer, KillOrder order, Action<SceError?> killed)
    {
        if (services.Peers is not { } peers)
        {
            KillAllHere(services, killer, order, killed);
            return;
        }

        Task<SceError?> elsewhere = peers.KillEverywhereAsync(order);
        KillAllHere(services, killer, order, error => Tell(elsewhere, other => killed(error ?? other)));
    }

    /// <summary>Does what an order of another proxy says.</summary>
    /// <param name="killed">Told once, on any thread.</param>
    public static void KillHere(ProxyServices services, KillOrder order, Action<SceError?> killed)
    {
        if (order.Id is { } id)
            KillOneHere(services, id, order, killed);
        else
            KillAllHere(services, killer: null, order, killed);
    }

    private static void KillOneHere(ProxyServices services, uint id, KillOrder order, Action<SceError?> killed)
    {
        if (services.Sessions.Find(id) is not { Channel.Registered: true } target)
        {
            killed(ServerErrors.UnknownThread(id));
            return;
        }

        target.Loop.Execute(() =>
        {
            if (target.Phase is SessionPhase.Login or SessionPhase.Closed)
                killed(ServerErrors.UnknownThread(id));
            else if (!order.IsOperator && !target.BelongsTo(order.Database, order.User))
                killed(ServerErrors.NotThreadOwner(id));
            else
                target.Kill(order.QueryOnly, order.Strength, killed);
        });
    }

    private static void KillAllHere(
        ProxyServices services, ProxySession? killer, KillOrder order, Action<SceError?> killed)
    {
        ProxySession[] others =
            [.. services.Sessions.All.Where(session => session != killer && session.Channel.Registered)];
        // One more than there are, for this thread: none may be the last before all have been asked.
        int left = others.Length + 1;
        SceError? failure = null;
        foreach (ProxySession other in others)
        {
            other.Loop.Execute(() =>
            {
                if (other.BelongsTo(order.Database, order.User))
                    other.Kill(order.QueryOnly, order.Strength, Done);
                else
                    Done(null);
            });
        }

        Done(null);

        void Done(SceError? error)
        {
            if (error is not null)
                Interlocked.CompareExchange(ref failure, error, null);
            if (Interlocked.Decrement(ref left) == 0)
                killed(Volatile.Read(ref failure));
        }
    }

    /// <summary>The task does not fail, and has completed where its result is read.</summary>
    private static void Tell(Task<SceError?> answer, Action<SceError?> killed) => answer.ContinueWith(
        static (told, to) => ((Action<SceError?>)to!)(told.Result),
        killed,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
