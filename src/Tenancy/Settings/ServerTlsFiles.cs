namespace SceNettyProxy.Tenancy.Settings;

/// <summary>The files that logins to servers use. Empty for none; full paths.</summary>
/// <param name="Ca">Certificates of the CAs that are trusted in place of the system's, as PEM.</param>
/// <param name="Certificate">The proxy's own certificate, with those that lead to its CA behind it, as PEM.</param>
/// <param name="Key">Its private key, as PEM.</param>
/// <param name="ServerPublicKey">The server's RSA key for passwords that travel without TLS, as PEM.</param>
public sealed record ServerTlsFiles(string Ca, string Certificate, string Key, string ServerPublicKey)
{
    public static ServerTlsFiles None { get; } = new("", "", "", "");
}
