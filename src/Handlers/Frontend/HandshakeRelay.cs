using System.Security.Cryptography;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// One-shot: sends the greeting, reads the login packet, finds the entries of the registry that it may mean, and passes a
/// <see cref="LoginRequest"/> on (2903 and 2902 otherwise).
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

        if (FindCandidates(response) is not { } request)
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
            AuthPlugin = NativePassword.PluginName,
        };
        NewScramble(session.Scramble);
        IByteBuffer packet = Reply.Start(context.Allocator);
        greeting.Write(packet);
        Tasks.Observe(context.WriteAndFlushAsync(Reply.Finish(packet, 0)));
    }

    /// <summary>20 bytes from 1 to 127, as servers send: no zero, which would end it, and no '$'.</summary>
    private static void NewScramble(Span<byte> scramble)
    {
        RandomNumberGenerator.Fill(scramble);
        foreach (ref byte value in scramble)
        {
            value &= 0x7F;
            if (value is 0 or (byte)'$')
                value++;
        }
    }

    private LoginRequest? FindCandidates(HandshakeResponse41 response)
    {
        bool hasName = !string.IsNullOrEmpty(response.Database);
        if (hasName && services.Registry.Find(response.Database!) is { Current: { } definition } tenant)
            return new LoginRequest(response, [new LoginCandidate(tenant, definition, definition.Schema)], null);

        SceError error = hasName
            ? services.Errors.DatabaseNotExisted(response.Database!)
            : services.Errors.DatabaseRequired;
        List<LoginCandidate> candidates = [];
        if (services.SessionOptions.Value.LoginWithoutDatabase == LoginWithoutDatabase.Resolve)
        {
            foreach (Tenant found in services.Registry.FindByUser(response.UserName))
            {
                if (found.Current is { } current && (hasName ? current.ResolveSchema(response.Database!) : current.Schema) is { } schema)
                    candidates.Add(new LoginCandidate(found, current, schema));
            }
        }

        if (candidates.Count > 0)
            return new LoginRequest(response, candidates, error);
        session.RefuseLogin(error, "no such database");
        return null;
    }
}
