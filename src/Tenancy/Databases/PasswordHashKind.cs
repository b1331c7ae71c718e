namespace SceNettyProxy.Tenancy.Databases;

/// <summary>In which of the servers' ways a password was hashed.</summary>
public enum PasswordHashKind
{
    /// <summary>mysql_native_password: SHA1(SHA1(password)), 20 bytes.</summary>
    DoubleSha1,

    /// <summary>caching_sha2_password: <c>$A$</c>, rounds, salt and digest as the server stores them, 70 bytes.</summary>
    Sha256Crypt,

    /// <summary>ed25519: the public key that the password makes, 32 bytes.</summary>
    Ed25519,
}
