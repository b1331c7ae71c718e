using SceNettyProxy.Handlers.Backend.Authentication;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>What one connection to a server does about TLS. Immutable.</summary>
/// <param name="Mode">As configured.</param>
/// <param name="Host">The host as the registry names it: what a certificate must be for.</param>
/// <param name="IsLocal">What goes there stays on this machine.</param>
/// <param name="Certificates">The files that are configured.</param>
internal sealed record ServerTls(ServerTlsMode Mode, string Host, bool IsLocal, ServerCertificates Certificates)
{
    /// <summary>Without TLS there is no connection.</summary>
    public bool IsRequired => Mode >= ServerTlsMode.Required;

    /// <summary>TLS where the server offers it.</summary>
    public bool IsWanted => IsRequired || (Mode == ServerTlsMode.Preferred && !IsLocal);

    /// <summary>What a connection is safe from once TLS is up.</summary>
    public ChannelProtection Protection =>
        Mode >= ServerTlsMode.VerifyCa ? ChannelProtection.Verified : ChannelProtection.Encrypted;
}
