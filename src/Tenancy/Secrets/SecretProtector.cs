using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>
/// Encrypts passwords for configuration files with AES-256-GCM, so that a changed value is noticed. Any thread.
/// </summary>
/// <remarks>
/// <code>
/// aesgcm:&lt;base64&gt;
/// offset  size  field
/// 0       12    nonce, random
/// 12      n     the password in UTF-8, encrypted
/// 12+n    16    tag
/// </code>
/// </remarks>
public sealed class SecretProtector
{
    /// <summary>What an encrypted value starts with.</summary>
    public const string Prefix = "aesgcm:";

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly byte[] key;

    /// <param name="key">32 bytes, as from <see cref="SecretKeyFile"/>; copied.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public SecretProtector(ReadOnlySpan<byte> key)
    {
        if (key.Length != SecretKeyFile.KeyLength)
            throw new ArgumentException($"a key has {SecretKeyFile.KeyLength} bytes", nameof(key));
        this.key = key.ToArray();
    }

    /// <summary>Whether the value is an encrypted one.</summary>
    public static bool IsProtected(string value) => value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Encrypts a password; each call gives another text.</summary>
    public string Protect(string password)
    {
        byte[] plain = StrictUtf8.GetBytes(password);
        byte[] sealedBytes = new byte[NonceLength + plain.Length + TagLength];
        Span<byte> nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(key, TagLength);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(^TagLength..));
        CryptographicOperations.ZeroMemory(plain);
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    /// <summary>The password that <see cref="Protect"/> got.</summary>
    /// <exception cref="SecretException">The value is no encrypted one, was changed, or was made with another key.</exception>
    public string Unprotect(string value)
    {
        if (!IsProtected(value))
            throw new SecretException($"an encrypted value starts with \"{Prefix}\"");
        byte[] sealedBytes = new byte[value.Length];
        if (!Convert.TryFromBase64Chars(value.AsSpan(Prefix.Length), sealedBytes, out int length)
            || length < NonceLength + TagLength)
            throw new SecretException("the encrypted value is cut off or not base64");

        byte[] plain = new byte[length - NonceLength - TagLength];
        try
        {
            using AesGcm aes = new(key, TagLength);
            aes.Decrypt(
                sealedBytes.AsSpan(0, NonceLength),
                sealedBytes.AsSpan(NonceLength, plain.Length),
                sealedBytes.AsSpan(length - TagLength, TagLength),
                plain);
            return StrictUtf8.GetString(plain);
        }
        catch (CryptographicException e)
        {
            throw new SecretException("the encrypted value was changed or made with another key", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
