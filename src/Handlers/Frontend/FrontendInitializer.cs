using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Frontend.Proxied;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Usage;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>Builds the pipeline of a client's channel as it stands before the login.</summary>
internal sealed class FrontendInitializer(ProxyServices services, ListenerSettings listener) : ChannelInitializer<IChannel>
{
    /// <summary>Shared by all channels of a listener.</summary>
    public override bool IsSharable => true;

    protected override void InitChannel(IChannel channel)
    {
        var session = new ProxySession(services, channel, AddressOf(channel), listener);
        if (listener.RequiresProxyHeader)
            channel.Pipeline.AddLast(HandlerNames.ProxyHeader, new ProxyHeaderDecoder(services, session));
        channel.Pipeline.AddLast(HandlerNames.LoginLimits, new LoginGuard(services, session));
        if (listener is { Tls: not TlsMode.Off, TlsIdentity: { } identity })
            channel.Pipeline.AddLast(HandlerNames.SslRequest, new SslRequestDecoder(services, session, identity.Value));
        channel.Pipeline
            .AddLast(HandlerNames.Meter, new UsageMeter(session))
            .AddLast(HandlerNames.Frames, session.Frames)
            .AddLast(HandlerNames.Greeting, new HandshakeRelay(services, session))
            .AddLast(HandlerNames.AddressFilter, new AddressFilter(services, session))
            .AddLast(HandlerNames.Authenticator, new Authenticator(services, session))
            .AddLast(HandlerNames.Errors, new SessionErrorHandler(services, session));
        session.StartLoginDeadline();
    }

    /// <summary>
    /// A dual-mode listener shows an IPv4 client as ::ffff:a.b.c.d. Who comes by a Unix domain socket is on this machine:
    /// 127.0.0.1.
    /// </summary>
    private static IPAddress AddressOf(IChannel channel) => channel.RemoteAddress switch
    {
        IPEndPoint { Address: { IsIPv4MappedToIPv6: true } mapped } => mapped.MapToIPv4(),
        IPEndPoint { Address: var address } => address,
        UnixDomainSocketEndPoint => IPAddress.Loopback,
        _ => IPAddress.None,
    };
}
