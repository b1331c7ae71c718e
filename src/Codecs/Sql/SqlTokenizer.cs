namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// Cuts statement text into tokens where the server's lexer does. White space is left out, comments are not. Reads the
/// caller's bytes in place, allocates nothing and throws on no byte sequence; every byte is looked at a bounded number of times.
/// </summary>
public ref partial struct SqlTokenizer
{
    private readonly ReadOnlySpan<byte> text;
    private readonly SqlReading reading;
    private readonly bool skipsConditionalComments;
    private int position;
    private int executableCommentSkipEnd;

    public SqlTokenizer(ReadOnlySpan<byte> text, SqlReading reading)
        : this(text, reading, skipsConditionalComments: false)
    {
    }

    /// <param name="text">What to read.</param>
    /// <param name="reading">How to read it.</param>
    /// <param name="skipsConditionalComments">Read executable comments that some server skips as comments.</param>
    internal SqlTokenizer(ReadOnlySpan<byte> text, SqlReading reading, bool skipsConditionalComments)
    {
        this.text = text;
        this.reading = reading;
        this.skipsConditionalComments = skipsConditionalComments;
    }

    public SqlTokenKind Kind { get; private set; }

    /// <summary>Which keyword the token is; None for every other kind.</summary>
    public SqlKeyword Keyword { get; private set; }

    /// <summary>The token's first byte, as an offset into the text.</summary>
    public int Start { get; private set; }

    /// <summary>Bytes of the token, quotes included.</summary>
    public readonly int Length => position - Start;

    /// <summary>The token's bytes as written.</summary>
    public readonly ReadOnlySpan<byte> Text => text[Start..position];

    /// <summary>The token is quoted and holds a backslash escape or a doubled quote.</summary>
    public bool HasEscapes { get; private set; }

    /// <summary>
    /// Something up to here may be read in more than one way: it hangs on a mode or a version that is not known, or a
    /// string, comment or quoted name does not end.
    /// </summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>The token stands in an executable comment.</summary>
    public bool IsInExecutableComment { get; private set; }

    /// <summary>Up to here there was an executable comment that some servers read as a comment, by its version.</summary>
    internal bool HasConditionalCode { get; private set; }

    internal readonly int Position => position;

    /// <summary>Moves to the next token.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool Read()
    {
        bool isName = Kind == SqlTokenKind.Dot && position < text.Length && SqlText.IsNameByte(text[position]);
        Keyword = SqlKeyword.None;
        HasEscapes = false;
        while (position < text.Length && SqlText.IsSpace(text[position]))
            position++;

        Start = position;
        if (position == text.Length)
        {
            IsAmbiguous |= IsInExecutableComment;
            IsInExecutableComment = false;
            Kind = SqlTokenKind.End;
            return false;
        }

        // A name directly behind a point is one whatever it is spelled like, and may begin with a digit.
        Kind = isName ? ReadName(isQualified: true) : ReadToken(text[position]);
        return true;
    }

    private SqlTokenKind ReadToken(byte first)
    {
        switch (first)
        {
            case (byte)'\'':
                return ReadString();
            case (byte)'"':
                return ReadDoubleQuoted();
            case (byte)'`':
                ReadQuoted(escapes: false);
                return SqlTokenKind.QuotedIdentifier;
            case (byte)'@':
                return ReadVariable();
            case (byte)'#':
                return ReadLineComment();
            case (byte)'-' when IsDashComment():
                return ReadLineComment();
            case (byte)'/' when Peek(1) == '*':
                return ReadBlockComment();
            case (byte)'*' when IsInExecutableComment && Peek(1) == '/':
                return EndExecutableComment();
            case (byte)'.':
                return SqlText.IsDigit(Peek(1)) ? ReadFraction() : Take(1, SqlTokenKind.Dot);
            case (byte)';':
                return Take(1, SqlTokenKind.Semicolon);
            case (byte)',':
                return Take(1, SqlTokenKind.Comma);
            case (byte)'(':
                return Take(1, SqlTokenKind.LeftParenthesis);
            case (byte)')':
                return Take(1, SqlTokenKind.RightParenthesis);
            case (byte)'?':
                return Take(1, SqlTokenKind.Parameter);
        }

        if (SqlText.IsDigit(first))
            return ReadNumber();
        if (SqlText.IsNameByte(first))
            return ReadName(isQualified: false);
        return first < 0x20 || first == 0x7F ? Take(1, SqlTokenKind.Invalid) : ReadOperator(first);
    }

    private readonly byte Peek(int distance) => position + distance < text.Length ? text[position + distance] : (byte)0;

    private SqlTokenKind Take(int bytes, SqlTokenKind kind)
    {
        position += bytes;
        return kind;
    }

    private SqlTokenKind ReadOperator(byte first)
    {
        byte second = Peek(1);
        int length = (first, second) switch
        {
            ((byte)'<', (byte)'=') when Peek(2) == '>' => 3,
            ((byte)'-', (byte)'>') when Peek(2) == '>' => 3,
            ((byte)':' or (byte)'<' or (byte)'>' or (byte)'!', (byte)'=') => 2,
            ((byte)'<', (byte)'>' or (byte)'<') => 2,
            ((byte)'-' or (byte)'>', (byte)'>') => 2,
            ((byte)'&', (byte)'&') or ((byte)'|', (byte)'|') => 2,
            _ => 1,
        };
        return Take(length, SqlTokenKind.Operator);
    }
}
