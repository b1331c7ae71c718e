using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Tests.Engines;

/// <summary>Sends back what comes, and reads no faster than it can.</summary>
internal sealed class Echo : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message) => _ = context.WriteAsync(message).Exception;

    public override void ChannelReadComplete(IChannelHandlerContext context) => context.Flush();

    public override void ChannelWritabilityChanged(IChannelHandlerContext context) =>
        context.Channel.Configuration.AutoRead = context.Channel.IsWritable;

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();
}
