using System.Net.Security;
using System.Security.Authentication;
using SceNettyProxy.Handlers.Tls;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>The handler that speaks TLS to one server, and why its handshake failed.</summary>
internal sealed class ServerTlsHandshake
{
    private readonly ServerCertificateCheck check;

    public ServerTlsHandshake(ServerTls tls)
    {
        check = new ServerCertificateCheck(tls);
        Handler = new TlsHandler(stream => stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = tls.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateContext = tls.Certificates.Client,
            CertificateChainPolicy = check.CreateChainPolicy(),
            RemoteCertificateValidationCallback = check.Accept,
        }));
    }

    /// <summary>To be put in front of the pipeline; it begins at once.</summary>
    public TlsHandler Handler { get; }

    /// <summary>Why the proxy or the server refused the handshake; null where the server just ended it.</summary>
    public string? Refusal(Exception cause)
    {
        if (check.Refusal is { } refusal)
            return refusal;
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException)
                return $"TLS failed: {e.InnerException?.Message ?? e.Message}";
        }

        return null;
    }
}
