using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The client's side of caching_sha2_password: the answer to a scramble of 20 bytes is
/// <c>SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble)</c>, and nothing for an empty password. The server
/// answers with AuthMoreData of one byte; protocol page "Caching_sha2_password information".
/// <code>
/// 0x03  it knows the password from before: OK follows
/// 0x04  full authentication: it needs the password itself, with a zero byte behind it inside TLS, else encrypted
/// </code>
/// </summary>
public static class CachingSha2Scramble
{
    /// <summary>The plugin's name in greeting, login and auth switch.</summary>
    public const string PluginName = "caching_sha2_password";

    /// <summary>Bytes of a scramble.</summary>
    public const int ScrambleLength = 20;

    /// <summary>Bytes of an answer to a password that is not empty.</summary>
    public const int ResponseLength = SHA256.HashSizeInBytes;

    /// <summary>From the server: the answer was right.</summary>
    public const byte FastSuccess = 0x03;

    /// <summary>From the server: the password itself is needed.</summary>
    public const byte FullAuthentication = 0x04;

    /// <summary>From the client: asks for the server's RSA key.</summary>
    public const byte PublicKeyRequest = 0x02;

    /// <summary>Writes the answer. The caller sends no bytes instead for an empty password.</summary>
    /// <exception cref="ArgumentException">The scramble does not have 20 bytes, or the destination not 32.</exception>
    public static void Scramble(ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> scramble20, Span<byte> destination32)
    {
        if (scramble20.Length != ScrambleLength)
            throw new ArgumentException("A scramble has 20 bytes.", nameof(scramble20));
        if (destination32.Length != ResponseLength)
            throw new ArgumentException("A response has 32 bytes.", nameof(destination32));

        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(passwordUtf8, once);
        Span<byte> salted = stackalloc byte[SHA256.HashSizeInBytes + ScrambleLength];
        Span<byte> twice = salted[..SHA256.HashSizeInBytes];
        SHA256.HashData(once, twice);
        scramble20.CopyTo(salted[SHA256.HashSizeInBytes..]);
        SHA256.HashData(salted, destination32);
        for (var i = 0; i < ResponseLength; i++)
            destination32[i] ^= once[i];
        CryptographicOperations.ZeroMemory(once);
        CryptographicOperations.ZeroMemory(salted);
    }
}
