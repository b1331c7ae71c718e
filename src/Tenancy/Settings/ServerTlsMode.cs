namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Whether a connection to a server uses TLS, and how far the server is verified; each demands more than the one
/// before.</summary>
public enum ServerTlsMode
{
    /// <summary>Never.</summary>
    Disabled,

    /// <summary>
    /// Where the server offers it, except to a loopback address: those bytes never leave the machine, and to encrypt each
    /// of them twice is what a proxy beside its server would pay most for. Nothing is verified.
    /// </summary>
    Preferred,

    /// <summary>Always, without verifying the server: safe from those who listen, not from those who step in between.</summary>
    Required,

    /// <summary>Always; the server's certificate is valid and of a known CA.</summary>
    VerifyCa,

    /// <summary>As <see cref="VerifyCa"/>, and it is for the host that the registry names.</summary>
    VerifyIdentity,
}
