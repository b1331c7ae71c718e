using DotNetty.Transport.Channels;

namespace SceNettyProxy.Extensions.Channels;

/// <summary>
/// Makes the DotNetty channel handlers of an entry of <c>handlers</c> whose <c>slot</c> is one of
/// <see cref="Pipeline.SlotNames.ForChannels"/>. There is one factory per entry, called from the event loops of all sessions; a
/// disposable one is disposed when it is replaced or the proxy stops.
/// </summary>
/// <remarks>
/// A frontend slot sees <see cref="IClientCommand"/>s and <see cref="IClientCommandChunk"/>s, the slot <c>response</c> the
/// <see cref="DotNetty.Buffers.IByteBuffer"/>s of the answer, cut anywhere. Every message of another type belongs to the proxy.
/// A handler forwards each message that it does not end, once, in order, on the event loop; what it keeps back for later keeps
/// the client waiting. It derives from ChannelHandlerAdapter or ChannelDuplexHandler and does not block. An exception that
/// leaves it ends the session with error 1105.
/// </remarks>
public abstract class ChannelHandlerFactory
{
    /// <summary>
    /// A handler of its own for one channel: called once per session after the login for a frontend slot, and for
    /// <c>response</c> each time the session takes a connection to a server.
    /// </summary>
    /// <returns>Null where the session is of no interest.</returns>
    public abstract IChannelHandler? Create(SlotContext slot);
}
