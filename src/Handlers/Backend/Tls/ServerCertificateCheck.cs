using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>Verifies the certificate of one server, and keeps why it was refused. One handshake.</summary>
internal sealed class ServerCertificateCheck(ServerTls tls)
{
    /// <summary>For the log; null when the certificate was not refused.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Nothing is asked of other hosts: neither revocation lists nor missing links of the chain.</summary>
    public X509ChainPolicy CreateChainPolicy()
    {
        X509ChainPolicy policy = new() { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (tls.Certificates.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    /// <summary>The callback of the handshake.</summary>
    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (tls.Mode < ServerTlsMode.VerifyCa)
            return true;
        if (tls.Mode == ServerTlsMode.VerifyCa)
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        if (errors == SslPolicyErrors.None)
            return true;
        Refusal = Describe(certificate, chain, errors);
        return false;
    }

    private string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server)
            return "the server has no certificate";
        List<string> reasons = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add($"it is not for the host '{tls.Host}'");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
                reasons.Add(Describe(server, status));
        }

        return $"the server's certificate ({server.Subject}) is refused: {string.Join("; ", reasons)}";
    }

    private static string Describe(X509Certificate2 server, X509ChainStatus status) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid =>
            $"it, or one above it, is expired or not valid yet (it is valid from {server.NotBefore:u} to {server.NotAfter:u})",
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => "its CA is not trusted, see pool.tlsCa",
        _ => status.StatusInformation.Trim(),
    };
}
