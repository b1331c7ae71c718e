namespace SceNettyProxy.Codecs.Sql;

/// <summary>Names, keywords, numbers and variables.</summary>
public ref partial struct SqlTokenizer
{
    private SqlTokenKind ReadName(bool isQualified)
    {
        byte first = text[position];
        if (!isQualified && Peek(1) == '\'')
        {
            switch (SqlText.ToUpper(first))
            {
                case (byte)'N':
                    position++;
                    return ReadString();
                case (byte)'X':
                case (byte)'B':
                    position++;
                    ReadQuoted(escapes: false);
                    return SqlTokenKind.Literal;
            }
        }

        bool isAscii = SkipName();
        if (!isAscii)
            CheckForeignSpaces();

        // The server does not look up a word that a point and a name follow without a gap: insert.a is a column.
        bool isQualifier = Peek(0) == '.' && SqlText.IsNameByte(Peek(1));
        if (isAscii && !isQualified && !isQualifier)
        {
            Keyword = SqlKeywords.Find(Text);
            if (Keyword != SqlKeyword.None)
                return SqlTokenKind.Keyword;
        }

        return IsParenthesisNext() ? SqlTokenKind.Function : SqlTokenKind.Identifier;
    }

    /// <returns>True if every byte was ASCII.</returns>
    private bool SkipName()
    {
        bool isAscii = true;
        if (reading.Charset == CharsetFamily.Plain)
        {
            ReadOnlySpan<byte> rest = text[position..];
            byte seen = 0;
            int length = 0;
            while (length < rest.Length && SqlText.IsNameByte(rest[length]))
                seen |= rest[length++];
            position += length;
            return seen < 0x80;
        }

        while (position < text.Length && SqlText.IsNameByte(text[position]))
        {
            isAscii &= text[position] < 0x80;
            position += MultiByte.Length(reading.Charset, text, position);
        }

        return isAscii;
    }

    /// <summary>
    /// Some single-byte character sets have white space at 0xA0, 0xCA or 0xFF, where utf8 has a part of a letter. Which
    /// it is matters only if it would cut out a keyword.
    /// </summary>
    private void CheckForeignSpaces()
    {
        if (reading.Charset != CharsetFamily.Plain)
            return;
        ReadOnlySpan<byte> name = Text;
        if (name.IndexOfAny((byte)0xA0, (byte)0xCA, (byte)0xFF) < 0)
            return;
        foreach (Range piece in name.SplitAny<byte>(0xA0, 0xCA, 0xFF))
            IsAmbiguous |= SqlKeywords.Find(name[piece]) != SqlKeyword.None;
    }

    private readonly bool IsParenthesisNext()
    {
        if (Peek(0) == '(')
            return true;

        SqlTokenizer ahead = this;
        while (ahead.position < text.Length)
        {
            byte b = text[ahead.position];
            if (SqlText.IsSpace(b))
                ahead.position++;
            else if (b is not ((byte)'/' or (byte)'*' or (byte)'#' or (byte)'-'))
                return b == '(';
            else if (ahead.ReadToken(b) == SqlTokenKind.Operator)
                return false;
        }

        return false;
    }

    private SqlTokenKind ReadNumber()
    {
        int start = position;
        if (text[position] == '0' && Peek(1) is (byte)'x' or (byte)'b')
        {
            bool isHex = Peek(1) == 'x';
            int end = position + 2;
            while (end < text.Length && (isHex ? char.IsAsciiHexDigit((char)text[end]) : text[end] is (byte)'0' or (byte)'1'))
                end++;
            if (end > start + 2 && (end == text.Length || !SqlText.IsNameByte(text[end])))
                return Take(end - start, SqlTokenKind.Literal);
            return ReadName(isQualified: false);
        }

        SkipDigits();
        byte next = Peek(0);
        if (next == '.')
            return ReadFraction();
        if (!SqlText.IsNameByte(next) || position == text.Length)
            return SqlTokenKind.Integer;
        if (SqlText.ToUpper(next) == 'E' && TrySkipExponent())
            return SqlTokenKind.Float;

        position = start;
        return ReadName(isQualified: false);
    }

    private SqlTokenKind ReadFraction()
    {
        position++;
        SkipDigits();
        if (SqlText.ToUpper(Peek(0)) == 'E')
            TrySkipExponent();
        return SqlTokenKind.Float;
    }

    private bool TrySkipExponent()
    {
        int sign = Peek(1) is (byte)'+' or (byte)'-' ? 1 : 0;
        if (!SqlText.IsDigit(Peek(1 + sign)))
            return false;
        position += 1 + sign;
        SkipDigits();
        return true;
    }

    private void SkipDigits()
    {
        while (position < text.Length && SqlText.IsDigit(text[position]))
            position++;
    }

    private SqlTokenKind ReadVariable()
    {
        position++;
        switch (Peek(0))
        {
            case (byte)'@':
                return Take(1, SqlTokenKind.SystemVariable);
            case (byte)'\'':
                ReadString();
                break;
            case (byte)'"':
                ReadDoubleQuoted();
                break;
            case (byte)'`':
                ReadQuoted(escapes: false);
                break;
            default:
                while (position < text.Length && (SqlText.IsNameByte(text[position]) || text[position] == '.'))
                    position++;
                break;
        }

        return SqlTokenKind.UserVariable;
    }
}
