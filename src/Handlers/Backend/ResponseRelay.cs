using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// Last in the backend pipeline: writes the response to the client, the same buffers, and stops reading from the server
/// while the client does not keep up. What nobody waits for is dropped.
/// </summary>
internal sealed class ResponseRelay(BackendConnection connection) : ChannelHandlerAdapter
{
    private bool needsFlush;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is ResponseEnd)
        {
            // The flush of the answer and of what completing the command writes is one.
            ProxySession? session = connection.Session;
            session?.CompleteResponse(connection);
            Flush(session);
            return;
        }

        if (message is FileRequest)
        {
            connection.Session?.BeginFile(connection);
            Flush(connection.Session);
            return;
        }

        var packets = (IByteBuffer)message;
        if (connection.Session is not { IsOpen: true } open)
        {
            packets.Release();
            return;
        }

        needsFlush = true;
        open.WriteToClient(packets);
    }

    public override void ChannelReadComplete(IChannelHandlerContext context)
    {
        connection.Session?.CheckPendingEnd();
        Flush(connection.Session);
        connection.Session?.UpdateBackendReads();
    }

    public override void ChannelWritabilityChanged(IChannelHandlerContext context) =>
        connection.Session?.UpdateClientReads();

    public override void ChannelInactive(IChannelHandlerContext context) => connection.OnClosed();

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        // Whatever a custom handler or a codec threw: this connection cannot be trusted any more.
        connection.OnException(exception);
    }

    private void Flush(ProxySession? session)
    {
        if (!needsFlush)
            return;
        needsFlush = false;
        session?.FlushToClient();
    }
}
