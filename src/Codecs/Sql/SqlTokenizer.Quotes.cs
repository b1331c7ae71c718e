namespace SceNettyProxy.Codecs.Sql;

/// <summary>Strings and quoted names.</summary>
public ref partial struct SqlTokenizer
{
    private SqlTokenKind ReadString()
    {
        if (reading.ModesKnown)
            ReadQuoted((reading.Modes & SqlModes.NoBackslashEscapes) == 0);
        else
            ReadUnderEitherMode();
        return SqlTokenKind.String;
    }

    private SqlTokenKind ReadDoubleQuoted()
    {
        // As a name under ANSI_QUOTES it ends where a string without backslash escapes does.
        if (!reading.ModesKnown || (reading.Modes & SqlModes.AnsiQuotes) == 0)
            return ReadString();
        ReadQuoted(escapes: false);
        return SqlTokenKind.QuotedIdentifier;
    }

    private void ReadUnderEitherMode()
    {
        int start = position;
        ReadQuoted(escapes: false);
        int plainEnd = position;
        bool plainDoubled = HasEscapes;
        if (text[start..plainEnd].IndexOf((byte)'\\') < 0)
            return;

        position = start;
        ReadQuoted(escapes: true);
        HasEscapes |= plainDoubled;
        IsAmbiguous |= position != plainEnd;
    }

    /// <summary>Reads from the opening quote to behind the closing one.</summary>
    private void ReadQuoted(bool escapes)
    {
        byte quote = text[position++];
        while (position < text.Length)
        {
            if (reading.Charset == CharsetFamily.Plain)
            {
                ReadOnlySpan<byte> rest = text[position..];
                int next = escapes ? rest.IndexOfAny(quote, (byte)'\\') : rest.IndexOf(quote);
                if (next < 0)
                    break;
                position += next;
            }

            byte b = text[position];
            position += MultiByte.Length(reading.Charset, text, position);
            if (b == '\\' && escapes)
            {
                // The server skips one byte here, not one character.
                HasEscapes = true;
                position++;
            }
            else if (b == quote)
            {
                if (Peek(0) != quote)
                    return;
                HasEscapes = true;
                position++;
            }
        }

        position = text.Length;
        IsAmbiguous = true;
    }
}
