using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.Bootstrap.Tls;

/// <summary>A new authority and a server certificate that it signed, for trying TLS out. All in PEM.</summary>
/// <param name="Authority">The certificate that clients are told to trust; its key is thrown away.</param>
/// <param name="Certificate">The server's certificate.</param>
/// <param name="Key">The server's private key.</param>
internal sealed record CertificateSet(string Authority, string Certificate, string Key)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int SerialLength = 16;

    // What browsers and mobile systems take at most for a certificate of a server.
    private static readonly TimeSpan Validity = TimeSpan.FromDays(825);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <param name="names">Host names and addresses of the server; the first is its common name.</param>
    /// <param name="now">The validity begins here.</param>
    public static CertificateSet Create(IReadOnlyList<string> names, DateTimeOffset now)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=SceNettyProxy test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        authorityRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, critical: false));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now - ClockSkew, now + Validity);

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(names[0]);
        CertificateRequest request = new(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using X509Certificate2 certificate = request.Create(
            authority, now - ClockSkew, authority.NotAfter, RandomNumberGenerator.GetBytes(SerialLength));
        return new CertificateSet(
            authority.ExportCertificatePem(), certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        SubjectAlternativeNameBuilder builder = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return builder.Build();
    }
}
