using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>Behind a custom channel handler.</summary>
internal sealed class SlotExit(SlotWatch watch) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        watch.Leave();
        context.FireChannelRead(message);
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        watch.LeaveException(exception);
        context.FireExceptionCaught(exception);
    }
}
