using System.Buffers.Binary;
using System.Text;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Answers the commands that need no server, refuses those that no tenant may send (1227) or that are not handled (1047),
/// and rewrites the schema of COM_INIT_DB. The rest goes on.
/// </summary>
internal sealed class CommandHandler(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private const ushort MultiStatementsOn = 0;
    private const ushort MultiStatementsOff = 1;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not ClientCommand command)
        {
            context.FireChannelRead(message);
            return;
        }

        switch (command.Code)
        {
            case CommandCode.Query or CommandCode.FieldList or CommandCode.Statistics or CommandCode.ProcessInfo:
            case CommandCode.StmtPrepare or CommandCode.StmtExecute or CommandCode.StmtBulkExecute:
            case CommandCode.StmtSendLongData or CommandCode.StmtFetch or CommandCode.StmtReset or CommandCode.StmtClose:
                context.FireChannelRead(command);
                break;
            case CommandCode.ProcessKill when command.IsWhole:
                context.FireChannelRead(command);
                break;
            case CommandCode.Quit:
                session.EndAfterFlush();
                break;
            case CommandCode.Ping when command.IsWhole:
                session.AcceptCommand(command);
                break;
            case CommandCode.InitDb when command.IsWhole:
                OnInitDb(context, command);
                break;
            case CommandCode.SetOption when command.IsWhole:
                OnSetOption(context, command);
                break;
            case CommandCode.ResetConnection when command.IsWhole:
                OnReset(context, command);
                break;
            case CommandCode.ChangeUser when command.IsWhole:
                UserChange.Begin(context.Channel.Pipeline, services, session, command);
                break;
            case CommandCode.CreateDb or CommandCode.DropDb when command.IsWhole:
                OnSchemaCommand(context, command);
                break;
            case CommandCode.Refresh or CommandCode.Shutdown or CommandCode.Debug when command.IsWhole && Allows(command.Code):
                context.FireChannelRead(command);
                break;
            default:
                session.FailCommand(
                    command,
                    RequiredPrivilege(command.Code) is { } privilege
                        ? ServerErrors.PrivilegeRequired(privilege)
                        : Unknown(command));
                break;
        }
    }

    private bool Allows(CommandCode code)
    {
        PolicyCommands wanted = code switch
        {
            CommandCode.Refresh => PolicyCommands.Refresh,
            CommandCode.Shutdown => PolicyCommands.Shutdown,
            _ => PolicyCommands.Debug,
        };
        return (session.TakePolicy().Definition.Commands & wanted) != PolicyCommands.None && !session.User.ReadOnly;
    }

    /// <summary>COM_CREATE_DB and COM_DROP_DB are the statements of that name: the policy and the server decide.</summary>
    private void OnSchemaCommand(IChannelHandlerContext context, ClientCommand command)
    {
        if (session.User.ReadOnly)
        {
            session.RefuseCommand(command, services.Errors.ReadOnlyUser, RefusalReason.ReadOnlyUser);
            return;
        }

        command.Effects = StatementEffects.MayWrite;
        context.FireChannelRead(command);
    }

    /// <summary>What a server would want for a command that the proxy lets nobody send; null for any other.</summary>
    private static string? RequiredPrivilege(CommandCode code) => code switch
    {
        CommandCode.Refresh => "RELOAD",
        CommandCode.Shutdown => "SHUTDOWN",
        CommandCode.BinlogDump or CommandCode.BinlogDumpGtid or CommandCode.RegisterSlave or CommandCode.TableDump =>
            "REPLICATION SLAVE",
        CommandCode.Debug => "SUPER",
        _ => null,
    };

    private static SceError Unknown(ClientCommand command) =>
        ServerErrors.UnknownCommand(CommandNames.Of((byte)command.Code));

    private void OnInitDb(IChannelHandlerContext context, ClientCommand command)
    {
        string name = Encoding.UTF8.GetString(command.Payload[1..]);
        if (session.Definition.ResolveSchema(name) is not { } schema)
        {
            session.RefuseCommand(
                command,
                services.Errors.DatabaseForbidden(session.User.Name, session.Address.ToString(), name),
                RefusalReason.Schema);
            return;
        }

        if (schema != name)
            command.Replace(CommandPackets.InitDb(context.Allocator, schema));
        session.Changes.AddSchema(0, schema);
        context.FireChannelRead(command);
    }

    private void OnSetOption(IChannelHandlerContext context, ClientCommand command)
    {
        ReadOnlySpan<byte> argument = command.Payload[1..];
        ushort option = argument.Length >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(argument) : ushort.MaxValue;
        if (option is not (MultiStatementsOn or MultiStatementsOff))
        {
            session.FailCommand(command, Unknown(command));
            return;
        }

        session.Changes.MultiStatements = option == MultiStatementsOn;
        context.FireChannelRead(command);
    }

    private void OnReset(IChannelHandlerContext context, ClientCommand command)
    {
        if (session.Primary is not null)
        {
            context.FireChannelRead(command);
            return;
        }

        session.ResetState();
        session.AcceptCommand(command);
    }
}
