using System.Buffers.Binary;
using System.Text;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Answers KILL and COM_PROCESS_KILL, whose ids are the proxy's connection ids. The answer comes when the server has
/// answered, or at once where no server is needed; the session stays in judgement meanwhile.
/// </summary>
internal sealed class KillHandler(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private static readonly SceError Unreadable = new(
        1064,
        "42000",
        "You have an error in your SQL syntax; KILL takes a number, CONNECTION_ID() or USER and an account");

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case ClientCommand { Code: CommandCode.ProcessKill } command:
                OnProcessKill(command);
                break;
            case ClientCommand { Code: CommandCode.Query, Batch: { Count: 1 } batch } command
                when batch[0].Verb == StatementVerb.Kill:
                OnStatement(command, batch[0]);
                break;
            case ClientCommand { Code: CommandCode.StmtPrepare, Batch: { Count: 1 } batch } command
                when batch[0].Verb == StatementVerb.Kill:
                OnPrepare(context, command, batch[0]);
                break;
            case ClientCommand { Statement.Kill: { } kill, RunsStatements: true } command:
                Kill(command, kill);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    /// <summary>COM_PROCESS_KILL: 1 byte command, 4 bytes id.</summary>
    private void OnProcessKill(ClientCommand command)
    {
        ReadOnlySpan<byte> argument = command.Payload[1..];
        if (argument.Length < sizeof(uint))
        {
            session.FailCommand(command, ServerErrors.MalformedPacket);
            return;
        }

        ulong id = BinaryPrimitives.ReadUInt32LittleEndian(argument);
        Kill(command, new KillStatement(KillTarget.Connection, QueryOnly: false, KillStrength.Default, id, default));
    }

    private void OnStatement(ClientCommand command, Statement statement)
    {
        if (TryParse(command, statement, out KillStatement kill))
            Kill(command, kill);
    }

    /// <summary>A server prepares a statement that does nothing in the place of the KILL, for its id and its answer.</summary>
    private void OnPrepare(IChannelHandlerContext context, ClientCommand command, Statement statement)
    {
        if (!TryParse(command, statement, out KillStatement kill))
            return;
        command.Kill = kill;
        command.Replace(CommandPackets.Prepare(context.Allocator, "DO 0"u8));
        session.Tokenizer.JudgeAgain(command);
        context.FireChannelRead(command);
    }

    /// <summary>False when the command was refused.</summary>
    private bool TryParse(ClientCommand command, Statement statement, out KillStatement kill)
    {
        ReadOnlySpan<byte> text = command.Text;
        kill = default;
        if (KillStatement.Parse(text, statement.Text, session.State.Reading) is not { } parsed)
        {
            session.FailCommand(command, Unreadable);
            return false;
        }

        if (parsed.Target == KillTarget.User && !IsOwnName(parsed.User.Of(text)))
        {
            session.FailCommand(command, ServerErrors.PrivilegeRequired("CONNECTION ADMIN"));
            return false;
        }

        kill = parsed;
        return true;
    }

    private void Kill(ClientCommand command, KillStatement kill)
    {
        switch (kill.Target)
        {
            case KillTarget.Query:
                // A server's number for a statement, of which the proxy knows nothing: it may be anybody's.
                session.FailCommand(command, ServerErrors.NotSupportedYet("KILL QUERY ID; KILL QUERY takes a connection id"));
                break;
            case KillTarget.User or KillTarget.CurrentUser:
                SessionKiller.KillOthers(
                    services, session, OrderOf(kill, id: null), error => Answer(command, error, endSession: !kill.QueryOnly));
                break;
            case KillTarget.Self:
                KillSelf(command, kill.QueryOnly);
                break;
            case var _ when kill.Id == session.ConnectionId:
                KillSelf(command, kill.QueryOnly);
                break;
            case var _ when kill.Id > uint.MaxValue:
                session.FailCommand(command, ServerErrors.UnknownThread(kill.Id));
                break;
            default:
                uint id = (uint)kill.Id;
                SessionKiller.KillOne(services, id, OrderOf(kill, id), error => Answer(command, error, endSession: false));
                break;
        }
    }

    private KillOrder OrderOf(KillStatement kill, uint? id) => new()
    {
        Id = id,
        QueryOnly = kill.QueryOnly,
        Strength = kill.Strength,
        Database = session.Tenant.Name,
        User = session.User.Name,
        IsOperator = session.IsOperator,
    };

    /// <summary>The statement in flight is the KILL itself, and is interrupted as any other.</summary>
    private void KillSelf(ClientCommand command, bool queryOnly) => session.FailCommand(
        command,
        queryOnly ? ServerErrors.QueryInterrupted : ServerErrors.ConnectionKilled,
        endSession: !queryOnly);

    /// <summary>From any thread.</summary>
    private void Answer(ClientCommand command, SceError? error, bool endSession) => session.Loop.Execute(() =>
    {
        if (session.Command != command)
            return;
        if (error is not null)
            session.FailCommand(command, error, endSession: endSession);
        else if (endSession)
            session.EndWith(Reply.Ok(session.Channel.Allocator, command.ReplySequence, session.Status, session.Capabilities));
        else
            session.AcceptCommand(command);
    });

    private bool IsOwnName(ReadOnlySpan<byte> written)
    {
        Span<byte> name = written.Length <= 512 ? stackalloc byte[written.Length] : new byte[written.Length];
        return SqlText.TryUnquote(written, session.State.Reading, name, out int length)
            && Encoding.UTF8.GetString(name[..length]) == session.User.Name;
    }
}
