using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Session;

/// <summary>What the sessions of one listener have in common. Immutable, but for the identity, which is live.</summary>
public sealed record ListenerSettings
{
    public TlsMode Tls { get; init; } = TlsMode.Off;

    /// <summary>Who the listener is towards clients that ask for TLS from now on; set where TLS is not off.</summary>
    public Live<TlsIdentity>? TlsIdentity { get; init; }

    /// <summary>zlib compression is offered.</summary>
    public bool Compression { get; init; } = true;

    /// <summary>Connections begin with a PROXY header.</summary>
    public bool RequiresProxyHeader { get; init; }

    /// <summary>Whose PROXY headers are believed; nobody else may connect where one is required.</summary>
    public AddressList TrustedProxies { get; init; } = AddressList.Empty;
}
