using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Routing;

/// <summary>
/// Brings a connection to where the command in flight needs it: the session's variables and schema, and the prepared
/// statement. Where that fails on a replica, the primary runs the command.
/// </summary>
internal sealed class BackendPreparer(ProxyServices services, ProxySession session, BackendSelector selector)
{
    /// <summary>Ends in <see cref="BackendSelector.Forward"/>, in another selection, or in the command's failure.</summary>
    public void Prepare(BackendConnection connection)
    {
        if (selector.IsKilled())
            return;
        TrackedState state = session.State;
        bool isReplica = connection.Target.Role == BackendRole.Replica;
        if (isReplica && state.FirstUnresolved is { } unresolved)
        {
            Resolve(unresolved, connection);
            return;
        }

        ClientCommand command = session.Command!;
        bool autocommit = isReplica || !session.AutocommitOff;
        if (StateReplay.IsCurrent(state, connection, autocommit))
        {
            PrepareStatement(command, connection);
            return;
        }

        Replay(command, connection, autocommit);
    }

    /// <summary>Here and below lambdas stand in methods of their own: what they capture is allocated where a method begins.</summary>
    private void Replay(ClientCommand command, BackendConnection connection, bool autocommit)
    {
        TrackedState state = session.State;
        if (connection.Target.Role == BackendRole.Replica && command.IsRetryable)
        {
            // One write with the statement: a read does no harm on a replica whose replay fails, and runs again.
            StateReplay.Send(state, connection, autocommit, lost => OnEarlyReplayFailed(connection, lost), static () => { });
            PrepareStatement(command, connection);
            return;
        }

        // A write must not run in a state that is not the session's, so the answers come first.
        StateReplay.Send(
            state,
            connection,
            autocommit,
            failed => OnReplayFailed(connection, command, failed),
            () =>
            {
                if (selector.IsWaiting(command))
                    PrepareStatement(command, connection);
            });
        connection.Flush();
    }

    private void OnEarlyReplayFailed(BackendConnection connection, InternalExchange failed)
    {
        if (failed.IsLost)
            return;
        BackendLog.ReplayFailed(services.BackendLogger, connection.Target.Endpoint, failed.ErrorCode);
        selector.PrimaryOnly = true;
        connection.Close();
    }

    private void OnReplayFailed(BackendConnection connection, ClientCommand command, InternalExchange failed)
    {
        bool losesSession = connection == session.Primary && session.HoldsUnreplayable;
        session.Detach(connection);
        if (!failed.IsLost)
        {
            BackendLog.ReplayFailed(services.BackendLogger, connection.Target.Endpoint, failed.ErrorCode);
            connection.Close();
        }

        if (!selector.IsWaiting(command))
            return;
        if (connection.Target.Role == BackendRole.Replica)
            selector.Select(BackendRole.Primary);
        else if (failed.Error is { } error)
            selector.Fail(error);
        else
            selector.Fail(services.Errors.ServerGone, endSession: losesSession);
    }

    /// <summary>Reads a value that only the primary knows, then goes on.</summary>
    private void Resolve(TrackedSetting unresolved, BackendConnection next)
    {
        ClientCommand command = session.Command!;
        if (session.Primary is not { IsOpen: true } primary)
        {
            selector.Select(BackendRole.Primary);
            return;
        }

        if (primary.Kill is { } kill)
        {
            kill.WhenOver(() =>
            {
                if (selector.IsWaiting(command))
                    Prepare(next);
            });
            return;
        }

        primary.QueryRow($"SELECT @@session.{unresolved.Key}", row =>
        {
            // A primary that is gone takes the value with it, and the session hears of that by itself.
            if (!selector.IsWaiting(command) || !primary.IsOpen)
                return;
            if (row is not null && StateKeys.Literal(row.Values[0]) is { } literal)
            {
                session.State.Resolve(unresolved, $"{unresolved.Key}={literal}");
                Prepare(next);
            }
            else
            {
                selector.Select(BackendRole.Primary);
            }
        });
    }

    /// <summary>Prepares the command's statement where the server does not know it yet, then lets the command go on.</summary>
    private void PrepareStatement(ClientCommand command, BackendConnection connection)
    {
        if (command.Statement is not { } statement || session.IsPrepared(command, statement, connection))
            selector.Forward(connection);
        else if (session.MayPrepare(statement))
            SendPrepare(command, statement, connection);
        else
            selector.Fail(ServerErrors.NeedsReprepare);
    }

    private void SendPrepare(ClientCommand command, PreparedStatement statement, BackendConnection connection)
    {
        connection.SendInternal(
            new InternalExchange(
                ResponseContext.Prepare,
                exchange => OnPrepared(command, statement, connection, exchange),
                keepsResponse: (connection.MariaDb & MariaDbCapabilities.CacheMetadata) != 0),
            CommandPackets.Prepare(connection.Channel!.Allocator, statement.Text));
        connection.Flush();
    }

    private void OnPrepared(
        ClientCommand command, PreparedStatement statement, BackendConnection connection, InternalExchange exchange)
    {
        if (exchange.IsLost)
        {
            OnReplayFailed(connection, command, exchange);
            return;
        }

        if (exchange.Error is { } error)
        {
            if (!selector.IsWaiting(command))
                return;
            // What a replica does not know yet, or was not told right, the primary may.
            if (connection.Target.Role == BackendRole.Replica)
                selector.Select(BackendRole.Primary);
            else
                selector.Fail(error);
            return;
        }

        ScanEvent prepared = exchange.Prepared;
        var copy = new StatementCopy(connection, connection.State.Epoch, prepared.StatementId) { Columns = exchange.ColumnsDigest };
        if (!selector.IsWaiting(command))
        {
            connection.CloseStatement(prepared.StatementId);
            return;
        }

        // Columns may have changed with their table: an execution describes them anew, or the proxy does.
        if (prepared.Params != statement.Parameters || !TryDescribe(statement, copy, exchange))
        {
            connection.CloseStatement(prepared.StatementId);
            selector.Fail(ServerErrors.NeedsReprepare);
            return;
        }

        if (statement.CopyOn(connection) is { } outdated)
            connection.CloseStatement(outdated.ServerId);
        session.Statements.AddCopy(statement, copy);
        selector.Forward(connection);
    }

    /// <summary>Keeps the definitions of a new copy's columns where the client knows other ones.</summary>
    /// <returns>False when they cannot be kept.</returns>
    private bool TryDescribe(PreparedStatement statement, StatementCopy copy, InternalExchange exchange)
    {
        if (statement.CanDescribe(copy))
            return true;
        if (exchange.ReadColumns(copy.Connection.Capabilities) is not { } definitions
            || definitions.Digest != copy.Columns
            || !session.Statements.TryKeep(definitions.Size))
        {
            return false;
        }

        copy.Definitions = definitions;
        return true;
    }
}
