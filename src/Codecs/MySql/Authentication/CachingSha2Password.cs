using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The exchange of caching_sha2_password: the client answers a scramble of 20 bytes with
/// <c>SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble)</c>, and an empty password with nothing or one zero
/// byte. The server, which may know <c>SHA256(SHA256(password))</c> from before, goes on with one byte in an
/// <see cref="AuthMoreData"/>; protocol page "Caching_sha2_password information".
/// <code>
/// 0x03   the password is right; OK follows
/// 0x04   the password itself is wanted: inside TLS with a zero byte behind it, else encrypted
/// </code>
/// A client without TLS may ask for the server's public key by a packet of one byte, 0x02; see <see cref="RsaPassword"/>.
/// </summary>
public static class CachingSha2Password
{
    /// <summary>The plugin's name in greeting, login and auth switch.</summary>
    public const string PluginName = "caching_sha2_password";

    /// <summary>Bytes of a scramble.</summary>
    public const int ScrambleLength = 20;

    /// <summary>Bytes of a response to a password that is not empty.</summary>
    public const int ResponseLength = SHA256.HashSizeInBytes;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    /// <summary>From the server: the response was right.</summary>
    public const byte FastSuccess = 0x03;

    /// <summary>From the server: the password itself is needed.</summary>
    public const byte FullAuthentication = 0x04;

    /// <summary>From the client: asks for the server's RSA key.</summary>
    public const byte PublicKeyRequest = 0x02;

    /// <summary>Writes the client's response. The caller sends no bytes instead for an empty password.</summary>
    /// <exception cref="ArgumentException">The scramble does not have 20 bytes, or the destination not 32.</exception>
    public static void Scramble(ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> scramble20, Span<byte> destination32)
    {
        if (scramble20.Length != ScrambleLength)
            throw new ArgumentException("A scramble has 20 bytes.", nameof(scramble20));
        if (destination32.Length != ResponseLength)
            throw new ArgumentException("A response has 32 bytes.", nameof(destination32));

        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(passwordUtf8, once);
        Span<byte> salted = stackalloc byte[DigestLength + ScrambleLength];
        SHA256.HashData(once, salted[..DigestLength]);
        scramble20.CopyTo(salted[DigestLength..]);
        SHA256.HashData(salted, destination32);
        for (var i = 0; i < ResponseLength; i++)
            destination32[i] ^= once[i];
        CryptographicOperations.ZeroMemory(once);
        CryptographicOperations.ZeroMemory(salted);
    }

    /// <summary>Writes SHA256(SHA256(password)).</summary>
    /// <exception cref="ArgumentException">The destination has fewer than 32 bytes.</exception>
    public static void Digest(ReadOnlySpan<byte> passwordUtf8, Span<byte> destination32)
    {
        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(passwordUtf8, once);
        SHA256.HashData(once, destination32);
        CryptographicOperations.ZeroMemory(once);
    }

    /// <summary>Whether the response proves the password; takes the same time whichever byte differs.</summary>
    /// <param name="response">The client's; one of another length than 32 proves nothing.</param>
    /// <param name="digest32">See <see cref="Digest"/>.</param>
    /// <param name="scramble20">What the client was sent.</param>
    /// <exception cref="ArgumentException">Digest or scramble have another length.</exception>
    public static bool Verify(ReadOnlySpan<byte> response, ReadOnlySpan<byte> digest32, ReadOnlySpan<byte> scramble20)
    {
        if (digest32.Length != DigestLength || scramble20.Length != ScrambleLength)
            throw new ArgumentException("A digest has 32 bytes, a scramble 20.", nameof(digest32));

        Span<byte> salted = stackalloc byte[DigestLength + ScrambleLength];
        digest32.CopyTo(salted);
        scramble20.CopyTo(salted[DigestLength..]);
        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(salted, once);
        bool hasLength = response.Length == ResponseLength;
        for (int i = 0; hasLength && i < ResponseLength; i++)
            once[i] ^= response[i];
        Span<byte> twice = stackalloc byte[DigestLength];
        SHA256.HashData(once, twice);
        CryptographicOperations.ZeroMemory(once);
        return CryptographicOperations.FixedTimeEquals(twice, digest32) & hasLength;
    }
}
