namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The exchange of MariaDB's auth_ed25519: the server sends a scramble of 32 bytes, which the client signs with its
/// password; the server keeps the public key. MariaDB page "Authentication Plugin - ed25519".
/// </summary>
public static class Ed25519Password
{
    /// <summary>The plugin's name in an auth switch. Accounts name it <c>ed25519</c>.</summary>
    public const string PluginName = "client_ed25519";

    /// <summary>Bytes of a scramble. It comes with an auth switch: that of the greeting is shorter.</summary>
    public const int ScrambleLength = 32;

    /// <summary>Bytes of a response: a signature, of an empty password too.</summary>
    public const int ResponseLength = Ed25519.SignatureLength;
}
