using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.ProxyProtocol;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend.Proxied;

/// <summary>
/// One-shot, first in the pipeline of a listener that asks for it: the PROXY header that a trusted proxy puts in front of a
/// client's connection. The rest of the pipeline hears of the channel when the header is there, so that the greeting waits for
/// it. What is not trusted, or sends anything else, is logged and closed without a word.
/// </summary>
internal sealed class ProxyHeaderDecoder(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private IByteBuffer? cumulation;

    public override void ChannelActive(IChannelHandlerContext context)
    {
        if (!session.Listener.TrustedProxies.Contains(session.Address))
        {
            Refuse("the address is no trusted proxy");
            return;
        }

        if (session.TryEnterUnnamed())
            return;
        SessionLog.TooMany(services.SessionLogger, session.Address);
        session.Abort();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not IByteBuffer input)
        {
            context.FireChannelRead(message);
            return;
        }

        if (!session.IsOpen)
        {
            input.Release();
            return;
        }

        Append(context, input);
        ProxyHeader? header;
        int length;
        try
        {
            header = ProxyHeaderParser.Parse(cumulation!.ReadableSpan(), out length);
        }
        catch (ProxyHeaderException e)
        {
            Refuse(e.Message);
            return;
        }

        if (header is not null)
            Finish(context, header, length);
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        if (session.IsOpen)
            services.RefusalLog.Refused(session.Address, "", "", "closed before the PROXY header was whole");
        Release();
        context.FireChannelInactive();
    }

    public override void HandlerRemoved(IChannelHandlerContext context) => Release();

    private void Append(IChannelHandlerContext context, IByteBuffer input)
    {
        if (cumulation is null)
        {
            cumulation = input;
            return;
        }

        // What waits is a part of one header, so the copies are bounded.
        IByteBuffer joined = context.Allocator.Buffer(cumulation.ReadableBytes + input.ReadableBytes);
        joined.WriteBytes(cumulation).WriteBytes(input);
        cumulation.Release();
        input.Release();
        cumulation = joined;
    }

    private void Finish(IChannelHandlerContext context, ProxyHeader header, int length)
    {
        IByteBuffer rest = cumulation!.SkipBytes(length);
        cumulation = null;
        if (header.Source is { Address: var address })
            session.UseAddress(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        session.CanReply = true;
        context.FireChannelActive();
        if (context.Channel.Pipeline.Get<ProxyHeaderDecoder>() is not null)
            context.Channel.Pipeline.Remove(this);
        context.FireChannelRead(rest);
    }

    private void Refuse(string reason)
    {
        services.RefusalLog.Refused(session.Address, "", "", reason);
        session.Abort();
    }

    private void Release()
    {
        cumulation?.Release();
        cumulation = null;
    }
}
