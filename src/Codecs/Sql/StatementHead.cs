namespace SceNettyProxy.Codecs.Sql;

/// <summary>Judges a statement of which only the first bytes are here.</summary>
internal static class StatementHead
{
    public static bool Decides(ReadOnlySpan<byte> head, SqlReading reading, out StatementVerb verb)
    {
        verb = StatementVerb.Unknown;
        var tokens = new SqlTokenizer(head, reading);
        if (!Next(ref tokens))
            return false;

        StatementVerb found = tokens.Keyword switch
        {
            SqlKeyword.Insert => StatementVerb.Insert,
            SqlKeyword.Replace => StatementVerb.Replace,
            SqlKeyword.Update => StatementVerb.Update,
            SqlKeyword.Delete => StatementVerb.Delete,
            SqlKeyword.Load => StatementVerb.LoadData,
            SqlKeyword.Create => StatementVerb.Create,
            SqlKeyword.Alter => StatementVerb.Alter,
            _ => StatementVerb.Unknown,
        };

        // Words that decide what kind of CREATE or LOAD it is come before the first name.
        if (found == StatementVerb.Unknown || !Next(ref tokens))
            return false;
        if (found == StatementVerb.LoadData && !IsPlainLoad(ref tokens))
            return false;
        if (found == StatementVerb.Create && !IsPlainCreate(ref tokens))
            return false;

        // Executable comments may hold anything; those further back are looked for too, as far as the head goes.
        while (tokens.Read())
        {
            if (tokens.Kind == SqlTokenKind.ExecutableCommentStart)
                return false;
        }

        verb = found;
        return true;
    }

    private static bool IsPlainLoad(ref SqlTokenizer tokens)
    {
        if (tokens.Keyword is not (SqlKeyword.Data or SqlKeyword.Xml))
            return false;
        while (Next(ref tokens))
        {
            if (tokens.Keyword == SqlKeyword.Infile)
                return true;
            if (tokens.Keyword is not (SqlKeyword.LowPriority or SqlKeyword.Concurrent))
                return false;
        }

        return false;
    }

    private static bool IsPlainCreate(ref SqlTokenizer tokens)
    {
        if (tokens.Keyword == SqlKeyword.Or && (!Next(ref tokens) || !Next(ref tokens)))
            return false;
        return tokens.Keyword != SqlKeyword.Temporary;
    }

    /// <returns>False at the end, at an executable comment and at anything that is cut off there.</returns>
    private static bool Next(ref SqlTokenizer tokens)
    {
        while (tokens.Read())
        {
            if (tokens.IsAmbiguous || tokens.Kind == SqlTokenKind.ExecutableCommentStart)
                return false;
            if (tokens.Kind != SqlTokenKind.Comment)
                return true;
        }

        return false;
    }
}
