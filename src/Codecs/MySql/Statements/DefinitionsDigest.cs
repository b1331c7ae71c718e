namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// A 64-bit hash (FNV-1a) over a list of column definitions: the length and the bytes of each payload in order, sequence
/// numbers left out. Lists with the same digest are taken for the same.
/// </summary>
public static class DefinitionsDigest
{
    /// <summary>The digest of no definition.</summary>
    public const ulong Empty = 0xCBF29CE484222325;

    private const ulong Prime = 0x100000001B3;

    /// <summary>The next definition begins.</summary>
    /// <param name="length">Bytes of its payload.</param>
    public static ulong AddLength(ulong digest, int length) => (digest ^ (uint)length) * Prime;

    /// <summary>More bytes of the definition, cut anywhere.</summary>
    public static ulong Add(ulong digest, ReadOnlySpan<byte> payload)
    {
        foreach (var value in payload)
            digest = (digest ^ value) * Prime;
        return digest;
    }
}
