using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Statements;

/// <summary>
/// Finds the prepared statement that a command is for and gives the command what the text of that statement would have: its
/// classification, its effects and its route. Answers what no server is needed for.
/// </summary>
internal sealed class StatementHandler(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    /// <summary>Bytes of an execution up to the values: NULL bits, types and names for 65,535 parameters.</summary>
    private const int MaxFront = 1 << 20;

    private const int LongDataPrefix = 7;

    /// <summary>An execution whose types are not here yet.</summary>
    private ClientCommand? gathering;

    /// <summary>Its packets so far.</summary>
    private IByteBuffer? gathered;

    private PreparedStatements Statements => session.Statements;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case ClientCommand command:
                OnCommand(context, command);
                break;
            case CommandChunk chunk when gathering is { } execution:
                OnMore(context, execution, chunk);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        gathering = null;
        context.FireChannelInactive();
    }

    private void OnCommand(IChannelHandlerContext context, ClientCommand command)
    {
        switch (command.Code)
        {
            case CommandCode.StmtPrepare:
                OnPrepare(context, command);
                break;
            case CommandCode.StmtExecute:
                OnExecute(context, command, "mysqld_stmt_execute");
                break;
            case CommandCode.StmtBulkExecute:
                OnExecute(context, command, "mysqld_stmt_bulk_execute");
                break;
            case CommandCode.StmtSendLongData:
                OnLongData(context, command);
                break;
            case CommandCode.StmtFetch:
                OnFetch(context, command);
                break;
            case CommandCode.StmtReset:
                OnReset(context, command);
                break;
            case CommandCode.StmtClose:
                OnClose(command);
                break;
            default:
                context.FireChannelRead(command);
                break;
        }
    }

    private void OnPrepare(IChannelHandlerContext context, ClientCommand command)
    {
        int limit = services.SessionOptions.Value.MaxPreparedStatements;
        if (Statements.Count >= limit)
        {
            session.FailCommand(command, ServerErrors.TooManyStatements(limit));
            return;
        }

        // It will have to stay where it is prepared, and only the primary can run it whatever comes before it.
        if (!Statements.HasRoom(command.Packets.ReadableBytes))
            command.Route = RouteDecision.Primary(RouteReason.PreparedStatement);
        context.FireChannelRead(command);
    }

    private void OnExecute(IChannelHandlerContext context, ClientCommand command, string function)
    {
        if (!TryFind(command, function, out PreparedStatement statement))
            return;
        bool hasAttributes = (session.Capabilities & CapabilityFlags.QueryAttributes) != 0;
        ExecuteHead head = ExecuteHead.Read(Front(command), statement.Parameters, hasAttributes);
        if (head.NeedsMore)
        {
            if (command.IsWhole || command.Packets.ReadableBytes > MaxFront)
            {
                gathered = null;
                session.FailCommand(command, ServerErrors.MalformedPacket);
            }
            else
            {
                Gather(context, command);
            }

            return;
        }

        gathered = null;
        // Whatever becomes of the execution, the client will not send them again.
        if (head.HasTypes)
            statement.LearnTypes(head, Front(command));
        if (statement.LongDataError is { } error)
        {
            statement.LongDataError = null;
            statement.LongData = null;
            session.FailCommand(command, error);
            return;
        }

        command.Statement = statement;
        if (statement.Private is not null)
        {
            context.FireChannelRead(command);
            return;
        }

        command.ExecuteHead = head;
        command.Batch = statement.Batch;
        command.Effects = statement.Batch?.Effects ?? SqlTokenizerHandler.Unseen;
        session.CountStatements(command, statement.Batch);
        if (statement.Batch is { } batch && !session.Tokenizer.NoteChanges(command, batch, statement.Text, out _))
            return;
        if (TryRoute(command, statement))
            context.FireChannelRead(command);
    }

    /// <summary>Has no answer: what goes wrong is told by the next execution.</summary>
    private void OnLongData(IChannelHandlerContext context, ClientCommand command)
    {
        if (Front(command).Length < LongDataPrefix
            || !Statements.TryGet(ExecuteHead.ReadId(Front(command))!.Value, out PreparedStatement? statement)
            || statement.LongDataError is not null)
        {
            Drop(command);
            return;
        }

        command.Statement = statement;
        // Not to a replica: what it had got would be out of reach of a transaction that begins before the execution.
        command.Route = RouteDecision.Primary(RouteReason.PreparedStatement);
        if (statement.LongData is { } connection)
            command.Route = new RouteDecision(connection.Target.Role, RouteReason.PreparedStatement);
        else if (!MayRunOn(statement, BackendRole.Primary) && MayRunOn(statement, BackendRole.Replica))
            command.Route = RouteDecision.Replica(RouteReason.PreparedStatement);
        context.FireChannelRead(command);
    }

    private void OnFetch(IChannelHandlerContext context, ClientCommand command)
    {
        if (!TryFind(command, "mysqld_stmt_fetch", out PreparedStatement statement))
            return;
        if (statement.Cursor is not { } cursor)
        {
            session.FailCommand(command, ServerErrors.NoOpenCursor(ExecuteHead.ReadId(Front(command))!.Value));
            return;
        }

        command.Statement = statement;
        command.Route = new RouteDecision(cursor.Target.Role, RouteReason.PreparedStatement);
        context.FireChannelRead(command);
    }

    private void OnReset(IChannelHandlerContext context, ClientCommand command)
    {
        if (!TryFind(command, "mysqld_stmt_reset", out PreparedStatement statement))
            return;
        statement.LongDataError = null;
        if (statement.Cursor is { } cursor && statement.LongData is { } other && cursor != other)
        {
            // Only one server answers the client; a cursor that stays open a little longer harms nobody.
            statement.Cursor = null;
        }

        if ((statement.LongData ?? statement.Cursor) is not { } connection)
        {
            session.AcceptCommand(command);
            return;
        }

        command.Statement = statement;
        command.Route = new RouteDecision(connection.Target.Role, RouteReason.PreparedStatement);
        context.FireChannelRead(command);
    }

    private void OnClose(ClientCommand command)
    {
        if (ExecuteHead.ReadId(Front(command)) is { } id && Statements.TryGet(id, out PreparedStatement? statement))
        {
            CloseOn(session.Primary, statement);
            CloseOn(session.Replica, statement);
            Statements.Remove(statement);
        }

        Drop(command);
    }

    private static void CloseOn(BackendConnection? connection, PreparedStatement statement)
    {
        if (connection is not null && statement.CopyOn(connection) is { } copy)
            connection.CloseStatement(copy.ServerId);
    }

    private bool TryRoute(ClientCommand command, PreparedStatement statement)
    {
        if (statement.LongData is { } connection)
        {
            command.Route = new RouteDecision(connection.Target.Role, RouteReason.PreparedStatement);
            return true;
        }

        command.Route = statement.Batch is { } batch
            ? session.Route(batch, statement.Text)
            : RouteDecision.Primary(RouteReason.PreparedStatement);
        if (MayRunOn(statement, command.Route.Role))
            return true;
        if (command.Route.Role == BackendRole.Replica && MayRunOn(statement, BackendRole.Primary))
        {
            command.Route = RouteDecision.Primary(RouteReason.PreparedStatement);
            return true;
        }

        session.FailCommand(command, ServerErrors.NeedsReprepare);
        return false;
    }

    private bool MayRunOn(PreparedStatement statement, BackendRole role) =>
        session.MayPrepare(statement) || (session.Held(role) is { } held && statement.CopyOn(held) is not null);

    private bool TryFind(ClientCommand command, string function, out PreparedStatement statement)
    {
        if (ExecuteHead.ReadId(Front(command)) is not { } id)
        {
            statement = null!;
            session.FailCommand(command, ServerErrors.MalformedPacket);
            return false;
        }

        if (Statements.TryGet(id, out PreparedStatement? found))
        {
            statement = found;
            return true;
        }

        statement = null!;
        bool isKnownCommand = command.Code != CommandCode.StmtBulkExecute
            || (session.MariaDb & MariaDbCapabilities.StmtBulkOperations) != 0;
        session.FailCommand(
            command, isKnownCommand ? ServerErrors.UnknownStatement(id, function) : ServerErrors.NotPreparable);
        return false;
    }

    /// <summary>Waits for more of the execution, in a buffer of its own, which can grow.</summary>
    private void Gather(IChannelHandlerContext context, ClientCommand execution)
    {
        gathering = execution;
        if (execution.Packets == gathered)
            return;
        gathered = context.Allocator.Buffer(4 * PacketDecoder.MaxHead);
        gathered.WriteBytes(execution.Packets, execution.Packets.ReaderIndex, execution.Packets.ReadableBytes);
        execution.Replace(gathered);
    }

    private void OnMore(IChannelHandlerContext context, ClientCommand execution, CommandChunk chunk)
    {
        execution.Packets.WriteBytes(chunk.Content);
        chunk.Content.Release();
        gathering = null;
        OnCommand(context, execution);
    }

    /// <summary>Commands that have no answer.</summary>
    private void Drop(ClientCommand command)
    {
        if (!command.IsWhole)
            session.Gate.SwallowTail();
        session.FinishCommand(command);
    }

    /// <summary>The payload as far as it is here and lies in the first packet.</summary>
    private static ReadOnlySpan<byte> Front(ClientCommand command)
    {
        ReadOnlySpan<byte> payload = command.Packets.ReadableSpan()[PacketHeader.Size..];
        int length = PacketHeader.ReadLength(command.Packets.ReadableSpan());
        return payload.Length > length ? payload[..length] : payload;
    }
}
