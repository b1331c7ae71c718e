using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tls;

/// <summary>The certificate files of one listener as they are now.</summary>
/// <param name="Identity">Null when a file is missing or unusable.</param>
/// <param name="Errors">Everything that is wrong, with the key of the file; empty when there is an identity.</param>
/// <param name="Warnings">What will be a problem for clients but keeps nobody from starting.</param>
internal sealed record TlsFiles(
    TlsIdentity? Identity, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<ConfigurationError> Warnings)
{
    /// <summary>Reads the files.</summary>
    /// <param name="options">TLS is not off.</param>
    /// <param name="source">Resolves the paths.</param>
    /// <param name="path">The path of the listener's <c>tls</c> in proxy.json.</param>
    /// <param name="now">For the period that a certificate is valid in.</param>
    public static TlsFiles Load(ListenerTlsOptions options, ConfigurationSource source, string path, DateTimeOffset now)
    {
        List<ConfigurationError> errors = [];
        List<ConfigurationError> warnings = [];
        X509Certificate2Collection chain = ReadCertificates(source, options.Certificate, $"{path}.certificate", errors);
        string key = ReadKey(source, options.Key, $"{path}.key", errors);
        X509Certificate2Collection roots = options.ClientCertificates == ClientCertificates.None
            ? []
            : ReadCertificates(source, options.ClientCa, $"{path}.clientCa", errors);
        if (errors.Count > 0)
            return new TlsFiles(null, errors, warnings);
        try
        {
            X509Certificate2 certificate = WithKey(chain[0], key);
            chain.RemoveAt(0);
            WarnOfPeriod(certificate, $"{path}.certificate", now, warnings);
            return new TlsFiles(new TlsIdentity(certificate, chain, options.ClientCertificates, roots), errors, warnings);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            errors.Add(new ConfigurationError(
                $"{path}.key", $"{source.Resolve(options.Key)} is not the private key of the certificate"));
            return new TlsFiles(null, errors, warnings);
        }
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string key) =>
        X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);

    private static X509Certificate2Collection ReadCertificates(
        ConfigurationSource source, string file, string path, List<ConfigurationError> errors)
    {
        X509Certificate2Collection found = [];
        if (ReadText(source, file, path, errors) is not { } text)
            return found;
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            found.Clear();
        }

        if (found.Count == 0)
            errors.Add(new ConfigurationError(path, $"{source.Resolve(file)} holds no certificate in PEM"));
        return found;
    }

    private static string ReadKey(ConfigurationSource source, string file, string path, List<ConfigurationError> errors)
    {
        if (ReadText(source, file, path, errors) is not { } text)
            return "";
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            errors.Add(new ConfigurationError(path, $"{source.Resolve(file)} holds no private key in PEM"));
        return text;
    }

    private static string? ReadText(ConfigurationSource source, string file, string path, List<ConfigurationError> errors)
    {
        if (file.Length == 0)
        {
            errors.Add(new ConfigurationError(path, "must name a file"));
            return null;
        }

        try
        {
            return File.ReadAllText(source.Resolve(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new ConfigurationError(
                path, e is FileNotFoundException or DirectoryNotFoundException ? $"{source.Resolve(file)} does not exist" : e.Message));
            return null;
        }
    }

    private static void WarnOfPeriod(
        X509Certificate2 certificate, string path, DateTimeOffset now, List<ConfigurationError> warnings)
    {
        if (now > certificate.NotAfter)
            warnings.Add(new ConfigurationError(path, $"the certificate expired at {certificate.NotAfter.ToUniversalTime():u}"));
        if (now < certificate.NotBefore)
            warnings.Add(new ConfigurationError(path, $"the certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}"));
    }
}
