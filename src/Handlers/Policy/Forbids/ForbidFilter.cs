using System.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>
/// Refuses what is forbidden for a time or for ever in the session's database (2910): statements of a text, the statement that is
/// prepared or executed, and commands that do what a statement does. The session goes on, its transaction too. Without any
/// forbid it costs one look at the tenant.
/// </summary>
internal sealed class ForbidFilter : ChannelHandlerAdapter
{
    private readonly ProxyServices services;
    private readonly ProxySession session;
    private ForbidJudge? judge;

    public ForbidFilter(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        session.Forbids = this;
    }

    /// <summary>Something is forbidden now: a text has to be whole before it may go anywhere.</summary>
    public bool ReadsWhole => InForce is { IsEmpty: false } forbids && forbids.IsAnyRunning(Now);

    private ForbidSet InForce =>
        session.Definition.Type == TypeDefinition.Internal ? ForbidSet.None : session.Tenant.Forbids;

    private double Now => ForbidDefinition.ClockOf(services.Time);

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not ClientCommand command || Passes(command))
            context.FireChannelRead(message);
    }

    /// <summary>Judges a command; false when it was refused.</summary>
    public bool Passes(ClientCommand command)
    {
        if (!ReadsWhole)
            return true;
        judge ??= new ForbidJudge();
        double now = Now;
        judge.Begin(InForce, now);
        Judge(judge, command);
        return judge.Worst is not { } hit || Refuse(command, hit, now);
    }

    /// <summary>The forbid that a text would break now; null where it would break none.</summary>
    public ForbidHit? Find(ReadOnlySpan<byte> text)
    {
        ForbidJudge judging = new();
        judging.Begin(InForce, Now);
        judging.JudgeText(text, session.State.Reading, Names(session.State.Schema));
        return judging.Worst;
    }

    /// <summary>Judges a command of which only the head is here, by its verb alone; false when it was refused.</summary>
    public bool PassesHead(ClientCommand command, StatementVerb verb)
    {
        judge ??= new ForbidJudge();
        double now = Now;
        judge.Begin(InForce, now);
        judge.JudgeOperation(VerbOperations.Of(verb));
        return judge.Worst is not { } hit || Refuse(command, hit, now);
    }

    private void Judge(ForbidJudge judging, ClientCommand command)
    {
        switch (command.Code)
        {
            case CommandCode.Query or CommandCode.StmtPrepare when command.Batch is { } batch:
                // The first server of the session will tell how the text is read, and it is judged then.
                if (!session.Tokenizer.IsJudgedAgain(batch))
                    JudgeText(judging, command);
                break;
            case CommandCode.StmtExecute or CommandCode.StmtBulkExecute when command.Statement is { Text: { } text } statement:
                judging.JudgeText(text, statement.Reading, Names(statement.Schema));
                break;
            case CommandCode.Query or CommandCode.StmtPrepare or CommandCode.StmtExecute or CommandCode.StmtBulkExecute:
                judging.JudgeUnreadable();
                break;
            case CommandCode.FieldList:
                JudgeFieldList(judging, command);
                break;
            case CommandCode.InitDb:
                judging.JudgeOperation(SqlOperations.Use);
                break;
            case CommandCode.Statistics or CommandCode.ProcessInfo:
                judging.JudgeOperation(SqlOperations.Show);
                break;
        }
    }

    private void JudgeText(ForbidJudge judging, ClientCommand command)
    {
        ReadOnlySpan<byte> packets = command.Packets.ReadableSpan();
        if (PacketHeader.ReadLength(packets) < PacketHeader.MaxPayload)
        {
            judging.JudgeText(command.Text, session.State.Reading, Names(session.State.Schema));
            return;
        }

        byte[] joined = ArrayPool<byte>.Shared.Rent(packets.Length);
        try
        {
            int length = 0;
            while (packets.Length >= PacketHeader.Size)
            {
                int payload = PacketHeader.ReadLength(packets);
                packets.Slice(PacketHeader.Size, payload).CopyTo(joined.AsSpan(length));
                length += payload;
                packets = packets[(PacketHeader.Size + payload)..];
            }

            judging.JudgeText(
                joined.AsSpan(command.TextOffset, length - command.TextOffset),
                session.State.Reading,
                Names(session.State.Schema));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>SHOW COLUMNS of a table: its name, a NUL, a pattern.</summary>
    private void JudgeFieldList(ForbidJudge judging, ClientCommand command)
    {
        judging.JudgeOperation(SqlOperations.Show);
        ReadOnlySpan<byte> name = command.Payload[1..];
        int end = name.IndexOf((byte)0);
        var table = new TableReference(default, new TextRange(0, end < 0 ? name.Length : end));
        judging.JudgeTable(SqlOperations.Show, table, name, session.State.Reading, Names(session.State.Schema));
    }

    private TableNameMatch Names(string currentSchema) =>
        new(session.Definition.Schema, currentSchema, session.Tenant.FoldsTableNames);

    private bool Refuse(ClientCommand command, ForbidHit hit, double now)
    {
        SceError error = services.Errors.OperationForbidden(
            hit.Verbs.ToString(),
            hit.Forbid.Object.ToString(),
            hit.Table?.Name ?? session.Tenant.Name,
            hit.Forbid.Reason,
            hit.Forbid.SecondsLeft(now));
        session.RefuseCommand(command, error, RefusalReason.Forbid);
        return false;
    }
}
