namespace SceNettyProxy.Codecs.Sql;

/// <summary>Helpers on pieces of statement text. Nothing here allocates or throws on any byte sequence.</summary>
public static class SqlText
{
    /// <summary>ASCII letters compare without case, all other bytes as they are.</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (ToUpper(left[i]) != ToUpper(right[i]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The bytes that a quoted name or string stands for: without its quotes, doubled quotes as one, backslash escapes
    /// undone in strings where the modes have them. Text without quotes is copied as it is.
    /// </summary>
    /// <param name="text">A name or string as written, one token.</param>
    /// <param name="reading">Charset and modes under which it was written. Unknown modes count as the default ones.</param>
    /// <param name="destination">Receives the bytes; <c>text.Length</c> bytes are always enough.</param>
    /// <param name="written">How many were written; 0 when false is returned.</param>
    /// <returns>False where <paramref name="destination"/> is too short or the quotes do not match.</returns>
    public static bool TryUnquote(ReadOnlySpan<byte> text, SqlReading reading, Span<byte> destination, out int written)
    {
        written = 0;
        if (text.IsEmpty || text[0] is not ((byte)'`' or (byte)'"' or (byte)'\''))
        {
            if (!text.TryCopyTo(destination))
                return false;
            written = text.Length;
            return true;
        }

        byte quote = text[0];
        if (text.Length < 2 || text[^1] != quote)
            return false;

        bool isString = quote == '\'' || (quote == '"' && (reading.Modes & SqlModes.AnsiQuotes) == 0);
        bool escapes = isString && (reading.Modes & SqlModes.NoBackslashEscapes) == 0;
        ReadOnlySpan<byte> inner = text[1..^1];
        int length = 0;
        for (int i = 0; i < inner.Length;)
        {
            int size = MultiByte.Length(reading.Charset, inner, i);
            if (length + size > destination.Length)
                return false;
            if (size > 1)
            {
                inner.Slice(i, size).CopyTo(destination[length..]);
                i += size;
                length += size;
                continue;
            }

            byte b = inner[i++];
            if (b == quote && i < inner.Length && inner[i] == quote)
            {
                i++;
            }
            else if (b == '\\' && escapes && i < inner.Length)
            {
                b = inner[i++];
                if (b is (byte)'%' or (byte)'_')
                {
                    // These two keep their backslash, for LIKE.
                    if (length + 2 > destination.Length)
                        return false;
                    destination[length++] = (byte)'\\';
                }
                else
                {
                    b = Unescape(b);
                }
            }

            destination[length++] = b;
        }

        written = length;
        return true;
    }

    /// <summary>True if a name as written, quoted or not, is <paramref name="name"/> in any ASCII case.</summary>
    public static bool NameEquals(ReadOnlySpan<byte> written, ReadOnlySpan<byte> name)
    {
        // A name that needs more than the plain quotes is none of those that the proxy looks for.
        if (written.Length >= 2 && written[0] is (byte)'`' or (byte)'"' or (byte)'\'' && written[^1] == written[0])
            written = written[1..^1];
        return EqualsIgnoreCase(written, name);
    }

    internal static byte ToUpper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b;

    internal static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    internal static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);

    /// <summary>A byte of a bare name. Bytes from 0x80 count: what they are depends on the character set.</summary>
    internal static bool IsNameByte(byte b) =>
        b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9')
            or (byte)'_' or (byte)'$' or >= 0x80;

    private static byte Unescape(byte b) => b switch
    {
        (byte)'0' => 0,
        (byte)'b' => 8,
        (byte)'t' => 9,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'Z' => 26,
        _ => b,
    };
}
