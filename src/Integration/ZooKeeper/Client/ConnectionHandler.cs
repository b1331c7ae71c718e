using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>
/// Cuts what a server sends into frames (<c>int length</c>, bytes) and gives them to the connection, in place. A frame over
/// the limit is told of and passed over as it comes. The last handler of its pipeline.
/// </summary>
/// <param name="connection">Who gets the frames.</param>
/// <param name="maxAnswer">Bytes of the largest frame.</param>
internal sealed class ConnectionHandler(IFrameReceiver connection, int maxAnswer) : ByteToMessageDecoder
{
    /// <summary>Bytes that are still to come of a frame over the limit.</summary>
    private int surplus;

    public override void ChannelActive(IChannelHandlerContext context) => connection.OnActive();

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        connection.OnHeard();
        base.ChannelRead(context, message);
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        base.ChannelInactive(context);
        connection.Close(CloseReason.ClosedByServer);
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        Exception cause = exception is DecoderException { InnerException: { } inner } ? inner : exception;
        connection.Close(cause is ZooKeeperProtocolException ? CloseReason.Garbage : CloseReason.Broken, cause);
    }

    protected override void Decode(IChannelHandlerContext context, IByteBuffer input, List<object> output)
    {
        if (connection.IsClosed)
        {
            input.SkipBytes(input.ReadableBytes);
            return;
        }

        if (surplus > 0)
        {
            int skipped = Math.Min(surplus, input.ReadableBytes);
            input.SkipBytes(skipped);
            surplus -= skipped;
            return;
        }

        if (input.ReadableBytes < sizeof(int))
            return;
        int length = input.GetInt(input.ReaderIndex);
        if (length < 0)
            throw new ZooKeeperProtocolException("A frame has a negative length.");
        int readable = input.ReadableBytes - sizeof(int);
        int start = input.ArrayOffset + input.ReaderIndex + sizeof(int);
        if (length > maxAnswer)
        {
            // The head says whose answer it is.
            if (readable < ReplyHeader.Size)
                return;
            input.SkipBytes(sizeof(int));
            surplus = length;
            connection.OnTooLarge(input.Array.AsSpan(start, ReplyHeader.Size));
        }
        else if (readable >= length)
        {
            input.SkipBytes(sizeof(int) + length);
            connection.OnFrame(input.Array.AsSpan(start, length));
        }
    }
}
