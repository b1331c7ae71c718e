using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The client's side of a password that travels without TLS (caching_sha2_password, sha256_password): the password with a
/// zero byte behind it, each byte XORed with the scramble's, which is repeated as needed, encrypted by RSA with OAEP and
/// SHA-1 padding.
/// </summary>
public static class RsaPasswordEncryption
{
    /// <summary>Bits of the largest key that is taken: a server could make its client work for long by a larger one.</summary>
    public const int MaxKeyBits = 16 * 1024;

    /// <summary>Encrypts a password.</summary>
    /// <param name="passwordUtf8">The password, without a zero byte.</param>
    /// <param name="scramble">What the server has sent: 20 bytes.</param>
    /// <param name="publicKeyPem">The server's key: the text of a PEM file, in bytes.</param>
    /// <returns>One block of the key's size.</returns>
    /// <exception cref="MySqlProtocolException">There is no RSA key in the text, or none that can hold the password.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> scramble, ReadOnlySpan<byte> publicKeyPem)
    {
        if (scramble.IsEmpty)
            throw new ArgumentException("A scramble is not empty.", nameof(scramble));
        var masked = new byte[passwordUtf8.Length + 1];
        passwordUtf8.CopyTo(masked);
        for (var i = 0; i < masked.Length; i++)
            masked[i] ^= scramble[i % scramble.Length];
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(Encoding.ASCII.GetString(publicKeyPem));
            if (key.KeySize > MaxKeyBits)
                MySqlProtocolException.Throw(ProtocolError.TooLarge, "The server's RSA key is larger than 16384 bits.");
            return key.Encrypt(masked, RSAEncryptionPadding.OaepSHA1);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new MySqlProtocolException(ProtocolError.Malformed, "The server's RSA key cannot be used.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(masked);
        }
    }
}
