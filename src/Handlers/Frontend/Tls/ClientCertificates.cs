namespace SceNettyProxy.Handlers.Frontend.Tls;

/// <summary>Whether clients show a certificate. One that is shown must be valid.</summary>
public enum ClientCertificates
{
    /// <summary>Not asked for.</summary>
    None,

    /// <summary>Asked for; a client may have none.</summary>
    Request,

    /// <summary>Without one the TLS handshake fails.</summary>
    Require,
}
