namespace SceNettyProxy.Codecs.Sql;

/// <summary>Finds the characters whose last byte may look like a quote, a backslash or a letter.</summary>
internal static class MultiByte
{
    /// <summary>
    /// The bytes that the server takes for one character at <paramref name="position"/>. 1 also for a lead byte without
    /// a fitting trail byte, as in the server, where such a byte does not protect the one behind it.
    /// </summary>
    public static int Length(CharsetFamily family, ReadOnlySpan<byte> text, int position)
    {
        byte lead = text[position];
        if (lead < 0x80 || family == CharsetFamily.Plain || position + 1 >= text.Length)
            return 1;

        byte trail = text[position + 1];
        return family switch
        {
            CharsetFamily.Big5 => lead is >= 0xA1 and <= 0xF9 && trail is (>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE) ? 2 : 1,
            CharsetFamily.Gbk => lead is >= 0x81 and <= 0xFE && trail is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE) ? 2 : 1,
            CharsetFamily.Sjis => lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC)
                && trail is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC) ? 2 : 1,
            CharsetFamily.Gb18030 => Gb18030Length(text[position..]),
            _ => 1,
        };
    }

    private static int Gb18030Length(ReadOnlySpan<byte> character)
    {
        if (character[0] is < 0x81 or > 0xFE)
            return 1;
        if (character[1] is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE))
            return 2;
        return character.Length >= 4 && character[1] is >= 0x30 and <= 0x39 && character[2] is >= 0x81 and <= 0xFE
            && character[3] is >= 0x30 and <= 0x39 ? 4 : 1;
    }
}
