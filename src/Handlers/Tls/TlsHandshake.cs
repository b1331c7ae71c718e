using System.Security.Authentication;

namespace SceNettyProxy.Handlers.Tls;

/// <summary>How a handshake ended: an event of the pipeline, behind the TLS handler.</summary>
/// <param name="Protocol">The version that was agreed on.</param>
/// <param name="CipherSuite">Its name.</param>
/// <param name="PeerCertificate">The subject of the certificate that the peer has shown; null for none.</param>
/// <param name="Failure">Why there is no TLS; null where there is.</param>
internal sealed record TlsHandshake(
    SslProtocols Protocol, string CipherSuite, string? PeerCertificate, Exception? Failure);
