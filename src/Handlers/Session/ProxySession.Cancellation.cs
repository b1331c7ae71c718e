using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Session;

/// <content>KILL of this session or of its command.</content>
internal sealed partial class ProxySession
{
    /// <summary>The session has logged in to that database as that user.</summary>
    public bool BelongsTo(string database, string user) =>
        IsAuthenticated && Tenant.Name == database && User.Name == user;

    /// <summary>Ends the command in flight, if any, and unless <paramref name="queryOnly"/> the session.</summary>
    /// <param name="killed">Told once: null when that is done, or when there was nothing to do, else what went
    /// wrong.</param>
    public void Kill(bool queryOnly, KillStrength strength, Action<SceError?> killed)
    {
        if (Phase == SessionPhase.Relaying && Command is { } running && RunsCommandFor(Current))
        {
            running.IsKilled = true;
            StatementKill.Begin(services, Current!, strength, killed);
        }
        else
        {
            if (queryOnly && Phase == SessionPhase.Waiting && Command is { IsAnswered: false } waiting)
                Selector.Interrupt(waiting);
            else if (queryOnly && Phase == SessionPhase.Judging && Command is { } judged && Interceptors.IsWaiting)
                Interceptors.Interrupt(judged);
            killed(null);
        }

        if (!queryOnly)
            EndKilled();
    }

    /// <summary>The connection was sent a whole command of the client's, whose answer is not complete.</summary>
    private bool RunsCommandFor(BackendConnection? connection) =>
        connection is { IsOpen: true, IsBusy: true, IsSending: false, ClientExchange.IsSent: true } && connection == Current;

    /// <summary>Gives up a connection on which a command runs that nobody waits for any more.</summary>
    private void Abandon(BackendConnection connection)
    {
        Detach(connection);
        StatementKill.Abandon(services, connection);
    }

    private void EndKilled()
    {
        if (Phase == SessionPhase.Waiting && Command is { IsWhole: true, IsAnswered: false } waiting)
            EndWith(ErrorReply(waiting.ReplySequence, ServerErrors.ConnectionKilled));
        else if (Phase is SessionPhase.Ready or SessionPhase.Judging or SessionPhase.Waiting)
            EndAfterFlush();
        else if (Phase == SessionPhase.Relaying && Channel.IsWritable)
            EndAtBoundary(ServerErrors.ConnectionKilled);
        // Inside a packet no error can stand, and a client that does not read would hold its session for ever.
        if (IsOpen || !Channel.IsWritable)
            Abort();
    }
}
