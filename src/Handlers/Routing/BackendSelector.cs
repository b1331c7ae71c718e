using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Policy.Rates;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>
/// Gets the backend connection for the command in flight and has it brought to the session's state; only then the command
/// goes on. What follows the command meanwhile is queued, and reading stops.
/// </summary>
internal sealed class BackendSelector : ChannelHandlerAdapter
{
    private readonly ProxyServices services;
    private readonly ProxySession session;
    private readonly BackendPreparer preparer;
    private readonly TurnWait turn;
    private readonly Queue<CommandChunk> queued = new();
    private IChannelHandlerContext? context;
    private SessionRequest? request;
    private IScheduledTask? waitDeadline;

    /// <summary>Connects to replicas that failed for the command in flight.</summary>
    private int replicasFailed;

    public BackendSelector(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        preparer = new BackendPreparer(services, session, this);
        turn = new TurnWait(services, session, this);
        session.Selector = this;
    }

    /// <summary>A replica could not be brought to the session's state for the command in flight: a second try is for the
    /// primary.</summary>
    public bool PrimaryOnly { get; set; }

    /// <summary>Chunks wait here, or the command for its turn: no more should be read.</summary>
    public bool IsFull => queued.Count > 0 || turn.IsWaiting;

    public override void HandlerAdded(IChannelHandlerContext handlerContext) => context = handlerContext;

    public override void HandlerRemoved(IChannelHandlerContext handlerContext) => DropQueued();

    public override void ChannelRead(IChannelHandlerContext handlerContext, object message)
    {
        switch (message)
        {
            case ClientCommand command:
                Begin(command);
                break;
            case CommandChunk chunk when session.Phase == SessionPhase.Waiting:
                queued.Enqueue(chunk);
                session.Command!.HasQueuedChunks = true;
                session.UpdateClientReads();
                break;
            default:
                handlerContext.FireChannelRead(message);
                break;
        }
    }

    /// <summary>The session ends: nobody waits any more.</summary>
    public void Cancel()
    {
        DropQueued();
        turn.Cancel();
        waitDeadline?.Cancel();
        if (request is { } waiting && waiting.Cancel())
            waiting.Pool.Forget(waiting);
        request = null;
    }

    /// <summary>The backend of a plain read is gone before any of the answer: another one runs it.</summary>
    public void Retry(ClientCommand command)
    {
        session.MoveTo(SessionPhase.Waiting);
        Select(PrimaryOnly ? BackendRole.Primary : command.Route.Role);
    }

    /// <summary>
    /// KILL QUERY of a command that has not reached its backend: it is answered with 1317, at once or when what is on its
    /// way to the server (a replay) has been answered.
    /// </summary>
    public void Interrupt(ClientCommand command)
    {
        command.IsKilled = true;
        if (turn.IsWaiting)
        {
            turn.Cancel();
            Fail(ServerErrors.QueryInterrupted);
            return;
        }

        if (request is not { } waiting || !waiting.Cancel())
            return;
        waiting.Pool.Forget(waiting);
        Done(waiting);
        Fail(ServerErrors.QueryInterrupted);
    }

    /// <summary>Leaves a replica out for a while.</summary>
    public void Skip(Endpoint endpoint)
    {
        TimeSpan pause = services.PoolOptions.Value.With(session.Definition.Pool).ReplicaRetry;
        services.Health.Skip(endpoint, services.Time.GetTimestamp(), pause);
        BackendLog.ReplicaSkipped(services.BackendLogger, endpoint, pause.TotalSeconds);
    }

    private void Begin(ClientCommand command)
    {
        if (command.Code == CommandCode.FieldList)
            command.Route = Router.DecideSchemaRead(session.Facts);
        session.LastRoute = command.Route;
        bool isHarmless = command.Batch is { IsRead: true } || command.Code == CommandCode.StmtPrepare;
        command.IsRetryable = isHarmless && !session.InTransaction && !session.AutocommitOff;
        PrimaryOnly = false;
        replicasFailed = 0;
        session.MoveTo(SessionPhase.Waiting);
        if (command.AwaitsTurn)
            turn.Begin(command);
        else
            Select(command.Route.Role);
    }

    /// <summary>Finds a connection of that role for the command in flight.</summary>
    public void Select(BackendRole role)
    {
        if (IsKilled())
            return;
        if (session.Held(role) is { } held)
        {
            if (held is { IsOpen: true, Kill: { } kill })
            {
                // A kill of the command before may still hit the next one there.
                SelectBehind(kill, session.Command!, role);
                return;
            }

            if (held.IsOpen)
            {
                preparer.Prepare(held);
                return;
            }

            // Its channel is closed and the event on its way: the session hears of it now.
            ClientCommand command = session.Command!;
            held.Close();
            if (!IsWaiting(command))
                return;
        }

        if (role == BackendRole.Primary)
            Request(role, session.Definition.Primary, mayWait: session.Replica is null);
        else if (ReplicaChooser.Choose(session.Definition, services.Health, services.Time, Random.Shared.NextDouble()) is { } replica)
            Request(role, replica, mayWait: session.Primary is null);
        else
            Select(BackendRole.Primary);
    }

    /// <summary>In a method of its own: what a lambda captures is allocated where the method begins.</summary>
    private void SelectBehind(StatementKill kill, ClientCommand waiting, BackendRole role) => kill.WhenOver(() =>
    {
        if (IsWaiting(waiting))
            Select(role);
    });

    private void Request(BackendRole role, Endpoint endpoint, bool mayWait)
    {
        var target = new BackendTarget(
            session.Definition, endpoint, role, session.CapabilitiesForServers, session.MariaDb);
        EndpointPool pool = services.Pools.For(session.Definition, endpoint);
        var wish = new SessionRequest(this, pool, session.Loop, target, mayWait);
        request = wish;
        pool.Acquire(wish);
        if (request == wish && mayWait)
            waitDeadline = session.Loop.Schedule(() => OnWaitTimeout(wish), pool.Options.WaitTimeout);
    }

    private void OnWaitTimeout(SessionRequest waiting)
    {
        // A request that has left the queue is being served; the connect has a deadline of its own.
        if (request != waiting || !waiting.Pool.Forget(waiting) || !waiting.Cancel())
            return;
        request = null;
        Fail(services.Errors.ConnectionsExceeded(session.Definition.Name, waiting.Pool.Options.Max));
    }

    private void OnGranted(SessionRequest granted, BackendConnection connection)
    {
        Done(granted);
        bool wereKnown = session.State.Reading.ModesKnown;
        session.Attach(connection);
        if (!wereKnown && session.Command is { Batch.IsAmbiguous: true, IsWhole: true, Statement: null } command)
        {
            // The first server has told how the text is read.
            session.Tokenizer.JudgeAgain(command);
            if (session.Command != command || !session.Forbids.Passes(command))
                return;
        }

        if (session.Command is { AwaitsPolicy: true } waiting && !session.Whitelist.PassesNow(waiting))
            return;
        if (session.Command is { AwaitsDigest: true } undigested && !session.Learning.PassesNow(undigested))
            return;
        preparer.Prepare(connection);
    }

    private void OnRefused(SessionRequest refused, BackendFailure failure)
    {
        Done(refused);
        if (refused.Target.Role == BackendRole.Replica)
        {
            if (failure.IsServerFault)
                Skip(refused.Target.Endpoint);
            // Bounded, since a pause of zero leaves no replica out.
            bool another = failure.IsServerFault && ++replicasFailed < session.Definition.Replicas.Length;
            Select(another ? BackendRole.Replica : BackendRole.Primary);
        }
        else if (!failure.IsServerFault && session.Replica is { } replica)
        {
            // Holding one backend while waiting for another could be a deadlock.
            session.Release(replica);
            Select(BackendRole.Primary);
        }
        else
        {
            Fail(failure.Error ?? services.Errors.ServerGone);
        }
    }

    private void Done(SessionRequest ended)
    {
        if (request != ended)
            return;
        request = null;
        waitDeadline?.Cancel();
        waitDeadline = null;
    }

    /// <summary>The command still waits for its connection.</summary>
    public bool IsWaiting(ClientCommand command) =>
        session.Command == command && session.Phase == SessionPhase.Waiting;

    /// <summary>True when a KILL has come first: the command is answered and nothing more is done for it.</summary>
    public bool IsKilled()
    {
        if (!session.Command!.IsKilled)
            return false;
        Fail(ServerErrors.QueryInterrupted);
        return true;
    }

    /// <summary>The connection is where the command needs it: the command goes on.</summary>
    public void Forward(BackendConnection connection)
    {
        if (IsKilled())
            return;
        if (session.Command!.AwaitsPolicy && !session.Whitelist.PassesNow(session.Command))
            return;
        if (session.Command.AwaitsDigest && !session.Learning.PassesNow(session.Command))
            return;
        session.Current = connection;
        session.MoveTo(SessionPhase.Relaying);
        session.UpdateBackendReads();
        session.Command!.WentStraight = session.Gate.IsStarting;
        context!.FireChannelRead(session.Command!);
        if (queued.Count == 0)
            return;
        while (queued.TryDequeue(out CommandChunk? chunk))
            context.FireChannelRead(chunk);
        context.FireChannelReadComplete();
        session.UpdateClientReads();
    }

    /// <summary>The command in flight cannot run.</summary>
    public void Fail(SceError error, bool endSession = false)
    {
        // What is queued was counted into the command already; an answer goes out behind its last packet.
        DropQueued();
        session.FailCommand(session.Command!, error, endSession: endSession);
    }

    /// <summary>The command in flight breaks a rule.</summary>
    public void Refuse(SceError error, RefusalReason reason)
    {
        DropQueued();
        session.RefuseCommand(session.Command!, error, reason);
    }

    private void DropQueued()
    {
        while (queued.TryDequeue(out CommandChunk? chunk))
            chunk.Content.Release();
    }

    private sealed class SessionRequest(
        BackendSelector selector, EndpointPool pool, IEventLoop loop, BackendTarget target, bool mayWait)
        : BackendRequest(loop, target, mayWait)
    {
        public EndpointPool Pool { get; } = pool;

        protected override void Granted(BackendConnection connection) => selector.OnGranted(this, connection);

        protected override void Refused(BackendFailure failure) => selector.OnRefused(this, failure);
    }
}
