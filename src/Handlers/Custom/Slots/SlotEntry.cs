using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>In front of a custom channel handler.</summary>
internal sealed class SlotEntry(SlotWatch watch) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        watch.Enter();
        context.FireChannelRead(message);
        watch.Leave();
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        watch.EnterException(exception);
        context.FireExceptionCaught(exception);
    }
}
