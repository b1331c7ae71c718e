using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// One-shot: sends the greeting, reads the login packet, finds the entries of the registry that it may mean, and passes a
/// <see cref="LoginRequest"/> on.
/// </summary>
internal sealed class HandshakeRelay(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    public override void ChannelActive(IChannelHandlerContext context)
    {
        SendGreeting(context);
        context.FireChannelActive();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var packet = (IByteBuffer)message;
        HandshakeResponse41 response;
        try
        {
            session.LoginSequence = PacketHeader.ReadSequence(packet.ReadableSpan());
            response = HandshakeResponse41.Parse(packet.ReadableSpan()[PacketHeader.Size..]);
        }
        finally
        {
            packet.Release();
        }

        if ((response.Capabilities & FrontendCapabilities.Required) != FrontendCapabilities.Required)
        {
            session.RefuseLogin(ServerErrors.BadHandshake, "the client speaks a protocol from before 4.1");
            return;
        }

        session.Claim(response);
        if (session.Listener.Tls == TlsMode.Required && !session.IsSecure)
        {
            session.RefuseLogin(ServerErrors.SecureTransportRequired, "a login without TLS");
            return;
        }

        if (LoginLookup.Find(services, session, response) is not { } request)
            return;
        context.Channel.Pipeline.Remove(this);
        // Behind the removal: the next handler is the address filter either way.
        context.FireChannelRead(request);
    }

    private void SendGreeting(IChannelHandlerContext context)
    {
        session.OfferedMariaDb = services.Identity.MariaDb;
        session.OfferedCapabilities = FrontendCapabilities.Of(session.Listener, services.Identity);
        SessionOptions options = services.SessionOptions.Value;
        var greeting = new HandshakeV10
        {
            ServerVersion = options.ServerVersion == SessionOptions.AutoVersion
                ? services.Identity.Version
                : options.ServerVersion,
            ConnectionId = session.ConnectionId,
            Scramble = session.Scramble,
            Capabilities = session.OfferedCapabilities,
            MariaDbCapabilities = session.OfferedMariaDb,
            Collation = Backend.BackendLogin.LoginCollation,
            Status = ServerStatus.Autocommit,
            AuthPlugin = options.AuthPlugin,
        };
        Scrambles.Fill(session.Scramble);
        session.ShownPlugin = options.AuthPlugin;
        IByteBuffer packet = Reply.Start(context.Allocator);
        greeting.Write(packet);
        Tasks.Observe(context.WriteAndFlushAsync(Reply.Finish(packet, 0)));
    }
}
