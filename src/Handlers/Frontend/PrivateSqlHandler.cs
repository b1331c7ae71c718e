using System.Text;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Answers the statements that are the proxy's own: <c>SCE MASTER = 1</c> sends every statement of the session to the
/// primary until <c>SCE MASTER = 0</c>; a plain <c>SELECT CONNECTION_ID()</c> gets the id that the greeting showed.
/// </summary>
internal sealed class PrivateSqlHandler(ProxySession session) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is ClientCommand { Code: CommandCode.StmtPrepare, Batch: { Count: 1 } prepared } prepare
            && prepared[0].IsConnectionIdQuery)
            PutConnectionIdIn(context, prepare);
        if (message is not ClientCommand { Code: CommandCode.Query, Batch: { Count: 1 } batch } command)
        {
            context.FireChannelRead(message);
            return;
        }

        if (batch[0].IsConnectionIdQuery)
        {
            string column = ColumnOf(command, batch[0]);
            session.WriteToClient(SingleValue.Write(
                context.Allocator,
                command.ReplySequence,
                column,
                session.ConnectionId,
                session.Status,
                session.Capabilities,
                session.MariaDb));
            session.Usage.RowsSent(1);
            session.FlushToClient();
            session.FinishCommand(command);
            return;
        }

        if (batch[0].Verb != StatementVerb.Sce)
        {
            context.FireChannelRead(command);
            return;
        }

        switch (ParseMaster(batch[0].Text.Of(command.Text)))
        {
            case { } on:
                session.MasterOnly = on;
                session.AcceptCommand(command);
                break;
            default:
                session.FailCommand(
                    command, new SceError(1064, "42000", "Unknown SCE statement: SCE MASTER = 0 and SCE MASTER = 1 are known"));
                break;
        }
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

    private static bool? ParseMaster(ReadOnlySpan<byte> text)
    {
        if (!TakeWord(ref text, "SCE"u8) || !TakeWord(ref text, "MASTER"u8) || !TakeWord(ref text, "="u8))
            return null;
        return text switch
        {
            [(byte)'1'] => true,
            [(byte)'0'] => false,
            _ => null,
        };
    }

    private static bool TakeWord(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.Length < word.Length || !SqlText.EqualsIgnoreCase(text[..word.Length], word))
            return false;
        text = text[word.Length..].Trim(" \t\r\n"u8);
        return true;
    }
}
