using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

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
public sealed partial class SecretProtector
{
    /// <summary>What an encrypted value starts with.</summary>
    public const string Prefix = "aesgcm:";

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The first one encrypts.</summary>
    private readonly byte[][] keys;

    /// <param name="key">32 bytes; copied.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public SecretProtector(ReadOnlySpan<byte> key)
        : this([key.ToArray()])
    {
    }

    /// <param name="keys">As from <see cref="SecretKeyFile"/>: the first one encrypts, and all of them decrypt. Taken over.</param>
    /// <exception cref="ArgumentException">There is none, or one has another length than 32 bytes.</exception>
    public SecretProtector(IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0 || keys.Any(static key => key.Length != SecretKeyFile.KeyLength))
            throw new ArgumentException($"a key has {SecretKeyFile.KeyLength} bytes", nameof(keys));
        this.keys = [.. keys];
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
        using AesGcm aes = new(keys[0], TagLength);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceLength, plain.Length), sealedBytes.AsSpan(^TagLength..));
        CryptographicOperations.ZeroMemory(plain);
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    /// <summary>The password that <see cref="Protect"/> got.</summary>
    /// <exception cref="SecretException">The value is no encrypted one, was changed, or was made with another key.</exception>
    public string Unprotect(string value) => Unprotect(value, out _);

    /// <summary>Encrypts anew what in a JSON text was encrypted with an older key; all else stays as it is, comments too.</summary>
    /// <param name="renewed">How many values that were.</param>
    /// <exception cref="SecretException">A value was changed, or made with a key that is not known.</exception>
    public string Renew(string json, out int renewed)
    {
        int count = 0;
        string result = Values().Replace(json, found =>
        {
            string password = Unprotect(Unescape(found.Value), out int key);
            if (key == 0)
                return found.Value;
            count++;
            return Protect(password);
        });
        renewed = count;
        return result;
    }

    // Writers of JSON may escape the two characters of base64 that need it in HTML.
    private static string Unescape(string value) => value
        .Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase)
        .Replace("\\/", "/", StringComparison.Ordinal);

    [GeneratedRegex(@"aesgcm:(?:[A-Za-z0-9+/=]|\\u002[Bb]|\\/)+")]
    private static partial Regex Values();

    /// <param name="usedKey">The place of the key that it was made with.</param>
    private string Unprotect(string value, out int usedKey)
    {
        if (!IsProtected(value))
            throw new SecretException($"an encrypted value starts with \"{Prefix}\"");
        byte[] sealedBytes = new byte[value.Length];
        if (!Convert.TryFromBase64Chars(value.AsSpan(Prefix.Length), sealedBytes, out int length)
            || length < NonceLength + TagLength)
            throw new SecretException("the encrypted value is cut off or not base64");

        CryptographicException? failure = null;
        for (usedKey = 0; usedKey < keys.Length; usedKey++)
        {
            try
            {
                return Decrypt(sealedBytes.AsSpan(0, length), keys[usedKey]);
            }
            catch (CryptographicException e)
            {
                failure = e;
            }
        }

        throw new SecretException("the encrypted value was changed or made with another key", failure!);
    }

    private static string Decrypt(ReadOnlySpan<byte> sealedBytes, byte[] key)
    {
        byte[] plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        try
        {
            using AesGcm aes = new(key, TagLength);
            aes.Decrypt(
                sealedBytes[..NonceLength], sealedBytes.Slice(NonceLength, plain.Length), sealedBytes[^TagLength..], plain);
            return StrictUtf8.GetString(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
