using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Last of the command handlers: writes the client's packets to the chosen backend, the same buffers, and stops reading from
/// the client while that server does not keep up.
/// </summary>
internal sealed class FrontendBridge(ProxySession session) : ChannelHandlerAdapter
{
    private bool needsFlush;

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
        CommandCode.SetOption => ResponseContext.EofOrOk,
        CommandCode.Query or CommandCode.ProcessInfo => ResponseContext.Query,
        _ => ResponseContext.SimpleOk,
    };

    private void Send(ClientCommand command)
    {
        BackendConnection backend = session.Current!;
        // Kept for a second try, or to be read again behind the answer; the copy shares the memory.
        IByteBuffer packets = command is { KeepsPackets: true, WasRetried: false, IsWhole: true }
            ? command.Packets.RetainedDuplicate()
            : command.TakePackets();
        ClientExchange exchange = backend.SendCommand(packets, ContextOf(command.Code), command.ReplySequence);
        exchange.IsSent = command.IsWhole;
        backend.Flush();
    }

    private void Send(CommandChunk chunk)
    {
        if (session.Current is not { IsOpen: true } backend)
        {
            chunk.Content.Release();
            return;
        }

        if (chunk.IsLast)
            backend.ClientExchange.Sent((byte)(chunk.LastSequence + 1));
        backend.Write(chunk.Content);
        needsFlush = true;
    }
}
