using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.Testing.Certificates;

/// <summary>A certificate authority of one test, and the certificates that it signs.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly HashAlgorithmName Hash = HashAlgorithmName.SHA256;

    private TestAuthority(X509Certificate2 certificate) => this.Certificate = certificate;

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate in PEM.</summary>
    public string Pem => this.Certificate.ExportCertificatePem();

    /// <summary>A root that signs itself.</summary>
    public static TestAuthority Create(string name = "test root")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(name, key, isAuthority: true);
        return new TestAuthority(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10)));
    }

    /// <summary>An authority that this one has signed.</summary>
    public TestAuthority CreateIntermediate(string name = "test intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = this.Sign(RequestFor(name, key, isAuthority: true), -9, 9);
        return new TestAuthority(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>A certificate for servers and clients alike, with its private key.</summary>
    /// <param name="name">The common name.</param>
    /// <param name="firstDay">When the validity begins, in days from now.</param>
    /// <param name="lastDay">When it ends.</param>
    /// <param name="address">The IP address that it is for, besides <c>localhost</c>.</param>
    public X509Certificate2 Issue(
        string name = "localhost", int firstDay = -1, int lastDay = 1, string address = "127.0.0.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = this.Sign(RequestFor(name, key, isAuthority: false, address), firstDay, lastDay);
        using var whole = certificate.CopyWithPrivateKey(key);
        // Through PKCS#12, as a key that was never saved cannot be used for TLS everywhere.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The private key of a certificate in PEM.</summary>
    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <inheritdoc/>
    public void Dispose() => this.Certificate.Dispose();

    private static CertificateRequest RequestFor(string name, ECDsa key, bool isAuthority, string address = "127.0.0.1")
    {
        var request = new CertificateRequest($"CN={name}", key, Hash);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            return request;
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], false));
        return request;
    }

    private X509Certificate2 Sign(CertificateRequest request, int firstDay, int lastDay) => request.Create(
        this.Certificate,
        DateTimeOffset.UtcNow.AddDays(firstDay),
        DateTimeOffset.UtcNow.AddDays(lastDay),
        RandomNumberGenerator.GetBytes(8));
}
