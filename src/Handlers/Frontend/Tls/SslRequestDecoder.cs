using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tls;

namespace SceNettyProxy.Handlers.Frontend.Tls;

/// <summary>
/// One-shot, in front of the packets: looks at the first packet of the client. Where that asks for TLS, the TLS handler is put
/// in front and gets every byte behind the request, so that nothing sent in the clear is taken for something said inside TLS.
/// Anything else is a login, which passes.
/// </summary>
internal sealed class SslRequestDecoder(ProxyServices services, ProxySession session, TlsIdentity identity) : ChannelHandlerAdapter
{
    private const int RequestSize = PacketHeader.Size + SslRequest.Length;
    private const byte RequestSequence = 1;

    private IByteBuffer? cumulation;
    private bool isShakingHands;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (isShakingHands || message is not IByteBuffer input)
        {
            context.FireChannelRead(message);
            return;
        }

        if (cumulation is null)
        {
            cumulation = input;
        }
        else
        {
            // At most one packet of 36 bytes waits here.
            cumulation.WriteBytes(input);
            input.Release();
        }

        Span<byte> bytes = cumulation.ReadableSpan();
        if (bytes.Length < PacketHeader.Size
            || (PacketHeader.ReadLength(bytes) == SslRequest.Length && bytes.Length < RequestSize))
            return;
        IByteBuffer received = cumulation;
        cumulation = null;
        if (PacketHeader.ReadLength(bytes) == SslRequest.Length
            && PacketHeader.ReadSequence(bytes) == RequestSequence
            && SslRequest.Is(bytes[PacketHeader.Size..RequestSize]))
        {
            BeginTls(context, received);
            return;
        }

        context.Channel.Pipeline.Remove(this);
        context.FireChannelRead(received);
    }

    public override void UserEventTriggered(IChannelHandlerContext context, object evt)
    {
        if (evt is not TlsHandshake handshake)
        {
            context.FireUserEventTriggered(evt);
            return;
        }

        if (handshake.Failure is { } failure)
        {
            services.RefusalLog.Refused(session.Address, "", "", $"TLS handshake: {failure.Message}");
            session.Abort();
            return;
        }

        session.Secure(handshake);
        context.Channel.Pipeline.Remove(this);
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        Release();
        context.FireChannelInactive();
    }

    public override void HandlerRemoved(IChannelHandlerContext context) => Release();

    private void BeginTls(IChannelHandlerContext context, IByteBuffer received)
    {
        received.SkipBytes(RequestSize);
        session.Meter.Received(RequestSize);
        isShakingHands = true;
        session.CanReply = false;
        session.LoginSequence = RequestSequence;
        IChannelPipeline pipeline = context.Channel.Pipeline;
        session.Frames.ExpectLogin(RequestSequence + 1);
        TlsHandler tls = new(stream => stream.AuthenticateAsServerAsync(identity.Options));
        pipeline.AddBefore(HandlerNames.SslRequest, HandlerNames.Tls, tls);
        tls.ChannelRead(pipeline.Context(tls), received);
    }

    private void Release()
    {
        cumulation?.Release();
        cumulation = null;
    }
}
