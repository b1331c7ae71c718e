using System.Security.Authentication;
using DotNetty.Handlers.Tls;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>The handler that speaks TLS to one server, and why its handshake failed.</summary>
internal sealed class ServerTlsHandshake
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly ServerCertificateCheck check;

    public ServerTlsHandshake(ServerTls tls)
    {
        check = new ServerCertificateCheck(tls);
        Handler = new TlsHandler(
            stream => new ServerSslStream(stream, tls, check),
            new ClientTlsSettings(Protocols, checkCertificateRevocation: false, [], tls.Host));
    }

    /// <summary>To be put in front of the pipeline; it begins at once.</summary>
    public TlsHandler Handler { get; }

    /// <summary>
    /// Why the proxy or the server refused the handshake; null where the connection just ended.
    /// </summary>
    public string? Refusal(Exception? cause)
    {
        if (check.Refusal is { } refusal)
            return refusal;
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is AuthenticationException or NotSslRecordException)
                return $"TLS failed: {e.InnerException?.Message ?? e.Message}";
        }

        return null;
    }
}
