namespace SceNettyProxy.Codecs.Sql;

/// <summary>Recognizes <c>SELECT CONNECTION_ID() [[AS] alias] [LIMIT 1]</c>.</summary>
internal static class ConnectionIdQuery
{
    /// <returns>The name of its column as written; empty if the statement is any other.</returns>
    public static TextRange Column(ReadOnlySpan<byte> text, TextRange statement, SqlReading reading)
    {
        var tokens = new SqlTokenizer(statement.Of(text), reading);
        if (!Next(ref tokens) || tokens.Keyword != SqlKeyword.Select)
            return default;
        if (!Next(ref tokens) || !SqlText.EqualsIgnoreCase(tokens.Text, "CONNECTION_ID"u8))
            return default;
        int start = tokens.Start;
        if (!Next(ref tokens) || tokens.Kind != SqlTokenKind.LeftParenthesis
            || !Next(ref tokens) || tokens.Kind != SqlTokenKind.RightParenthesis)
            return default;

        var column = new TextRange(statement.Start + start, tokens.Position - start);
        Next(ref tokens);
        bool hasAs = tokens.Keyword == SqlKeyword.As;
        if (hasAs)
            Next(ref tokens);
        if (tokens.Kind is SqlTokenKind.Identifier or SqlTokenKind.QuotedIdentifier or SqlTokenKind.String)
        {
            column = new TextRange(statement.Start + tokens.Start, tokens.Length);
            Next(ref tokens);
        }
        else if (hasAs)
        {
            return default;
        }

        if (tokens.Keyword == SqlKeyword.Limit)
        {
            if (!Next(ref tokens) || !tokens.Text.SequenceEqual("1"u8))
                return default;
            Next(ref tokens);
        }

        return tokens.Kind == SqlTokenKind.End ? column : default;
    }

    private static bool Next(ref SqlTokenizer tokens)
    {
        while (tokens.Read())
        {
            if (tokens.Kind != SqlTokenKind.Comment)
                return true;
        }

        return false;
    }
}
