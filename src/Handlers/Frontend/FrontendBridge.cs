using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Last of the command handlers: writes the client's packets to the chosen backend, the same buffers, and stops reading from
/// the client while that server does not keep up.
/// </summary>
internal sealed class FrontendBridge(ProxySession session) : ChannelHandlerAdapter
{
    private bool needsFlush;

    /// <summary>Grows the command that is being sent.</summary>
    private PayloadInserter? inserter;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case ClientCommand command:
                Send(command);
                break;
            case CommandChunk chunk:
                Send(chunk);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    public override void ChannelReadComplete(IChannelHandlerContext context)
    {
        if (needsFlush && session.Current is { IsOpen: true } backend)
            backend.Flush();
        needsFlush = false;
        session.UpdateClientReads();
        context.FireChannelReadComplete();
    }

    private static ResponseContext ContextOf(CommandCode code) => code switch
    {
        CommandCode.FieldList => ResponseContext.FieldList,
        CommandCode.Statistics => ResponseContext.Statistics,
        CommandCode.SetOption or CommandCode.Debug or CommandCode.Shutdown => ResponseContext.EofOrOk,
        CommandCode.Query or CommandCode.ProcessInfo => ResponseContext.Query,
        CommandCode.StmtPrepare => ResponseContext.Prepare,
        CommandCode.StmtExecute or CommandCode.StmtBulkExecute => ResponseContext.Execute,
        CommandCode.StmtFetch => ResponseContext.Fetch,
        _ => ResponseContext.SimpleOk,
    };

    private void Send(ClientCommand command)
    {
        BackendConnection backend = session.Current!;
        inserter = null;
        // Kept for a second try, or to be read again behind the answer; the copy shares the memory.
        IByteBuffer packets = command is { KeepsPackets: true, HasAllPackets: true }
            ? command.Packets.RetainedDuplicate()
            : command.TakePackets();
        if (command.Statement is { } statement)
            packets = Address(command, statement, statement.CopyOn(backend)!, packets);
        if (command.HasNoAnswer)
        {
            SendLongData(command, backend, packets, isLast: command.HasAllPackets);
            return;
        }

        ClientExchange exchange = backend.SendCommand(packets, ContextOf(command.Code), command.ReplySequence);
        if (command.HasAllPackets)
            exchange.Sent(command.ReplySequence, inserter?.ExtraPackets ?? 0);
        backend.Flush();
    }

    private void Send(CommandChunk chunk)
    {
        if (session.Current is not { IsOpen: true } backend)
        {
            chunk.Content.Release();
            return;
        }

        IByteBuffer content = inserter is null ? chunk.Content : Insert(inserter, chunk.Content);
        if (session.Command is { HasNoAnswer: true } command)
        {
            SendLongData(command, backend, content, chunk.IsLast);
            return;
        }

        if (chunk.IsLast)
            backend.ClientExchange.Sent((byte)(chunk.LastSequence + 1), inserter?.ExtraPackets ?? 0);
        backend.Write(content);
        needsFlush = true;
    }

    /// <summary>Long data has no answer, so the command is done when its last byte is written.</summary>
    private void SendLongData(ClientCommand command, BackendConnection backend, IByteBuffer packets, bool isLast)
    {
        command.Statement!.LongData = backend;
        backend.IsSending = !isLast;
        backend.Write(packets);
        needsFlush = true;
        if (!isLast)
            return;
        backend.Flush();
        session.FinishCommand(command);
    }

    /// <summary>Puts the server's id of the statement in the place of the client's, and the types of the parameters where
    /// the client counts on a server to remember them that has not got them, or has got others since. Takes over the
    /// buffer.</summary>
    private IByteBuffer Address(
        ClientCommand command, PreparedStatement statement, StatementCopy copy, IByteBuffer packets)
    {
        ExecuteHead.WriteId(packets.ReadableSpan()[PacketHeader.Size..], copy.ServerId);
        ExecuteHead head = command.ExecuteHead;
        if (head.Parameters == 0 || copy.Types == statement.Types || statement.TypesCount != head.Parameters)
            return packets;
        copy.Types = statement.Types;
        if (head.HasTypes)
            return packets;
        inserter = new PayloadInserter(statement.Types!, head.TypesOffset);
        IByteBuffer grown = Insert(inserter, packets);
        head.AnnounceTypes(grown.ReadableSpan()[PacketHeader.Size..]);
        return grown;
    }

    private static IByteBuffer Insert(PayloadInserter inserter, IByteBuffer packets)
    {
        IByteBuffer grown = packets.Allocator.Buffer(packets.ReadableBytes + 1024);
        inserter.Feed(packets.ReadableSpan(), grown);
        packets.Release();
        return grown;
    }
}
