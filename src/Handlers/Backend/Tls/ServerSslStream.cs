using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>
/// The client's side of TLS to a server. The handler that drives it knows the older form of the handshake only, which
/// neither takes a chain policy nor a certificate with its chain; so the newer one is put in its place here.
/// </summary>
internal sealed class ServerSslStream(Stream inner, ServerTls tls, ServerCertificateCheck check)
    : SslStream(inner, leaveInnerStreamOpen: true)
{
    public override Task AuthenticateAsClientAsync(
        string targetHost,
        X509CertificateCollection? clientCertificates,
        SslProtocols enabledSslProtocols,
        bool checkCertificateRevocation) => AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = targetHost,
                EnabledSslProtocols = enabledSslProtocols,
                ClientCertificateContext = tls.Certificates.Client,
                CertificateChainPolicy = check.CreateChainPolicy(),
                RemoteCertificateValidationCallback = check.Accept,
            },
            CancellationToken.None);
}
