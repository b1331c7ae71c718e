namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>
/// Writes the normalised form of statements: this part walks the tokens and writes names and words, DigestScanner.Lists.cs
/// literals and what is between parentheses, DigestScanner.Dynamic.cs the texts of PREPARE and EXECUTE IMMEDIATE.
/// </summary>
internal ref partial struct DigestScanner
{
    private readonly SqlReading reading;
    private readonly DigestBuffer buffer;
    private readonly DigestFrames frames;
    private SqlTokenizer tokens;
    private DigestToken previous;
    private DigestToken beforePrevious;
    private int statementStart;

    /// <summary>The keyword that the statement begins with.</summary>
    private SqlKeyword first;

    /// <summary>Behind PREPARE … FROM or EXECUTE IMMEDIATE.</summary>
    private bool isDynamic;

    /// <summary>What stands there is more than a string.</summary>
    private bool isOpaque;

    /// <summary>Tokens since a PREPARE, itself included; 0 where there is none.</summary>
    private int sincePrepare;

    public DigestScanner(
        ReadOnlySpan<byte> text,
        SqlReading reading,
        DigestBuffer buffer,
        DigestFrames frames,
        bool skipsConditionalComments)
    {
        this.reading = reading;
        this.buffer = buffer;
        this.frames = frames;
        tokens = new SqlTokenizer(text, reading, skipsConditionalComments);
        tokens.Read();
    }

    /// <summary>Writes the statement at a range behind those before.</summary>
    /// <returns>True where it runs a text that is not in it.</returns>
    public bool Run(TextRange range)
    {
        int end = range.Start + range.Length;
        while (tokens.Kind != SqlTokenKind.End && tokens.Start < range.Start)
            tokens.Read();
        statementStart = buffer.Length;
        previous = default;
        beforePrevious = default;
        first = SqlKeyword.None;
        frames.Reset();
        ResetDynamic();
        for (; tokens.Kind != SqlTokenKind.End && tokens.Start < end; tokens.Read())
            Write();
        return isOpaque;
    }

    private void Write()
    {
        FollowDynamic();
        switch (tokens.Kind)
        {
            case SqlTokenKind.Comment or SqlTokenKind.ExecutableCommentStart or SqlTokenKind.ExecutableCommentEnd:
                break;
            case SqlTokenKind.String or SqlTokenKind.Literal or SqlTokenKind.Integer or SqlTokenKind.Float
                or SqlTokenKind.Parameter:
                WriteLiteral();
                break;
            case SqlTokenKind.Keyword when IsLiteralWord():
                WriteLiteral();
                break;
            case SqlTokenKind.Keyword:
                WriteKeyword();
                break;
            case SqlTokenKind.Identifier:
                WriteIdentifier();
                break;
            case SqlTokenKind.Function:
                Begin(DigestRole.Plain, isOperand: false);
                if (!FollowsTableWord && DigestWords.IsFunction(tokens.Text))
                    buffer.AddUpper(tokens.Text);
                else
                    buffer.Add(tokens.Text);
                break;
            case SqlTokenKind.QuotedIdentifier:
                Begin(DigestRole.Plain, isOperand: true);
                WriteQuoted(tokens.Text);
                break;
            case SqlTokenKind.UserVariable:
                WriteUserVariable();
                break;
            case SqlTokenKind.LeftParenthesis:
                Open();
                break;
            case SqlTokenKind.RightParenthesis:
                Close();
                break;
            case SqlTokenKind.Comma:
                WriteComma();
                break;
            case SqlTokenKind.Operator:
                WriteOperator();
                break;
            default:
                Begin(DigestRole.Plain, isOperand: false);
                buffer.Add(tokens.Text);
                break;
        }
    }

    /// <summary>The word in front of the one being written is one that tables stand behind, whose case may count.</summary>
    private readonly bool FollowsTableWord => beforePrevious.Keyword is SqlKeyword.From or SqlKeyword.Join
        or SqlKeyword.StraightJoin or SqlKeyword.Into or SqlKeyword.Update
        || (beforePrevious.Keyword == SqlKeyword.Table && first != SqlKeyword.Show);

    /// <summary>A word that the grammar has a use for may be a name here.</summary>
    private readonly bool MayName =>
        FollowsTableWord || ((beforePrevious.Kind == SqlTokenKind.Comma || beforePrevious.Keyword == SqlKeyword.As) && !IsCallNext());

    private readonly bool IsCallNext()
    {
        SqlTokenizer ahead = tokens;
        while (ahead.Read() && ahead.Kind == SqlTokenKind.Comment)
        {
        }

        return ahead.Kind == SqlTokenKind.LeftParenthesis;
    }

    private void WriteKeyword()
    {
        SqlKeyword keyword = tokens.Keyword;
        if (previous.Kind == SqlTokenKind.End)
            first = keyword;
        bool isUnreserved = DigestWords.IsUnreserved(tokens.Text);
        bool isValue = keyword is SqlKeyword.Null or SqlKeyword.True or SqlKeyword.False or SqlKeyword.Default
            or SqlKeyword.Maxvalue or SqlKeyword.CurrentDate or SqlKeyword.CurrentTime or SqlKeyword.CurrentTimestamp
            or SqlKeyword.CurrentUser or SqlKeyword.Localtime or SqlKeyword.Localtimestamp or SqlKeyword.UtcDate
            or SqlKeyword.UtcTime or SqlKeyword.UtcTimestamp or SqlKeyword.CurrentRole;
        Begin(DigestRole.Plain, isUnreserved || isValue);
        if (isUnreserved && MayName)
            buffer.Add(tokens.Text);
        else
            buffer.AddUpper(tokens.Text);

        ref DigestFrame frame = ref frames.Top;
        if (keyword == SqlKeyword.Values)
            frame.HasRows = true;
        else if (keyword != SqlKeyword.Row && !frame.IsList)
            frame.HasRows = false;
    }

    private void WriteIdentifier()
    {
        bool isIntroducer = DigestWords.IsIntroducer(tokens.Text);
        // It counts as something else than a literal only when what follows shows that it is a name.
        Begin(isIntroducer ? DigestRole.Introducer : DigestRole.Plain, isOperand: true);
        if (!MayName && beforePrevious.Kind != SqlTokenKind.Dot && DigestWords.IsOther(tokens.Text))
            buffer.AddUpper(tokens.Text);
        else
            buffer.Add(tokens.Text);
    }

    private void WriteUserVariable()
    {
        Begin(DigestRole.Plain, isOperand: true);
        ReadOnlySpan<byte> name = tokens.Text[1..];
        buffer.Add((byte)'@');
        // A host, or a name as nobody writes it: both may be secrets.
        if (name.Length > 0 && name[0] is (byte)'\'' or (byte)'"')
            buffer.Add((byte)'?');
        else if (name.Length > 0 && name[0] == '`')
            WriteQuoted(name);
        else
            buffer.Add(name);
    }

    /// <summary>A name in backticks, or bare where the bare word would be the same name.</summary>
    private readonly void WriteQuoted(ReadOnlySpan<byte> quoted)
    {
        ReadOnlySpan<byte> name = quoted[1..^1];
        if (IsPlainName(name))
        {
            buffer.Add(name);
            return;
        }

        buffer.Add((byte)'`');
        byte quote = quoted[0];
        for (int i = 0; i < name.Length;)
        {
            int size = MultiByte.Length(reading.Charset, name, i);
            if (size == 1 && name[i] == '`')
                buffer.Add((byte)'`');
            buffer.Add(name.Slice(i, size));
            bool isDoubled = size == 1 && name[i] == quote && i + 1 < name.Length && name[i + 1] == quote;
            i += isDoubled ? 2 : size;
        }

        buffer.Add((byte)'`');
    }

    private static bool IsPlainName(ReadOnlySpan<byte> name)
    {
        // What begins with an underscore may be an introducer, with a digit a number.
        if (name.IsEmpty || name[0] == '_' || SqlText.IsDigit(name[0]))
            return false;
        foreach (byte b in name)
        {
            if (b >= 0x80 || !SqlText.IsNameByte(b))
                return false;
        }

        return !DigestWords.IsKnown(name) && !DigestWords.IsFunction(name);
    }

    private void WriteOperator()
    {
        bool isSign = tokens.Length == 1 && tokens.Text[0] is (byte)'-' or (byte)'+' && !previous.IsOperand;
        // The star of COUNT(*) and of a list of columns is no value that a sign could follow.
        Begin(isSign ? DigestRole.Sign : DigestRole.Plain, isOperand: false);
        buffer.Add(tokens.Text);
    }

    /// <summary>Makes room for the current token.</summary>
    private void Begin(DigestRole role, bool isOperand)
    {
        if (role == DigestRole.Plain)
            frames.Top.HasOther = true;
        Follow(tokens.Kind, tokens.Keyword, role, isOperand);
    }

    /// <summary>Writes the space in front of a token, which the caller writes then.</summary>
    private void Follow(SqlTokenKind kind, SqlKeyword keyword, DigestRole role, bool isOperand)
    {
        // What could have been a part of a literal is none.
        if (previous.Role != DigestRole.Plain)
            frames.Top.HasOther = true;
        beforePrevious = previous;
        previous = new DigestToken(kind, keyword, role, isOperand, buffer.Length);
        if (buffer.Length > statementStart && NeedsSpace(beforePrevious.Kind, kind))
            buffer.Add((byte)' ');
    }

    private static bool NeedsSpace(SqlTokenKind left, SqlTokenKind right) =>
        left is not (SqlTokenKind.LeftParenthesis or SqlTokenKind.Dot or SqlTokenKind.SystemVariable)
        && right is not (SqlTokenKind.RightParenthesis or SqlTokenKind.Comma or SqlTokenKind.Dot or SqlTokenKind.Semicolon)
        && !(left is SqlTokenKind.Function or SqlTokenKind.QuotedIdentifier && right == SqlTokenKind.LeftParenthesis);

    /// <summary>Takes back the last token, which turned out to be a part of the literal behind it.</summary>
    private void DropPrevious()
    {
        buffer.Truncate(previous.Offset);
        previous = beforePrevious;
        beforePrevious = default;
    }
}
