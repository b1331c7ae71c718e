using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.Handlers.Frontend.Tls;

/// <summary>
/// Who a listener is towards its clients, and whose certificates it takes. Immutable; any thread. Sessions keep the one that
/// they began with.
/// </summary>
public sealed class TlsIdentity
{
    /// <param name="certificate">With its private key.</param>
    /// <param name="chain">Certificates between it and a root, which are sent along.</param>
    /// <param name="clients">Whether clients show a certificate.</param>
    /// <param name="clientRoots">Who must have signed those.</param>
    public TlsIdentity(
        X509Certificate2 certificate,
        X509Certificate2Collection chain,
        ClientCertificates clients,
        X509Certificate2Collection clientRoots)
    {
        Options = new SslServerAuthenticationOptions
        {
            // Offline: a certificate that is missing in the file is not fetched from the network.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateRequired = clients != ClientCertificates.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (clients == ClientCertificates.None)
            return;
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(clientRoots);
        Options.CertificateChainPolicy = policy;
        Options.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
            shown is null ? clients == ClientCertificates.Request : errors == SslPolicyErrors.None;
    }

    internal SslServerAuthenticationOptions Options { get; }
}
