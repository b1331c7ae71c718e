namespace SceNettyProxy.Codecs.Sql;

/// <summary>Statements that tell about the schema, the server or another statement.</summary>
internal ref partial struct StatementScanner
{
    private void ScanShow()
    {
        SetVerb(StatementVerb.Show);
        Next();
        while (current.Keyword is SqlKeyword.Full or SqlKeyword.Extended)
            Next();

        switch (current.Keyword)
        {
            case SqlKeyword.Tables:
            case SqlKeyword.Columns:
            case SqlKeyword.Fields:
            case SqlKeyword.Index:
            case SqlKeyword.Indexes:
            case SqlKeyword.Keys:
            case SqlKeyword.Databases:
            case SqlKeyword.Schemas:
            case SqlKeyword.Triggers:
            case SqlKeyword.Events:
            case SqlKeyword.Charset:
            case SqlKeyword.Collation:
                break;
            case SqlKeyword.Character:
                Next();
                if (!Is(SqlKeyword.Set))
                    Refuse(PrimaryReason.ServerState);
                break;
            case SqlKeyword.Table:
            case SqlKeyword.Procedure:
            case SqlKeyword.Function:
                Next();
                if (!Is(SqlKeyword.Status))
                    Refuse(PrimaryReason.ServerState);
                break;
            case SqlKeyword.Package:
                Next();
                Accept(SqlKeyword.Body);
                if (!Is(SqlKeyword.Status))
                    Refuse(PrimaryReason.ServerState);
                break;
            case SqlKeyword.Create:
                Next();
                if (current.Keyword is not (SqlKeyword.Table or SqlKeyword.View or SqlKeyword.Procedure or SqlKeyword.Function
                    or SqlKeyword.Trigger or SqlKeyword.Event or SqlKeyword.Database or SqlKeyword.Schema
                    or SqlKeyword.Sequence or SqlKeyword.Package))
                    Refuse(PrimaryReason.ServerState);
                break;
            case SqlKeyword.Warnings:
            case SqlKeyword.Errors:
            case SqlKeyword.Count:
            case SqlKeyword.Profile:
            case SqlKeyword.Profiles:
                Refuse(PrimaryReason.ServerState, StatementEffects.FollowsPrevious);
                break;
            default:
                Refuse(PrimaryReason.ServerState);
                break;
        }

        if (!AtStatementEnd)
            Next();
        ScanRest();
    }

    /// <summary>EXPLAIN, DESCRIBE and DESC mean the same: of a table its columns, of a statement its plan.</summary>
    private void ScanExplain()
    {
        bool runs = false;
        Next();
        while (true)
        {
            if (Accept(SqlKeyword.Analyze))
                runs = true;
            else if (Is(SqlKeyword.Format) && IsFormatOption())
                SkipFormat();
            else if (!((Is(SqlKeyword.Extended) || Is(SqlKeyword.Partitions)) && IsStatementNext() && Accept(current.Keyword)))
                break;
        }

        if (Is(SqlKeyword.For))
        {
            Next();
            bool ofConnection = Is(SqlKeyword.Connection);
            if (!ofConnection && current.Keyword is SqlKeyword.Schema or SqlKeyword.Database)
            {
                // EXPLAIN FOR SCHEMA s statement
                Next();
                Next();
                ScanExplained(runs, StatementVerb.Explain);
                return;
            }

            SetVerb(StatementVerb.Explain);
            Refuse(PrimaryReason.ServerState);
            ScanRest();
            return;
        }

        ScanExplained(runs, StatementVerb.Explain);
    }

    private void ScanAnalyze()
    {
        Next();
        if (current.Keyword is SqlKeyword.Table or SqlKeyword.Tables or SqlKeyword.NoWriteToBinlog or SqlKeyword.Local)
        {
            judgesCalls = false;
            SetVerb(StatementVerb.Analyze);
            Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
            ScanRest();
            return;
        }

        if (Is(SqlKeyword.Format))
            SkipFormat();
        ScanExplained(runs: true, StatementVerb.Analyze);
    }

    /// <summary>Judges what is explained; it has been run afterwards if <paramref name="runs"/>.</summary>
    private void ScanExplained(bool runs, StatementVerb verb)
    {
        bool isStatement = IsExplainable(current.Kind, current.Keyword);
        if (!isStatement)
        {
            // A table's columns. With ANALYZE in front it is no statement at all.
            SetVerb(runs ? verb : StatementVerb.Describe);
            judgesCalls = false;
            if (runs)
                Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
            isReadCandidate = true;
            ScanRest();
            return;
        }

        SetVerb(verb);
        StatementEffects before = statement!.Effects;
        while (current.Kind == SqlTokenKind.LeftParenthesis)
        {
            depth++;
            Next();
        }

        if (!IsExplainable(current.Kind, current.Keyword))
        {
            Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
            ScanRest();
            return;
        }

        bool writes = current.Keyword is SqlKeyword.Insert or SqlKeyword.Replace or SqlKeyword.Update or SqlKeyword.Delete;
        if (writes)
            Refuse(PrimaryReason.AnalyzedWrite);
        ScanStatement();
        if (writes && !runs && (statement.Effects & StatementEffects.CallsUnknown) == 0)
            statement.Effects = (statement.Effects & ~StatementEffects.MayWrite) | before;
    }

    private readonly bool IsStatementNext()
    {
        SqlTokenizer ahead = Peek();
        return IsExplainable(ahead.Kind, ahead.Keyword);
    }

    private static bool IsExplainable(SqlTokenKind kind, SqlKeyword keyword) =>
        kind == SqlTokenKind.LeftParenthesis
        || keyword is SqlKeyword.Select or SqlKeyword.With or SqlKeyword.Insert or SqlKeyword.Replace or SqlKeyword.Update
            or SqlKeyword.Delete or SqlKeyword.Table or SqlKeyword.Values;

    private readonly bool IsFormatOption()
    {
        SqlTokenizer ahead = Peek();
        return ahead.Kind == SqlTokenKind.Operator && ahead.Text.SequenceEqual("="u8);
    }

    private void SkipFormat()
    {
        Next();
        if (IsOperator((byte)'='))
            Next();
        if (!AtStatementEnd)
            Next();
    }
}
