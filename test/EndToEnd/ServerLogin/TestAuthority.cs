using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.EndToEnd.ServerLogin;

/// <summary>A CA of one test, with files in a folder of its own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 authority;

    public TestAuthority()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=A test's own CA", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-9), DateTimeOffset.UtcNow.AddDays(9));
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
    }

    /// <summary>Where its files are.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("sceproxy-ca.").FullName;

    public string CaFile => Path.Combine(Folder, "ca.pem");

    public string CertificateFile => Path.Combine(Folder, "server.pem");

    public string KeyFile => Path.Combine(Folder, "server-key.pem");

    /// <summary>A certificate for one address, written to <see cref="CertificateFile"/> and <see cref="KeyFile"/> too.</summary>
    public X509Certificate2 Issue(string address, bool isExpired = false)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=a server", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 issued = request.Create(
            authority, now.AddDays(-8), isExpired ? now.AddDays(-1) : now.AddDays(8), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CertificateFile, issued.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        return X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
    }

    public void Dispose()
    {
        authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
