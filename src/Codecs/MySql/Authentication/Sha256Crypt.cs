using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// What MySQL stores for an account of caching_sha2_password: the digest of SHA-crypt ("Unix crypt using SHA-256", $5$) over
/// the password, with a salt of 20 bytes.
/// <code>
/// offset  size  field
/// 0       3     $A$
/// 3       3     thousands of rounds, hexadecimal
/// 6       1     $
/// 7       20    salt
/// 27      43    digest, in the base64 of crypt
/// </code>
/// </summary>
public static class Sha256Crypt
{
    /// <summary>Bytes of a stored hash.</summary>
    public const int Length = DigestOffset + DigestLength;

    /// <summary>The longest password that servers take, in bytes.</summary>
    public const int MaxPassword = 256;

    private const int RoundsOffset = 3;
    private const int RoundsLength = 3;
    private const int SaltOffset = 7;
    private const int SaltLength = 20;
    private const int DigestOffset = SaltOffset + SaltLength;
    private const int DigestLength = 43;
    private const int RoundsUnit = 1000;
    private const int HashSize = SHA256.HashSizeInBytes;

    private static readonly SearchValues<byte> Characters = SearchValues.Create(Alphabet);

    private static ReadOnlySpan<byte> Alphabet => "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8;

    private static ReadOnlySpan<byte> Start => "$A$"u8;

    /// <summary>Whether the bytes have the form of a stored hash, with at least one thousand rounds.</summary>
    public static bool IsValid(ReadOnlySpan<byte> stored) =>
        stored.Length == Length
        && stored.StartsWith(Start)
        && stored[SaltOffset - 1] == (byte)'$'
        && Rounds(stored) > 0
        && !stored[DigestOffset..].ContainsAnyExcept(Characters);

    /// <summary>Whether that is the password. Takes a millisecond and more: not for an event loop.</summary>
    /// <exception cref="ArgumentException">The stored hash is none.</exception>
    public static bool Verify(ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> stored)
    {
        if (!IsValid(stored))
            throw new ArgumentException("No hash of that form.", nameof(stored));
        if (passwordUtf8.Length > MaxPassword)
            return false;
        Span<byte> digest = stackalloc byte[HashSize];
        Compute(passwordUtf8, stored.Slice(SaltOffset, SaltLength), Rounds(stored), digest);
        Span<byte> text = stackalloc byte[DigestLength];
        Encode(digest, text);
        return CryptographicOperations.FixedTimeEquals(text, stored[DigestOffset..]);
    }

    private static int Rounds(ReadOnlySpan<byte> stored) =>
        int.TryParse(stored.Slice(RoundsOffset, RoundsLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int thousands)
            ? thousands * RoundsUnit
            : 0;

    private static void Compute(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds, Span<byte> digest)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> alternate = stackalloc byte[HashSize];
        hash.AppendData(password);
        hash.AppendData(salt);
        hash.AppendData(password);
        hash.GetHashAndReset(alternate);

        hash.AppendData(password);
        hash.AppendData(salt);
        AppendCycled(hash, alternate, password.Length);
        for (int bits = password.Length; bits > 0; bits >>= 1)
            hash.AppendData((bits & 1) != 0 ? alternate : password);
        hash.GetHashAndReset(digest);

        Span<byte> block = stackalloc byte[HashSize];
        for (int i = 0; i < password.Length; i++)
            hash.AppendData(password);
        hash.GetHashAndReset(block);
        Span<byte> passwordBytes = stackalloc byte[password.Length];
        FillCycled(passwordBytes, block);

        int saltTimes = 16 + digest[0];
        for (int i = 0; i < saltTimes; i++)
            hash.AppendData(salt);
        hash.GetHashAndReset(block);
        Span<byte> saltBytes = stackalloc byte[SaltLength];
        FillCycled(saltBytes, block);

        for (int round = 0; round < rounds; round++)
        {
            bool isOdd = (round & 1) != 0;
            hash.AppendData(isOdd ? passwordBytes : digest);
            if (round % 3 != 0)
                hash.AppendData(saltBytes);
            if (round % 7 != 0)
                hash.AppendData(passwordBytes);
            hash.AppendData(isOdd ? digest : passwordBytes);
            hash.GetHashAndReset(digest);
        }

        CryptographicOperations.ZeroMemory(passwordBytes);
    }

    private static void AppendCycled(IncrementalHash hash, ReadOnlySpan<byte> block, int length)
    {
        for (; length > block.Length; length -= block.Length)
            hash.AppendData(block);
        hash.AppendData(block[..length]);
    }

    private static void FillCycled(Span<byte> destination, ReadOnlySpan<byte> block)
    {
        for (; destination.Length > block.Length; destination = destination[block.Length..])
            block.CopyTo(destination);
        block[..destination.Length].CopyTo(destination);
    }

    /// <summary>Groups of three bytes, taken in the order of crypt, give four characters each, the lowest bits first.</summary>
    private static void Encode(ReadOnlySpan<byte> digest, Span<byte> text)
    {
        int position = 0;
        (int a, int b, int c) = (0, 10, 20);
        for (int group = 0; group < 10; group++)
        {
            Put(text, ref position, digest[a] << 16 | digest[b] << 8 | digest[c], 4);
            (a, b, c) = (c + 1, a + 1, b + 1);
        }

        Put(text, ref position, digest[31] << 8 | digest[30], 3);
    }

    private static void Put(Span<byte> text, ref int position, int bits, int characters)
    {
        for (int i = 0; i < characters; i++, bits >>= 6)
            text[position++] = Alphabet[bits & 0x3F];
    }
}
