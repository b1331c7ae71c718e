using SceNettyProxy.Handlers.Frontend.Tls;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>TLS to the clients of a listener. Files are PEM, their paths relative to the configuration folder.</summary>
internal sealed record ListenerTlsOptions
{
    public TlsMode Mode { get; init; } = TlsMode.Off;

    /// <summary>The certificate, then those between it and a root. Read again when it changes.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>The private key of the certificate, not encrypted. Read again when it changes.</summary>
    public string Key { get; init; } = "";

    /// <summary>Who must have signed the certificates of clients. Read again when it changes.</summary>
    public string ClientCa { get; init; } = "";

    public ClientCertificates ClientCertificates { get; init; } = ClientCertificates.None;
}
