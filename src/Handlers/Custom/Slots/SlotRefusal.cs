using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>Stands where a custom channel handler should stand that cannot: nothing goes past it.</summary>
internal sealed class SlotRefusal(ProxySession session, CustomHandler handler) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not ClientCommand command || session.Phase != SessionPhase.Judging)
        {
            context.FireChannelRead(message);
            return;
        }

        handler.Counters.Denials.Increment();
        session.RefuseCommand(
            command, handler.IsFenced ? handler.FencedError : handler.FailureError, RefusalReason.CustomHandler);
    }
}
