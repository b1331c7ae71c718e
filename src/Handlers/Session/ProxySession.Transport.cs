using System.Net;
using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Tls;

namespace SceNettyProxy.Handlers.Session;

/// <content>What lies between the client's socket and its packets.</content>
internal sealed partial class ProxySession
{
    /// <summary>The client's bytes are encrypted: what it says is for the proxy alone.</summary>
    public bool IsSecure { get; set; }

    /// <summary>The subject of the certificate that the client has shown and that was found valid; null for none.</summary>
    public string? ClientCertificate { get; private set; }

    /// <summary>
    /// False while no packet could reach the client: before the PROXY header, and during the TLS handshake. A session that ends
    /// then is closed without a word.
    /// </summary>
    public bool CanReply { get; set; }

    /// <summary>Between here and the client's socket stands nothing that changes what is written, or has to see it, but the
    /// meter.</summary>
    public bool HasBareWrites => Compression is null && !IsSecure && Slots.AreEmpty;

    /// <summary>Set where the session is compressed.</summary>
    public CompressionHandler? Compression { get; set; }

    /// <summary>TLS is established.</summary>
    public void Secure(TlsHandshake handshake)
    {
        IsSecure = true;
        CanReply = true;
        ClientCertificate = handshake.PeerCertificate;
        SessionLog.Secured(
            services.SessionLogger, ConnectionId, Address, handshake.Protocol, handshake.CipherSuite, ClientCertificate ?? "none");
    }

    /// <summary>The address that a trusted proxy has told. Before the session is counted for its address.</summary>
    public void UseAddress(IPAddress address) => Address = address;
}
