using System.Text;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>
/// Answers the statements that are the proxy's own, as text and prepared: <c>SCE …</c>, see docs/operations.md, and a plain
/// <c>SELECT CONNECTION_ID()</c>, which gets the id that the greeting showed. An operator's session can do nothing else but
/// kill, since it belongs to no database.
/// </summary>
internal sealed class PrivateSqlHandler(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private static readonly SceError OperatorOnly = ServerErrors.PrivilegeRequired("the operator account");
    private static readonly SceError NotForOperators =
        ServerErrors.NotSupportedYet("anything but SCE statements, KILL and SET in an operator's session");

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case ClientCommand { RunsStatements: true, Statement.Private: { } call } command:
                Answer(context, command, call.Statement, call.Argument);
                break;
            case ClientCommand { Code: CommandCode.Query or CommandCode.StmtPrepare, Batch: { Count: > 0 } batch } command
                when batch[0].Verb == StatementVerb.Sce:
                OnPrivate(context, command, batch);
                break;
            case ClientCommand { Code: CommandCode.Query, Batch: { Count: 1 } batch } command
                when batch[0].IsConnectionIdQuery:
                AnswerConnectionId(context, command, batch[0]);
                break;
            case ClientCommand command when session.IsOperator:
                OnOperator(context, command);
                break;
            case ClientCommand { Code: CommandCode.StmtPrepare, Batch: { Count: 1 } batch } command
                when batch[0].IsConnectionIdQuery:
                PutConnectionIdIn(context, command);
                context.FireChannelRead(command);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    private void OnPrivate(IChannelHandlerContext context, ClientCommand command, StatementBatch batch)
    {
        PrivateStatement? statement = PrivateStatements.Find(command.Text, session.State.Reading, out string argument);
        SceError? error = statement switch
        {
            null => PrivateStatements.SyntaxError("SCE HELP shows the statements"),
            { TakesText: false } when batch.Count > 1 => PrivateStatements.SyntaxError("it must stand alone"),
            { Argument: "" } when argument.Length > 0 =>
                PrivateStatements.SyntaxError($"nothing may follow SCE {statement.Words}"),
            { IsForOperators: true } when !session.IsOperator => OperatorOnly,
            _ => null,
        };
        if (error is not null)
            session.FailCommand(command, error);
        else if (command.Code == CommandCode.StmtPrepare)
            Prepare(context, command, statement!, argument);
        else
            Answer(context, command, statement!, argument);
    }

    private void Answer(
        IChannelHandlerContext context, ClientCommand command, PrivateStatement statement, string argument)
    {
        var call = new PrivateCall(services, session, argument, new ResultTable(statement.Columns));
        SceError? error = statement.Run(call);
        if (error is null && call.Pending is { } pending)
            AnswerLater(context, command, call, pending);
        else
            Answer(context, command, call.Result, error);
    }

    /// <summary>Meanwhile the command stays in judgement and what the client sends is parked.</summary>
    private void AnswerLater(IChannelHandlerContext context, ClientCommand command, PrivateCall call, Task<SceError?> pending) =>
        pending.ContinueWith(
            done => session.PostToLoop(() =>
            {
                if (session.Command == command && session.Phase == SessionPhase.Judging)
                    Answer(context, command, call.Result, done.IsCompletedSuccessfully ? done.Result : Failed(done));
            }),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static SceError Failed(Task<SceError?> done) =>
        PrivateStatements.NotKept(done.Exception?.GetBaseException().Message ?? "it was cancelled");

    private void Answer(IChannelHandlerContext context, ClientCommand command, ResultTable result, SceError? error)
    {
        if (error is not null)
            session.FailCommand(command, error);
        else if (result.Columns.IsEmpty)
            session.AcceptCommand(command);
        else
            AnswerWith(context, command, result);
    }

    private void AnswerWith(IChannelHandlerContext context, ClientCommand command, ResultTable result)
    {
        session.WriteToClient(ResultSetWriter.Write(
            context.Allocator, command.ReplySequence, result, Protocol(command.Code != CommandCode.Query)));
        session.Usage.RowsSent(result.Rows.Count);
        session.FlushToClient();
        session.FinishCommand(command);
    }

    /// <summary>No server knows of such a statement.</summary>
    private void Prepare(
        IChannelHandlerContext context, ClientCommand command, PrivateStatement statement, string argument)
    {
        var prepared = new PreparedStatement
        {
            Id = session.Statements.NextId(),
            Text = null,
            Batch = null,
            Private = (statement, argument),
            Parameters = 0,
            Schema = session.State.Schema,
            Reading = session.State.Reading,
            ReadingVersion = session.State.ReadingVersion,
        };
        session.Statements.Add(prepared);
        session.WriteToClient(ResultSetWriter.WritePrepared(
            context.Allocator, command.ReplySequence, prepared.Id, statement.Columns, Protocol(isBinary: true)));
        session.FlushToClient();
        session.FinishCommand(command);
    }

    private ResultProtocol Protocol(bool isBinary) => new(session.Status, session.Capabilities, session.MariaDb, isBinary);

    private void AnswerConnectionId(IChannelHandlerContext context, ClientCommand command, Statement statement)
    {
        var result = new ResultTable([ResultColumn.UInt32(ColumnOf(command, statement))]);
        result.Add(session.ConnectionId);
        AnswerWith(context, command, result);
    }

    /// <summary>A server would tell the id of its own connection, so the text to be prepared names the proxy's.</summary>
    private void PutConnectionIdIn(IChannelHandlerContext context, ClientCommand prepare)
    {
        string column = ColumnOf(prepare, prepare.Batch![0]).Replace("`", "``", StringComparison.Ordinal);
        byte[] text = Encoding.UTF8.GetBytes($"SELECT {session.ConnectionId} AS `{column}`");
        prepare.Replace(CommandPackets.Prepare(context.Allocator, text));
        session.Tokenizer.JudgeAgain(prepare);
    }

    private static string ColumnOf(ClientCommand command, Statement statement) =>
        Encoding.UTF8.GetString(statement.ConnectionIdColumn.Of(command.Text)).Trim('`', '\'', '"');

    /// <summary>What clients set of their own accord at the start means nothing here and is accepted.</summary>
    private void OnOperator(IChannelHandlerContext context, ClientCommand command)
    {
        if (command.Code == CommandCode.ProcessKill
            || (command is { Code: CommandCode.Query, Batch: { Count: 1 } kill } && kill[0].Verb == StatementVerb.Kill))
            context.FireChannelRead(command);
        else if (command is { Code: CommandCode.Query, Batch: { Count: 1 } set } && set[0].Verb == StatementVerb.Set)
            session.AcceptCommand(command);
        else
            session.FailCommand(command, NotForOperators);
    }
}
