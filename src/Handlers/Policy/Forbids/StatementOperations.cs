using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>
/// What a statement does, beyond what its verb says: the query in an INSERT, the update behind ON DUPLICATE KEY, the rows that
/// go with a partition.
/// </summary>
/// <param name="All">All that it does.</param>
/// <param name="MovesTables">A table gets another name, or its rows get into another table: whatever is forbidden on the
/// table could be done under the other name.</param>
internal readonly record struct StatementOperations(SqlOperations All, bool MovesTables)
{
    /// <param name="statement">Of the text, but not itself one that only holds the text of another.</param>
    public static StatementOperations Of(InspectedStatement statement, ReadOnlySpan<byte> text, SqlReading reading)
    {
        StatementVerb verb = statement.EffectiveVerb;
        SqlOperations all = VerbOperations.Of(statement.Verb);
        if (statement.InnerVerb != StatementVerb.Unknown)
            all |= VerbOperations.Of(statement.InnerVerb);
        bool moves = verb == StatementVerb.Rename;

        var tokens = new SqlTokenizer(statement.Text.Of(text), reading);
        SqlKeyword previous = SqlKeyword.None;
        bool isBehindDot = false;
        while (tokens.Read())
        {
            if (tokens.Kind is SqlTokenKind.Comment or SqlTokenKind.ExecutableCommentStart or SqlTokenKind.ExecutableCommentEnd)
                continue;
            SqlKeyword keyword = isBehindDot ? SqlKeyword.None : tokens.Keyword;
            isBehindDot = tokens.Kind == SqlTokenKind.Dot;
            if (keyword == SqlKeyword.Select)
                all |= statement.Form == StatementForm.CreateTable ? SqlOperations.Select | SqlOperations.Insert : SqlOperations.Select;
            switch (verb)
            {
                case StatementVerb.Insert or StatementVerb.Replace when keyword == SqlKeyword.Table:
                    all |= SqlOperations.Select;
                    break;
                case StatementVerb.Insert when keyword == SqlKeyword.Key && previous == SqlKeyword.Duplicate:
                    all |= SqlOperations.Update;
                    break;
                case StatementVerb.LoadData when keyword == SqlKeyword.Replace:
                    all |= SqlOperations.Replace | SqlOperations.Delete;
                    break;
                case StatementVerb.Create when keyword == SqlKeyword.Replace && previous == SqlKeyword.Or:
                    all |= SqlOperations.Drop;
                    break;
                case StatementVerb.Alter when keyword == SqlKeyword.Truncate:
                    all |= VerbOperations.Of(StatementVerb.Truncate);
                    break;
                case StatementVerb.Alter when keyword == SqlKeyword.Partition && previous == SqlKeyword.Drop:
                    all |= SqlOperations.Drop | SqlOperations.Delete;
                    break;
                case StatementVerb.Alter when previous == SqlKeyword.Rename:
                    moves |= keyword is not (SqlKeyword.Column or SqlKeyword.Index or SqlKeyword.Key);
                    break;
                case StatementVerb.Alter:
                    moves |= tokens.Kind is SqlTokenKind.Identifier or SqlTokenKind.Keyword
                        && SqlText.EqualsIgnoreCase(tokens.Text, "EXCHANGE"u8);
                    break;
                case StatementVerb.Xa when previous == SqlKeyword.Xa && keyword is SqlKeyword.Start or SqlKeyword.Begin:
                    all = (all & ~SqlOperations.XaEnd) | SqlOperations.Xa;
                    break;
                case StatementVerb.Compound:
                    all |= VerbOperations.Of(keyword);
                    break;
            }

            previous = keyword;
        }

        return new StatementOperations(all, moves);
    }
}
