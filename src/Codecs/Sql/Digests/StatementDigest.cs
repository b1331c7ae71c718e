using System.Globalization;

namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>The 64-bit FNV-1a hash of a statement's normalised text.</summary>
public readonly record struct StatementDigest(ulong Value)
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The digest of a normalised text.</summary>
    public static StatementDigest Of(ReadOnlySpan<byte> normalised)
    {
        ulong hash = Basis;
        foreach (byte b in normalised)
            hash = (hash ^ b) * Prime;
        return new StatementDigest(hash);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out StatementDigest digest)
    {
        digest = default;
        if (text is not { Length: 16 }
            || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value))
            return false;
        digest = new StatementDigest(value);
        return true;
    }

    /// <summary>16 hexadecimal digits in lower case.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
