using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>
/// The content of <see cref="ServerTlsFiles"/>. Immutable; used by any number of connections at a time, so it is left to
/// the garbage collector.
/// </summary>
public sealed class ServerCertificates
{
    /// <summary>For connections that name no file.</summary>
    public static ServerCertificates None { get; } = new();

    /// <summary>The trusted CAs; null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; private init; }

    /// <summary>The proxy's own certificate; null for none.</summary>
    public SslStreamCertificateContext? Client { get; private init; }

    /// <summary>The server's RSA key, as PEM; null where it is not known beforehand.</summary>
    public string? ServerPublicKey { get; private init; }

    /// <summary>Reads the files; blocks while it does.</summary>
    /// <exception cref="SecretException">One is missing, not readable or has another content; the message names it.</exception>
    public static ServerCertificates Read(ServerTlsFiles files) => new()
    {
        Authorities = files.Ca.Length == 0 ? null : ReadAuthorities(files.Ca),
        Client = files.Certificate.Length == 0 && files.Key.Length == 0 ? null : ReadClient(files.Certificate, files.Key),
        ServerPublicKey = files.ServerPublicKey.Length == 0 ? null : ReadPublicKey(files.ServerPublicKey),
    };

    private static X509Certificate2Collection ReadAuthorities(string path) => Try($"{path} holds no certificate as PEM", () =>
    {
        X509Certificate2Collection found = [];
        found.ImportFromPemFile(path);
        return found.Count > 0 ? found : throw new CryptographicException("there is none in it");
    });

    private static SslStreamCertificateContext ReadClient(string certificate, string key)
    {
        if (certificate.Length == 0 || key.Length == 0)
            throw new SecretException("a certificate needs a key and a key a certificate");
        return Try($"{certificate} and {key} are no certificate and its key as PEM", () =>
        {
            X509Certificate2Collection chain = [];
            chain.ImportFromPemFile(certificate);
            // Offline: nothing is fetched to complete the chain.
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), chain, offline: true);
        });
    }

    private static string ReadPublicKey(string path) => Try($"{path} holds no RSA public key as PEM", () =>
    {
        string pem = File.ReadAllText(path);
        using RSA key = RSA.Create();
        key.ImportFromPem(pem);
        return key.ExportSubjectPublicKeyInfoPem();
    });

    private static T Try<T>(string failure, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new SecretException($"{failure}: {e.Message}", e);
        }
    }
}
