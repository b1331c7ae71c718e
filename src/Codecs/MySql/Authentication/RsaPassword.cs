using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// A password on a connection without TLS: with a zero byte behind it, each byte XORed with the scramble's, which is
/// repeated as needed, and encrypted with RSA (OAEP, SHA-1); protocol page "Caching_sha2_password information".
/// </summary>
public static class RsaPassword
{
    /// <summary>The password, or null where the bytes were not made with this key and this scramble.</summary>
    /// <param name="key">Holds the private key. Not shared with another thread meanwhile.</param>
    /// <param name="encrypted">One block of the key's size.</param>
    /// <param name="scramble20">What the client was sent.</param>
    public static byte[]? Decrypt(RSA key, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> scramble20)
    {
        byte[] plain;
        try
        {
            plain = key.Decrypt(encrypted, RSAEncryptionPadding.OaepSHA1);
        }
        catch (CryptographicException)
        {
            return null;
        }

        for (int i = 0; i < plain.Length; i++)
            plain[i] ^= scramble20[i % scramble20.Length];
        return plain is [.. var password, 0] ? password : null;
    }
}
