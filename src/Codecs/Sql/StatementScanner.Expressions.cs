namespace SceNettyProxy.Codecs.Sql;

/// <summary>What the tokens inside a statement say, wherever they stand.</summary>
internal ref partial struct StatementScanner
{
    /// <summary>Judges all tokens up to the end of the statement.</summary>
    private void ScanRest()
    {
        while (!AtStatementEnd)
        {
            ScanToken();
            Next();
        }
    }

    private void ScanToken()
    {
        switch (current.Kind)
        {
            case SqlTokenKind.LeftParenthesis:
                // A parenthesis where the verb behind WITH is expected: WITH c AS (…) (SELECT …).
                if (depth == awaitedVerbDepth && previous.Kind == SqlTokenKind.RightParenthesis)
                    awaitedVerbDepth++;
                depth++;
                if (judgesCalls)
                    ScanCall();
                break;
            case SqlTokenKind.RightParenthesis:
                depth--;
                break;
            case SqlTokenKind.Dot:
                ScanSchema();
                break;
            case SqlTokenKind.UserVariable:
                ScanUserVariable();
                break;
            case SqlTokenKind.SystemVariable:
                ScanSystemVariable();
                break;
            case SqlTokenKind.Keyword:
                ScanKeyword();
                break;
            case SqlTokenKind.Operator when IsAssignmentOperator:
                Refuse(PrimaryReason.UserVariableAssignment, StatementEffects.AssignsUserVariable);
                break;
            case SqlTokenKind.Identifier when previous.Kind == SqlTokenKind.Dot:
                // Sequences as sql_mode ORACLE writes them.
                if (IsWord("NEXTVAL"u8))
                    Refuse(PrimaryReason.Sequence, StatementEffects.MayWrite);
                else if (IsWord("CURRVAL"u8))
                    Refuse(PrimaryReason.Sequence);
                break;
            case SqlTokenKind.Invalid:
                Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
                break;
        }

        if (current.Kind is not (SqlTokenKind.UserVariable or SqlTokenKind.Comma) && !Is(SqlKeyword.Into))
            isIntoList = false;
    }

    private void ScanKeyword()
    {
        switch (current.Keyword)
        {
            case SqlKeyword.Update when previous.Keyword == SqlKeyword.For:
            case SqlKeyword.Share when previous.Keyword == SqlKeyword.For:
            case SqlKeyword.In when previous.Keyword == SqlKeyword.Lock:
                Refuse(PrimaryReason.LockingRead);
                break;
            case SqlKeyword.For when previous.Keyword == SqlKeyword.Value
                && beforePrevious.Keyword is SqlKeyword.Next or SqlKeyword.Previous:
                Refuse(
                    PrimaryReason.Sequence,
                    beforePrevious.Keyword == SqlKeyword.Next ? StatementEffects.MayWrite : StatementEffects.None);
                break;
            case SqlKeyword.Into:
                isIntoList = true;
                if (isReadCandidate)
                    Refuse(PrimaryReason.SelectInto);
                break;
            case SqlKeyword.SqlCalcFoundRows:
                Refuse(PrimaryReason.CalcFoundRows, StatementEffects.CalculatesFoundRows);
                break;
            case SqlKeyword.With:
                hasCommonTables = true;
                break;
            case SqlKeyword.Select:
            case SqlKeyword.Values:
            case SqlKeyword.Table:
                TakeVerbBehindWith(current.Keyword == SqlKeyword.Select ? StatementVerb.Select : StatementVerb.TableOrValues);
                break;
            case SqlKeyword.Update:
                ScanWriteVerb(StatementVerb.Update);
                break;
            case SqlKeyword.Delete:
                ScanWriteVerb(StatementVerb.Delete);
                break;
            case SqlKeyword.Insert when Peek().Kind != SqlTokenKind.LeftParenthesis:
                ScanWriteVerb(StatementVerb.Insert);
                break;
            case SqlKeyword.Replace when Peek().Kind != SqlTokenKind.LeftParenthesis:
                ScanWriteVerb(StatementVerb.Replace);
                break;
        }
    }

    /// <summary>These words are reserved: in a read they stand nowhere but behind WITH, where they make it a write.</summary>
    private void ScanWriteVerb(StatementVerb verb)
    {
        TakeVerbBehindWith(verb);
        if (!isReadCandidate)
            return;
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
    }

    private void TakeVerbBehindWith(StatementVerb verb)
    {
        if (depth != awaitedVerbDepth)
            return;
        awaitedVerbDepth = -1;
        if (statement!.Verb is StatementVerb.Explain or StatementVerb.Analyze or StatementVerb.SetStatement)
            statement.InnerVerb = verb;
        else
            statement.Verb = verb;
    }

    private void ScanUserVariable()
    {
        // root@localhost
        if (previous.End == current.Start
            && previous.Kind is SqlTokenKind.Identifier or SqlTokenKind.QuotedIdentifier or SqlTokenKind.String)
            return;
        if (isIntoList)
            statement!.Effects |= StatementEffects.AssignsUserVariable;
        else
            statement!.AddUserVariableRead(new TextRange(current.Start + 1, current.Length - 1));
    }

    private readonly void ScanSystemVariable()
    {
        SqlTokenizer ahead = Peek();
        ReadOnlySpan<byte> name = ahead.Text;
        ReadCode(ref ahead);
        if (ahead.Kind == SqlTokenKind.Dot)
        {
            ReadCode(ref ahead);
            name = ahead.Text;
        }

        if (SqlText.NameEquals(name, "warning_count"u8) || SqlText.NameEquals(name, "error_count"u8))
            Refuse(PrimaryReason.SystemVariable, StatementEffects.FollowsPrevious);
        else if (SqlText.NameEquals(name, "identity"u8) || SqlText.NameEquals(name, "last_insert_id"u8)
            || SqlText.NameEquals(name, "insert_id"u8))
            Refuse(PrimaryReason.LastInsertId);
        else
            Refuse(PrimaryReason.SystemVariable);
    }

    /// <summary>Tables that show what SHOW STATUS and the like show; the current token is the point behind a name.</summary>
    private readonly void ScanSchema()
    {
        if (!isReadCandidate || !previous.IsName)
            return;
        ReadOnlySpan<byte> schema = previous.Of(text);
        if (SqlText.NameEquals(schema, "performance_schema"u8))
        {
            Refuse(PrimaryReason.ServerState);
        }
        else if (SqlText.NameEquals(schema, "information_schema"u8))
        {
            ReadOnlySpan<byte> table = Peek().Text;
            if (SqlText.NameEquals(table, "PROFILING"u8))
                Refuse(PrimaryReason.ServerState, StatementEffects.FollowsPrevious);
            else if (!InformationSchema.IsReplicated(table))
                Refuse(PrimaryReason.ServerState);
        }
    }

    /// <summary>Judges the name before the parenthesis that is the current token.</summary>
    private void ScanCall()
    {
        switch (previous.Kind)
        {
            case SqlTokenKind.Keyword when StandsBeforeParenthesis(previous.Keyword) || StandsHereBeforeParenthesis():
                return;
            case SqlTokenKind.String:
                // Under ANSI_QUOTES it would be a name.
                if (!reading.ModesKnown && text[previous.Start] == '"')
                    Refuse(PrimaryReason.UnknownFunction, StatementEffects.CallsUnknown | StatementEffects.MayWrite);
                return;
            default:
                if (!previous.IsName || IsAliasWithColumns())
                    return;
                break;
        }

        bool isBare = previous.Kind != SqlTokenKind.QuotedIdentifier && beforePrevious.Kind != SqlTokenKind.Dot;
        ReadOnlySpan<byte> name = previous.Of(text);
        FunctionKind kind = isBare ? SqlFunctions.Find(name, reading.Flavor) : FunctionKind.Unknown;
        if (kind == FunctionKind.AdjacentRead && previous.End != current.Start
            && !(reading.ModesKnown && (reading.Modes & SqlModes.IgnoreSpace) != 0))
            kind = FunctionKind.Unknown;

        switch (kind)
        {
            case FunctionKind.Unknown:
                Refuse(PrimaryReason.UnknownFunction, StatementEffects.CallsUnknown | StatementEffects.MayWrite);
                break;
            case FunctionKind.JsonTable:
                awaitedColumns++;
                break;
            case FunctionKind.ConnectionId:
                callsConnectionId = true;
                break;
            case FunctionKind.LastInsertId:
                Refuse(PrimaryReason.LastInsertId);
                break;
            case FunctionKind.FollowsPrevious:
                Refuse(PrimaryReason.ServerState, StatementEffects.FollowsPrevious);
                break;
            case FunctionKind.TakesUserLock:
                Refuse(PrimaryReason.UserLock, StatementEffects.TakesUserLock);
                break;
            case FunctionKind.UserLock:
                Refuse(PrimaryReason.UserLock);
                break;
            case FunctionKind.Sequence:
                bool reads = SqlText.EqualsIgnoreCase(name, "LASTVAL"u8);
                Refuse(PrimaryReason.Sequence, reads ? StatementEffects.None : StatementEffects.MayWrite);
                break;
            case FunctionKind.ServerState:
                Refuse(PrimaryReason.ServerState);
                break;
        }
    }

    /// <summary>
    /// The name before the parenthesis is an alias with a column list: <c>AS t(a)</c>, <c>(SELECT …) t(a)</c>, or a
    /// common table: <c>WITH t(a) AS</c>. No call can stand in these places.
    /// </summary>
    private readonly bool IsAliasWithColumns()
    {
        if (beforePrevious.Kind == SqlTokenKind.RightParenthesis
            || beforePrevious.Keyword is SqlKeyword.As or SqlKeyword.With or SqlKeyword.Recursive)
            return true;
        return hasCommonTables && beforePrevious.Kind == SqlTokenKind.Comma
            && thirdBefore.Kind == SqlTokenKind.RightParenthesis && IsColumnListBeforeAs();
    }

    private readonly bool IsColumnListBeforeAs()
    {
        SqlTokenizer ahead = Peek();
        while (ahead.Kind is SqlTokenKind.Identifier or SqlTokenKind.QuotedIdentifier or SqlTokenKind.Keyword or SqlTokenKind.Comma)
            ReadCode(ref ahead);
        if (ahead.Kind != SqlTokenKind.RightParenthesis)
            return false;
        ReadCode(ref ahead);
        if (ahead.Keyword != SqlKeyword.As)
            return false;
        ReadCode(ref ahead);
        return ahead.Kind == SqlTokenKind.LeftParenthesis;
    }

    /// <summary>Words that MariaDB takes for a function's name anywhere but in these places.</summary>
    private bool StandsHereBeforeParenthesis()
    {
        switch (previous.Keyword)
        {
            case SqlKeyword.Of:
                return beforePrevious.Keyword == SqlKeyword.Member;
            case SqlKeyword.SqlBufferResult or SqlKeyword.SqlCache or SqlKeyword.SqlNoCache:
                return beforePrevious.Keyword == SqlKeyword.Select;
            case SqlKeyword.Columns when beforePrevious.Kind == SqlTokenKind.String:
                awaitedColumns--;
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Keywords that a parenthesis may follow without a call: no server takes one of them for a function's name.
    /// </summary>
    internal static bool StandsBeforeParenthesis(SqlKeyword keyword) => keyword is
        SqlKeyword.All or SqlKeyword.And or SqlKeyword.Any or SqlKeyword.As or SqlKeyword.Between
        or SqlKeyword.Bigint or SqlKeyword.Binary or SqlKeyword.By or SqlKeyword.Case or SqlKeyword.Char
        or SqlKeyword.Character or SqlKeyword.Collate or SqlKeyword.Dec or SqlKeyword.Decimal
        or SqlKeyword.Default or SqlKeyword.Distinct or SqlKeyword.Distinctrow or SqlKeyword.Div or SqlKeyword.Double
        or SqlKeyword.Else or SqlKeyword.Except or SqlKeyword.Exists or SqlKeyword.Float or SqlKeyword.From
        or SqlKeyword.Group or SqlKeyword.Having or SqlKeyword.HighPriority or SqlKeyword.In or SqlKeyword.Index
        or SqlKeyword.Int or SqlKeyword.Integer or SqlKeyword.Intersect or SqlKeyword.Interval or SqlKeyword.Into
        or SqlKeyword.Join or SqlKeyword.Key or SqlKeyword.Like or SqlKeyword.Lines or SqlKeyword.Mod or SqlKeyword.Not
        or SqlKeyword.Numeric or SqlKeyword.On or SqlKeyword.Or or SqlKeyword.Over or SqlKeyword.Partition
        or SqlKeyword.Precision or SqlKeyword.Real or SqlKeyword.Regexp or SqlKeyword.Returning or SqlKeyword.Rlike
        or SqlKeyword.Row or SqlKeyword.Rows or SqlKeyword.Select or SqlKeyword.Set or SqlKeyword.Smallint or SqlKeyword.Some
        or SqlKeyword.SqlBigResult or SqlKeyword.SqlCalcFoundRows
        or SqlKeyword.SqlSmallResult or SqlKeyword.StraightJoin or SqlKeyword.Then or SqlKeyword.Tinyint
        or SqlKeyword.To or SqlKeyword.Union or SqlKeyword.Unsigned or SqlKeyword.Update or SqlKeyword.Using or SqlKeyword.Value
        or SqlKeyword.Values or SqlKeyword.Varbinary or SqlKeyword.Varchar or SqlKeyword.Varying or SqlKeyword.When
        or SqlKeyword.Where or SqlKeyword.While or SqlKeyword.Window or SqlKeyword.Xor or SqlKeyword.If or SqlKeyword.Elseif
        or SqlKeyword.Return or SqlKeyword.Do or SqlKeyword.Table;
}
