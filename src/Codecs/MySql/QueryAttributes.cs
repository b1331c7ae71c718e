namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The attributes in front of the text of a COM_QUERY, where QUERY_ATTRIBUTES was negotiated; protocol page "COM_QUERY".
/// <code>
/// size       field
/// 1          0x03
/// lenenc     attributes
/// lenenc     sets of values: 1
/// (n + 7)/8  NULL bitmap; this and what follows only where there are attributes
/// 1          1 = types follow, which they always do
///            of each attribute: 2 type and sign, lenenc name
///            of each that is not NULL: the value, in binary
///            the text
/// </code>
/// </summary>
public static class QueryAttributes
{
    private const int MaxAttributes = ushort.MaxValue;

    /// <summary>Where the text begins in the payload; null where the payload ends before it, or is malformed.</summary>
    public static int? FindText(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        if (reader.Remaining == 0)
            return null;
        reader.Skip(1);
        if (!reader.TryReadLengthEncodedInteger(out ulong count) || count > MaxAttributes
            || !reader.TryReadLengthEncodedInteger(out ulong sets) || sets != 1)
            return null;
        if (count == 0)
            return payload.Length - reader.Remaining;

        int bitmapLength = ((int)count + 7) / 8;
        if (reader.Remaining < bitmapLength + 1)
            return null;
        ReadOnlySpan<byte> nulls = reader.ReadBytes(bitmapLength);
        if (reader.ReadByte() != 1)
            return null;
        Span<ColumnType> types = count <= 64 ? stackalloc ColumnType[(int)count] : new ColumnType[(int)count];
        foreach (ref ColumnType type in types)
        {
            if (reader.Remaining < sizeof(ushort))
                return null;
            type = (ColumnType)(reader.ReadUInt16() & byte.MaxValue);
            if (!TrySkipString(ref reader))
                return null;
        }

        for (int i = 0; i < types.Length; i++)
        {
            bool isNull = (nulls[i / 8] & (1 << (i % 8))) != 0;
            if (!isNull && !TrySkipValue(ref reader, types[i]))
                return null;
        }

        return payload.Length - reader.Remaining;
    }

    private static bool TrySkipValue(ref PayloadReader reader, ColumnType type)
    {
        int size;
        switch (type)
        {
            case ColumnType.Null:
                return true;
            case ColumnType.Tiny:
                size = 1;
                break;
            case ColumnType.Short or ColumnType.Year:
                size = 2;
                break;
            case ColumnType.Long or ColumnType.Int24 or ColumnType.Float:
                size = 4;
                break;
            case ColumnType.LongLong or ColumnType.Double:
                size = 8;
                break;
            default:
                // Dates and times have a length of one byte, which is a length-encoded one too.
                return TrySkipString(ref reader);
        }

        if (reader.Remaining < size)
            return false;
        reader.Skip(size);
        return true;
    }

    private static bool TrySkipString(ref PayloadReader reader)
    {
        if (!reader.TryReadLengthEncodedInteger(out ulong length) || length > (ulong)reader.Remaining)
            return false;
        reader.Skip((int)length);
        return true;
    }
}
