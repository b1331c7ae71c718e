using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>
/// Finds the sessions that a KILL means and kills them on their own loops. A session may be killed by sessions of the same
/// user of the same database, and by an operator.
/// </summary>
internal static class SessionKiller
{
    /// <summary>Kills one session; not the killer's own.</summary>
    /// <param name="killer">Who asks. On its loop.</param>
    /// <param name="id">A connection id as clients see it.</param>
    /// <param name="kill">How.</param>
    /// <param name="killed">Told once, on any thread: null, or why not (1094, 1095, or what a server said).</param>
    public static void KillOne(
        ProxyServices services, ProxySession killer, ulong id, KillStatement kill, Action<SceError?> killed)
    {
        if (services.Sessions.Find(id) is not { Channel.Registered: true } target)
        {
            killed(ServerErrors.UnknownThread(id));
            return;
        }

        string database = killer.Tenant.Name;
        string user = killer.User.Name;
        bool isOperator = killer.IsOperator;
        target.Loop.Execute(() =>
        {
            if (target.Phase is SessionPhase.Login or SessionPhase.Closed)
                killed(ServerErrors.UnknownThread(id));
            else if (!isOperator && !target.BelongsTo(database, user))
                killed(ServerErrors.NotThreadOwner(id));
            else
                target.Kill(kill.QueryOnly, kill.Strength, killed);
        });
    }

    /// <summary>Kills every other session of the killer's user and database.</summary>
    /// <inheritdoc cref="KillOne"/>
    public static void KillOthers(
        ProxyServices services, ProxySession killer, KillStatement kill, Action<SceError?> killed)
    {
        string database = killer.Tenant.Name;
        string user = killer.User.Name;
        ProxySession[] others =
            [.. services.Sessions.All.Where(session => session != killer && session.Channel.Registered)];
        // One more than there are, for this loop: none may be the last before all have been asked.
        int left = others.Length + 1;
        SceError? failure = null;
        foreach (ProxySession other in others)
        {
            other.Loop.Execute(() =>
            {
                if (other.BelongsTo(database, user))
                    other.Kill(kill.QueryOnly, kill.Strength, Done);
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
}
