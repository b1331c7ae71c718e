namespace SceNettyProxy.Testing.Servers;

/// <summary>
/// The PEM files of a <see cref="MariaDbCluster"/>, all of one private CA. The server's certificate is for 127.0.0.1 and
/// localhost.
/// </summary>
/// <param name="Folder">Where they are.</param>
public sealed record TlsFiles(string Folder)
{
    /// <summary>The CA's certificate.</summary>
    public string Ca => Path.Combine(this.Folder, "ca.pem");

    /// <summary>The CA's key, for certificates of a test's own.</summary>
    public string CaKey => Path.Combine(this.Folder, "ca-key.pem");

    /// <summary>The certificate of every server.</summary>
    public string ServerCertificate => Path.Combine(this.Folder, "server-cert.pem");

    /// <summary>Its key.</summary>
    public string ServerKey => Path.Combine(this.Folder, "server-key.pem");

    /// <summary>A client's certificate.</summary>
    public string ClientCertificate => Path.Combine(this.Folder, "client-cert.pem");

    /// <summary>Its key.</summary>
    public string ClientKey => Path.Combine(this.Folder, "client-key.pem");
}
