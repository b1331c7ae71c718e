using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Certificates;
using SceNettyProxy.Testing.Proxy;

namespace SceNettyProxy.EndToEnd.Encryption;

/// <summary>Certificate files of one test, removed at its end.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sceproxy-tls.").FullName;

    /// <summary>A root with a server certificate.</summary>
    public CertificateFolder()
    {
        this.Issue();
        File.WriteAllText(this.RootFile, this.Root.Pem);
    }

    public TestAuthority Root { get; } = TestAuthority.Create();

    public string RootFile => Path.Combine(this.folder, "ca.pem");

    public string CertificateFile => Path.Combine(this.folder, "cert.pem");

    public string KeyFile => Path.Combine(this.folder, "key.pem");

    /// <summary>Writes a new server certificate, which it returns, and its key, each in one step.</summary>
    public X509Certificate2 Issue(string name = "localhost", TestAuthority? signer = null)
    {
        var certificate = (signer ?? this.Root).Issue(name);
        var chain = signer is null ? certificate.ExportCertificatePem() : $"{certificate.ExportCertificatePem()}\n{signer.Pem}";
        this.Replace(this.KeyFile, TestAuthority.KeyPem(certificate));
        this.Replace(this.CertificateFile, chain);
        return certificate;
    }

    /// <summary>Puts any text in a file's place.</summary>
    public void Replace(string file, string content)
    {
        File.WriteAllText($"{file}.new", content);
        File.Move($"{file}.new", file, overwrite: true);
    }

    /// <summary>A client's certificate and key as files.</summary>
    public (string Certificate, string Key) IssueClient(string name, TestAuthority? signer = null)
    {
        using var certificate = (signer ?? this.Root).Issue(name);
        var files = (Path.Combine(this.folder, $"{name}-cert.pem"), Path.Combine(this.folder, $"{name}-key.pem"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(files.Item2, TestAuthority.KeyPem(certificate));
        return files;
    }

    /// <summary>Turns TLS on for the one listener.</summary>
    public void Use(ProxyConfiguration configuration, string mode = "optional", string clientCertificates = "none") =>
        configuration.Proxy["listeners"]![0]!["tls"] = new JsonObject
        {
            ["mode"] = mode,
            ["certificate"] = this.CertificateFile,
            ["key"] = this.KeyFile,
            ["clientCa"] = clientCertificates == "none" ? string.Empty : this.RootFile,
            ["clientCertificates"] = clientCertificates,
        };

    public void Dispose()
    {
        this.Root.Dispose();
        Directory.Delete(this.folder, recursive: true);
    }
}
