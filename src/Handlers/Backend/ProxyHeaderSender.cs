using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.ProxyProtocol;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// One-shot: begins a connection with a PROXY header. A pooled connection serves many clients, so the header names none of
/// them: statements of one client would be logged, or admitted, under the address of another.
/// </summary>
internal sealed class ProxyHeaderSender(ServerProxyProtocol version) : ChannelHandlerAdapter
{
    /// <summary>Puts the handler in front of a pipeline where a header is configured.</summary>
    public static void AddTo(IChannelPipeline pipeline, ServerProxyProtocol version)
    {
        if (version != ServerProxyProtocol.Off)
            pipeline.AddFirst(new ProxyHeaderSender(version));
    }

    public override void ChannelActive(IChannelHandlerContext context)
    {
        ReadOnlySpan<byte> header = version == ServerProxyProtocol.V1 ? LocalProxyHeader.V1 : LocalProxyHeader.V2;
        Tasks.Observe(context.WriteAndFlushAsync(context.Allocator.Buffer(header.Length).WriteBytes(header.ToArray())));
        context.FireChannelActive();
        context.Channel.Pipeline.Remove(this);
    }
}
