using System.Buffers;
using System.Globalization;
using System.Text;

namespace SceNettyProxy.Tenancy.Databases;

/// <summary>
/// A password of which only a hash is known, in one of the notations that servers print:
/// <code>
/// *&lt;40 hexadecimal digits&gt;                                mysql_native_password
/// $A$&lt;3 hexadecimal digits&gt;$&lt;20 characters&gt;&lt;43 characters&gt;  caching_sha2_password
/// 0x&lt;140 hexadecimal digits&gt;                              the same, as SHOW CREATE USER prints it where the salt is no text
/// &lt;43 characters of base64&gt;                               ed25519
/// </code>
/// Immutable and equal by value. <see cref="ToString"/> tells the kind only: a hash of the first kind is as good as a password
/// to whoever listens on a connection.
/// </summary>
public sealed record PasswordHash
{
    private const int DoubleSha1Digits = 40;
    private const int Sha256CryptLength = 70;
    private const int Ed25519Characters = 43;

    private static readonly SearchValues<byte> CryptCharacters =
        SearchValues.Create("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    public required PasswordHashKind Kind { get; init; }

    /// <summary>See <see cref="PasswordHashKind"/> for what it holds.</summary>
    public required EquatableArray<byte> Value { get; init; }

    /// <summary>Reads any of the notations; null where the text is none of them.</summary>
    public static PasswordHash? Parse(string text)
    {
        if (text.StartsWith('*'))
            return FromHex(PasswordHashKind.DoubleSha1, text.AsSpan(1), DoubleSha1Digits);
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            PasswordHash? hash = FromHex(PasswordHashKind.Sha256Crypt, text.AsSpan(2), 2 * Sha256CryptLength);
            return hash is not null && IsCrypt(hash.Value.AsSpan()) ? hash : null;
        }

        if (text.StartsWith("$A$", StringComparison.Ordinal))
        {
            byte[] bytes = Encoding.Latin1.GetBytes(text);
            return Ascii.IsValid(text) && IsCrypt(bytes) ? Of(PasswordHashKind.Sha256Crypt, bytes) : null;
        }

        if (text.Length != Ed25519Characters)
            return null;
        byte[] key = new byte[(Ed25519Characters + 1) / 4 * 3];
        return Convert.TryFromBase64String(text + "=", key, out int length) ? Of(PasswordHashKind.Ed25519, key[..length]) : null;
    }

    public override string ToString() => Kind.ToString();

    private static PasswordHash Of(PasswordHashKind kind, byte[] value) => new() { Kind = kind, Value = [.. value] };

    private static PasswordHash? FromHex(PasswordHashKind kind, ReadOnlySpan<char> digits, int count)
    {
        if (digits.Length != count)
            return null;
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
                return null;
        }

        return Of(kind, Convert.FromHexString(digits));
    }

    private static bool IsCrypt(ReadOnlySpan<byte> stored)
    {
        const int RoundsOffset = 3;
        const int RoundsEnd = 6;
        const int DigestLength = 43;
        if (stored.Length != Sha256CryptLength || !stored.StartsWith("$A$"u8) || stored[RoundsEnd] != (byte)'$')
            return false;
        bool hasRounds = int.TryParse(
            stored[RoundsOffset..RoundsEnd], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int thousands);
        return hasRounds && thousands > 0 && !stored[^DigestLength..].ContainsAnyExcept(CryptCharacters);
    }
}
