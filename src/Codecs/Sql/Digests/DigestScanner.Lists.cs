namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>Literals, lists of literals and rows.</summary>
internal ref partial struct DigestScanner
{
    /// <summary>NULL is a part of what is defined.</summary>
    private readonly bool IsDefinition => first is SqlKeyword.Create or SqlKeyword.Alter;

    private readonly bool IsLiteralWord() => tokens.Keyword is SqlKeyword.Null or SqlKeyword.True or SqlKeyword.False
        && !IsDefinition && previous.Keyword is not (SqlKeyword.Is or SqlKeyword.Not);

    private void WriteLiteral()
    {
        SqlTokenKind kind = tokens.Kind;
        if (isDynamic)
        {
            WriteDynamic();
            return;
        }

        // Strings side by side are one.
        if (kind == SqlTokenKind.String && previous.Kind == SqlTokenKind.String)
            return;
        bool isNumber = kind is SqlTokenKind.Integer or SqlTokenKind.Float;
        bool isText = kind is SqlTokenKind.String or SqlTokenKind.Literal;
        if ((previous.Role == DigestRole.Sign && isNumber) || (previous.Role == DigestRole.Introducer && isText))
            DropPrevious();
        frames.Top.HasLiteral = true;
        Follow(kind == SqlTokenKind.String ? kind : SqlTokenKind.Literal, SqlKeyword.None, DigestRole.Plain, isOperand: true);
        buffer.Add((byte)'?');
    }

    private void WriteComma()
    {
        Follow(SqlTokenKind.Comma, SqlKeyword.None, DigestRole.Plain, isOperand: false);
        buffer.Add((byte)',');
    }

    private void Open()
    {
        bool isInList = previous.Keyword == SqlKeyword.In;
        bool isRow = previous.Keyword is SqlKeyword.Values or SqlKeyword.Value
            || (frames.Top.HasRows
                && previous is { Kind: SqlTokenKind.Comma or SqlTokenKind.LeftParenthesis } or { Keyword: SqlKeyword.Row });
        int rowWord = previous.Keyword == SqlKeyword.Row ? previous.Offset : -1;
        if (rowWord >= 0 && buffer.Written[rowWord] == ' ')
            rowWord++;
        frames.Top.HasRows |= previous.Keyword == SqlKeyword.Value;
        Begin(DigestRole.Plain, isOperand: false);
        frames.Open(new DigestFrame
        {
            Parenthesis = buffer.Length,
            GroupStart = rowWord >= 0 ? rowWord : buffer.Length,
            IsList = isInList || isRow,
            HasRows = isInList,
        });
        buffer.Add((byte)'(');
    }

    private void Close()
    {
        Follow(SqlTokenKind.RightParenthesis, SqlKeyword.None, DigestRole.Plain, isOperand: true);
        if (!frames.TryClose(out DigestFrame closed))
        {
            buffer.Add((byte)')');
            return;
        }

        if (closed is { IsList: true, HasLiteral: true, HasOther: false })
        {
            buffer.Truncate(closed.Parenthesis + 1);
            buffer.Add("..."u8);
        }

        buffer.Add((byte)')');
        if (closed.IsList)
            JoinRows(closed);
    }

    /// <summary>A row like the one in front of it is left out.</summary>
    private readonly void JoinRows(in DigestFrame closed)
    {
        ref DigestFrame parent = ref frames.Top;
        ReadOnlySpan<byte> written = buffer.Written;
        const int Separator = 2;
        if (parent.RowEnd > 0 && closed.GroupStart == parent.RowEnd + Separator && written[parent.RowEnd] == ','
            && written[parent.RowStart..parent.RowEnd].SequenceEqual(written[closed.GroupStart..]))
        {
            buffer.Truncate(parent.RowEnd);
            return;
        }

        parent.RowStart = closed.GroupStart;
        parent.RowEnd = written.Length;
    }
}
