using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
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
    /// <summary>What the greeting offers. LONG_PASSWORD is among it: without it a MariaDB client would look for
    /// MariaDB's own flags.</summary>
    public const CapabilityFlags Offered =
        CapabilityFlags.LongPassword | CapabilityFlags.FoundRows | CapabilityFlags.LongFlag
        | CapabilityFlags.ConnectWithDb | CapabilityFlags.IgnoreSpace | CapabilityFlags.Protocol41
        | CapabilityFlags.Interactive | CapabilityFlags.Transactions | CapabilityFlags.SecureConnection
        | CapabilityFlags.MultiStatements | CapabilityFlags.MultiResults | CapabilityFlags.PsMultiResults
        | CapabilityFlags.PluginAuth | CapabilityFlags.ConnectAttrs | CapabilityFlags.PluginAuthLenencData
        | CapabilityFlags.SessionTrack | CapabilityFlags.DeprecateEof;

    private const CapabilityFlags Required = CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection;

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

        if ((response.Capabilities & Required) != Required)
        {
            session.RefuseLogin(ServerErrors.BadHandshake, "the client speaks a protocol from before 4.1");
            return;
        }

        session.Claim(response);
        if (LoginLookup.Find(services, session, response) is not { } request)
            return;
        context.Channel.Pipeline.Remove(this);
        // Behind the removal: the next handler is the address filter either way.
        context.FireChannelRead(request);
    }

    private void SendGreeting(IChannelHandlerContext context)
    {
        SessionOptions options = services.SessionOptions.Value;
        var greeting = new HandshakeV10
        {
            ServerVersion = options.ServerVersion == SessionOptions.AutoVersion
                ? services.Identity.Version
                : options.ServerVersion,
            ConnectionId = session.ConnectionId,
            Scramble = session.Scramble,
            Capabilities = Offered,
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
