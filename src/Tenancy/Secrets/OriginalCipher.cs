using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>
/// Reads passwords that the original system encrypted: AES-128 in OFB mode with a key and an IV that are the same
/// everywhere, as hexadecimal digits. It hides nothing, so there is no way here to write it. Any thread.
/// </summary>
public static class OriginalCipher
{
    /// <summary>
    /// What such a value starts with in databases.json, where values of other kinds may stand too. ZooKeeper trees of the
    /// original hold it without.
    /// </summary>
    public const string Prefix = "sce1:";

    private const int BlockLength = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // "saltsalt" and zero bytes up to the length of a key.
    private static ReadOnlySpan<byte> Key => "saltsalt\0\0\0\0\0\0\0\0"u8;

    private static ReadOnlySpan<byte> Iv =>
        [0x67, 0x23, 0x94, 0xEF, 0x4C, 0xD5, 0x2F, 0x76, 0xFF, 0xDE, 0x7B, 0xB0, 0x6A, 0x86, 0x62, 0x5C];

    /// <summary>Whether the value starts with <see cref="Prefix"/>.</summary>
    public static bool IsMarked(string value) => value.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The password of a value with <see cref="Prefix"/>.</summary>
    /// <exception cref="SecretException">The value is none.</exception>
    public static string DecryptMarked(string value) => IsMarked(value)
        ? Decrypt(value[Prefix.Length..])
        : throw new SecretException($"such a value starts with \"{Prefix}\"");

    /// <summary>The password of a value as the original stored it.</summary>
    /// <exception cref="SecretException">The value is none.</exception>
    public static string Decrypt(string hexadecimal)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(hexadecimal);
        }
        catch (FormatException e)
        {
            throw new SecretException("the value of the original's cipher is not hexadecimal", e);
        }

        using Aes aes = Aes.Create();
        aes.Key = Key.ToArray();
        // Each block of the key stream is the one before, encrypted.
        Span<byte> stream = stackalloc byte[BlockLength];
        Iv.CopyTo(stream);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i % BlockLength == 0)
                aes.EncryptEcb(stream, stream, PaddingMode.None);
            bytes[i] ^= stream[i % BlockLength];
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new SecretException("the value was not made with the original's cipher", e);
        }
    }
}
