using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The verifying side of the fast path of caching_sha2_password, which knows <c>SHA256(SHA256(password))</c>; protocol page
/// "Caching_sha2_password information". The client answers a scramble of 20 bytes with
/// <c>SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble)</c>, and an empty password with nothing or one zero
/// byte. The server goes on with one byte in an <see cref="AuthMoreData"/>:
/// <code>
/// 0x03   the password is right; OK follows
/// 0x04   the password itself is wanted: in clear under TLS, with a zero byte behind it, else encrypted
/// </code>
/// A client without TLS may ask for the server's public key by a packet of one byte, 0x02; see <see cref="RsaPassword"/>.
/// </summary>
public static class CachingSha2Verifier
{
    /// <summary>The plugin's name in greeting, login and auth switch.</summary>
    public const string PluginName = "caching_sha2_password";

    /// <summary>Bytes of an answer to a password that is not empty.</summary>
    public const int AnswerLength = SHA256.HashSizeInBytes;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    public const byte FastSuccess = 0x03;
    public const byte FullAuthentication = 0x04;
    public const byte PublicKeyRequest = 0x02;

    /// <summary>Writes SHA256(SHA256(password)).</summary>
    /// <exception cref="ArgumentException">The destination has fewer than 32 bytes.</exception>
    public static void Digest(ReadOnlySpan<byte> passwordUtf8, Span<byte> destination32)
    {
        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(passwordUtf8, once);
        SHA256.HashData(once, destination32);
        CryptographicOperations.ZeroMemory(once);
    }

    /// <summary>Whether the answer proves the password; takes the same time whichever byte differs.</summary>
    /// <param name="answer">The client's; one of another length than 32 proves nothing.</param>
    /// <param name="digest32">See <see cref="Digest"/>.</param>
    /// <param name="scramble20">What the client was sent.</param>
    /// <exception cref="ArgumentException">Digest or scramble have another length.</exception>
    public static bool Verify(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> digest32, ReadOnlySpan<byte> scramble20)
    {
        if (digest32.Length != DigestLength || scramble20.Length != NativePassword.ScrambleLength)
            throw new ArgumentException("A digest has 32 bytes, a scramble 20.", nameof(digest32));

        Span<byte> salted = stackalloc byte[DigestLength + NativePassword.ScrambleLength];
        digest32.CopyTo(salted);
        scramble20.CopyTo(salted[DigestLength..]);
        Span<byte> once = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(salted, once);
        bool hasLength = answer.Length == AnswerLength;
        for (int i = 0; hasLength && i < AnswerLength; i++)
            once[i] ^= answer[i];
        Span<byte> twice = stackalloc byte[DigestLength];
        SHA256.HashData(once, twice);
        CryptographicOperations.ZeroMemory(once);
        return CryptographicOperations.FixedTimeEquals(twice, digest32) & hasLength;
    }
}
