using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Session;

/// <content>The backend connections that the session holds: at most one primary and one replica.</content>
internal sealed partial class ProxySession
{
    private bool drainWatched;

    public BackendConnection? Primary { get; private set; }

    public BackendConnection? Replica { get; private set; }

    /// <summary>The one that runs the command in flight.</summary>
    public BackendConnection? Current { get; set; }

    /// <summary>The one that ran the statement before.</summary>
    public BackendConnection? Last { get; private set; }

    public BackendSelector Selector { get; set; } = null!;

    /// <summary>By the primary's last status flags.</summary>
    public bool InTransaction => Primary is { } primary && (primary.Status & ServerStatus.InTransaction) != 0;

    /// <summary>The client has turned autocommit off.</summary>
    public bool AutocommitOff { get; private set; }

    /// <summary>What the proxy says in an OK of its own.</summary>
    public ServerStatus Status
    {
        get
        {
            ServerStatus status = AutocommitOff ? 0 : ServerStatus.Autocommit;
            return InTransaction ? status | ServerStatus.InTransaction : status;
        }
    }

    private bool HasOutdatedBackend => IsOutdated(Primary) || IsOutdated(Replica);

    public BackendConnection? Held(BackendRole role) => role == BackendRole.Primary ? Primary : Replica;

    /// <summary>Pairs the session with a connection. With <see cref="Detach"/> the only place that writes the two
    /// pointers.</summary>
    public void Attach(BackendConnection connection)
    {
        if (Held(connection.Target.Role) is not null)
            throw new InvalidOperationException("The session holds a connection of that role already.");
        connection.Session = this;
        if (connection.Target.Role == BackendRole.Primary)
            Primary = connection;
        else
            Replica = connection;
        State.LearnServer(connection.Flavor, connection.InitialModes);
        Slots.AddResponse(connection);
    }

    /// <summary>Undoes <see cref="Attach"/>.</summary>
    public void Detach(BackendConnection connection)
    {
        connection.Session = null;
        Slots.RemoveResponse(connection);
        Statements.Forget(connection, services.Errors.ServerGone);
        if (connection.Channel is { } channel)
            channel.Configuration.AutoRead = true;
        if (Primary == connection)
            Primary = null;
        if (Replica == connection)
            Replica = null;
        if (Last == connection)
            Last = null;
        if (Current == connection)
            Current = null;
        UpdateClientReads();
    }

    /// <summary>Gives a connection back to its pool.</summary>
    public void Release(BackendConnection connection)
    {
        Detach(connection);
        connection.Pool.Release(connection);
    }

    /// <summary>
    /// A held connection is gone. Under a command the client gets one error at a packet boundary, else a close; a plain read
    /// of which nothing was forwarded runs once more. The session ends where a replay cannot restore what is lost.
    /// </summary>
    public void OnBackendLost(BackendConnection connection, ClientExchange exchange)
    {
        bool wasCurrent = Current == connection;
        bool loses = connection == Primary && HoldsUnreplayable;
        Detach(connection);
        if (!IsOpen)
            return;
        if (!wasCurrent || Phase != SessionPhase.Relaying)
        {
            // Waiting for a replay: the selector has heard of it by the lost exchange.
            if (loses && Phase == SessionPhase.Waiting && Command is { } waiting)
                FailCommand(waiting, services.Errors.ServerGone, endSession: true);
            else if (loses || (connection.Target.Role == BackendRole.Primary && endsWithBackend))
                EndAfterFlush();
            return;
        }

        ClientCommand command = Command!;
        if (command.HasNoAnswer)
        {
            FailCommand(command, services.Errors.ServerGone, endSession: loses);
            return;
        }

        bool isFresh = connection.Target.Role == BackendRole.Replica || connection.IsFromPool;
        // A kill without an answer has its target closed, which says nothing against the server.
        if (connection.Target.Role == BackendRole.Replica && !command.IsKilled)
            Selector.Skip(connection.Target.Endpoint);
        if (exchange.ForwardedBytes == 0 && command is { IsRetryable: true, WasRetried: false, HasPackets: true }
            && isFresh && !loses)
        {
            command.WasRetried = true;
            Selector.Retry(command);
            return;
        }

        if (!exchange.AtPacketBoundary)
        {
            Abort();
            return;
        }

        byte sequence = exchange.ForwardedBytes == 0 ? command.ReplySequence : exchange.NextSequence;
        FailCommand(command, services.Errors.ServerGone, sequence, endSession: loses);
    }

    /// <summary>Before a command: a server that the registry no longer names is left where nothing keeps the session.</summary>
    public void DropOutdatedBackends()
    {
        if (Replica is { } replica && IsOutdated(replica) && !Statements.HaveStateOn(replica))
            Release(replica);
        if (Primary is { } primary && IsOutdated(primary) && !HoldsUnreplayable && !Statements.HaveStateOn(primary))
            Release(primary);
    }

    /// <summary>The client is slow: no more is read from the server until it has caught up.</summary>
    public void UpdateBackendReads()
    {
        if (Current?.Channel is { } channel)
            channel.Configuration.AutoRead = (Channel.IsWritable && serverPause is null) || !IsOpen;
    }

    /// <summary>The server is slow, or too much is parked: no more is read from the client.</summary>
    public void UpdateClientReads()
    {
        if (!IsOpen)
            return;
        // Between commands too: long data has no answer to wait for.
        bool serversKeepUp = KeepsUp(Primary) && KeepsUp(Replica);
        Channel.Configuration.AutoRead = serversKeepUp && clientPause is null
            && !Gate.IsFull && !Selector.IsFull && !Interceptors.IsWaiting;
    }

    private static bool KeepsUp(BackendConnection? connection) =>
        connection is not { IsOpen: true, Channel.IsWritable: false };

    /// <summary>Something on the primary that no replay can bring to another connection.</summary>
    public bool HoldsUnreplayable =>
        Pins != PinReasons.None || InTransaction || AutocommitOff || State.FirstUnresolved is not null
        || (State.AreUserVariablesUncertain && State.HasUserVariables);

    private bool IsOutdated(BackendConnection? connection)
    {
        if (connection is null)
            return false;
        return connection.Generation != connection.Pool.Generation || !IsNamed(connection.Target);
    }

    private bool IsNamed(BackendTarget target)
    {
        if (target.Role == BackendRole.Primary)
            return Definition.Primary == target.Endpoint;
        foreach (ReplicaDefinition replica in Definition.Replicas)
        {
            if (replica.Address == target.Endpoint)
                return true;
        }

        return false;
    }

    /// <summary>A session that is kept on an old server for too long is closed.</summary>
    private void WatchDrain()
    {
        if (Phase == SessionPhase.Ready)
            DropOutdatedBackends();
        if (!HasOutdatedBackend || drainWatched)
            return;
        drainWatched = true;
        Loop.Schedule(
            () =>
            {
                drainWatched = false;
                if (!IsOpen || !HasOutdatedBackend)
                    return;
                SceError error = services.Errors.ServerGone;
                EndAtBoundary(error);
                if (Phase == SessionPhase.Ready)
                    EndAfterFlush();
            },
            services.PoolOptions.Value.With(Definition.Pool).Drain);
    }

    private void LetGoOfBackends()
    {
        Selector?.Cancel();
        foreach (BackendConnection? held in (ReadOnlySpan<BackendConnection?>)[Primary, Replica])
        {
            if (held is null)
                continue;
            if (RunsCommandFor(held))
                Abandon(held);
            else
                Release(held);
        }
    }
}
