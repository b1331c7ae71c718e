namespace SceNettyProxy.Codecs.Sql;

/// <summary>What each statement is, by its first words.</summary>
internal ref partial struct StatementScanner
{
    private void ScanStatement()
    {
        while (current.Kind == SqlTokenKind.LeftParenthesis)
        {
            depth++;
            Next();
        }

        SqlKeyword verb = current.Keyword;
        switch (verb)
        {
            case SqlKeyword.Select:
                ScanRead(StatementVerb.Select);
                break;
            case SqlKeyword.Table:
            case SqlKeyword.Values:
                ScanRead(StatementVerb.TableOrValues);
                break;
            case SqlKeyword.With:
                awaitedVerbDepth = depth;
                ScanRead(StatementVerb.Unknown);
                if (statement!.Verb == StatementVerb.Unknown && statement.InnerVerb == StatementVerb.Unknown)
                    Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
                break;
            case SqlKeyword.Insert:
                ScanInsert(StatementVerb.Insert);
                break;
            case SqlKeyword.Replace:
                ScanInsert(StatementVerb.Replace);
                break;
            case SqlKeyword.Update:
                ScanWrite(StatementVerb.Update);
                break;
            case SqlKeyword.Delete:
                ScanWrite(StatementVerb.Delete);
                break;
            case SqlKeyword.Load:
                ScanLoad();
                break;
            case SqlKeyword.Call:
                ScanProcedureCall();
                break;
            case SqlKeyword.Do:
                ScanOther(StatementVerb.Do, PrimaryReason.NotARead, StatementEffects.None);
                break;
            case SqlKeyword.Set when statement!.Verb != StatementVerb.SetStatement:
                ScanSet();
                break;
            case SqlKeyword.Set:
                // SET STATEMENT … FOR SET …: what it leaves behind is not followed.
                ScanOther(
                    StatementVerb.Set,
                    PrimaryReason.SessionControl,
                    StatementEffects.SetsUntrackable | StatementEffects.AssignsUserVariable | StatementEffects.ChangesReading);
                break;
            case SqlKeyword.Use:
                ScanUse();
                break;
            case SqlKeyword.Show:
                ScanShow();
                break;
            case SqlKeyword.Explain:
            case SqlKeyword.Describe:
            case SqlKeyword.Desc:
                ScanExplain();
                break;
            case SqlKeyword.Analyze:
                ScanAnalyze();
                break;
            default:
                ScanLessFrequent(verb);
                break;
        }
    }

    private void ScanLessFrequent(SqlKeyword verb)
    {
        if (ScanSessionControl(verb) || ScanDefinition(verb))
            return;
        switch (verb)
        {
            case SqlKeyword.Prepare:
                NoteInnerKill();
                ScanOther(StatementVerb.Prepare, PrimaryReason.SessionControl, StatementEffects.PreparesText);
                break;
            case SqlKeyword.Execute:
                // What it runs is in no text that is here: with IMMEDIATE any statement at all.
                NoteInnerKill();
                ScanOther(
                    StatementVerb.Execute,
                    PrimaryReason.NotARead,
                    StatementEffects.MayWrite | StatementEffects.CallsUnknown | StatementEffects.SetsUntrackable);
                break;
            case SqlKeyword.Deallocate:
                ScanOther(StatementVerb.Deallocate, PrimaryReason.SessionControl, StatementEffects.None);
                break;
            case SqlKeyword.Get:
                ScanOther(
                    StatementVerb.GetDiagnostics,
                    PrimaryReason.ServerState,
                    StatementEffects.FollowsPrevious | StatementEffects.AssignsUserVariable);
                break;
            case SqlKeyword.Handler:
                ScanHandler();
                break;
            case SqlKeyword.Signal:
            case SqlKeyword.Resignal:
                ScanOther(StatementVerb.Signal, PrimaryReason.NotARead, StatementEffects.None);
                break;
            case SqlKeyword.Help:
                ScanOther(StatementVerb.Help, PrimaryReason.ServerState, StatementEffects.None);
                break;
            case SqlKeyword.Kill:
                ScanOther(StatementVerb.Kill, PrimaryReason.NotARead, StatementEffects.Kills);
                break;
            case SqlKeyword.Sce:
                ScanOther(StatementVerb.Sce, PrimaryReason.SessionControl, StatementEffects.None);
                break;
            case SqlKeyword.If or SqlKeyword.Case or SqlKeyword.Loop or SqlKeyword.While or SqlKeyword.Repeat or SqlKeyword.For:
                ScanCompound();
                break;
            default:
                if (IsLabel())
                    ScanCompound();
                else
                    ScanOther(StatementVerb.Unknown, PrimaryReason.NotARead, StatementEffects.MayWrite);
                break;
        }
    }

    /// <summary>A string in PREPARE or EXECUTE IMMEDIATE is the text of a statement. What an expression makes is not
    /// seen.</summary>
    private readonly void NoteInnerKill()
    {
        SqlTokenizer ahead = tokens;
        while (ahead.Read() && ahead.Kind != SqlTokenKind.Semicolon)
        {
            if (ahead.Kind == SqlTokenKind.String && ahead.Length >= 2 && BeginsWithKill(ahead.Text[1..^1]))
                statement!.Effects |= StatementEffects.Kills;
        }
    }

    private readonly bool BeginsWithKill(ReadOnlySpan<byte> inner)
    {
        var words = new SqlTokenizer(inner, reading);
        ReadCode(ref words);
        return words.Keyword == SqlKeyword.Kill;
    }

    private void ScanOther(StatementVerb verb, PrimaryReason reason, StatementEffects effects)
    {
        SetVerb(verb);
        Refuse(reason, effects);
        Next();
        ScanRest();
    }

    private readonly void SetVerb(StatementVerb verb)
    {
        if (statement!.Verb == StatementVerb.Unknown)
            statement.Verb = verb;
        else
            statement.InnerVerb = verb;
    }

    private void ScanRead(StatementVerb verb)
    {
        if (verb != StatementVerb.Unknown)
            SetVerb(verb);
        isReadCandidate = true;
        ScanRest();
    }

    private void ScanWrite(StatementVerb verb)
    {
        SetVerb(verb);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
        Next();
        ScanRest();
    }

    private void ScanInsert(StatementVerb verb)
    {
        SetVerb(verb);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
        Next();
        while (current.Keyword is SqlKeyword.LowPriority or SqlKeyword.Delayed or SqlKeyword.HighPriority or SqlKeyword.Ignore
            or SqlKeyword.Into)
            Next();
        SkipQualifiedName();
        SkipParenthesisBehindName();
        ScanRest();
    }

    private void ScanProcedureCall()
    {
        SetVerb(StatementVerb.Call);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite | StatementEffects.CallsUnknown);
        Next();
        SkipQualifiedName();
        SkipParenthesisBehindName();
        ScanRest();
    }

    private void SkipQualifiedName()
    {
        while (current.IsName || current.Kind == SqlTokenKind.Dot)
        {
            bool isDot = current.Kind == SqlTokenKind.Dot;
            Next();
            if (!isDot && current.Kind != SqlTokenKind.Dot)
                return;
        }
    }

    /// <summary>The parenthesis behind a table or procedure name begins a list, not the arguments of a function.</summary>
    private void SkipParenthesisBehindName()
    {
        if (current.Kind != SqlTokenKind.LeftParenthesis)
            return;
        depth++;
        Next();
    }

    private void ScanLoad()
    {
        Next();
        if (!(Is(SqlKeyword.Data) || Is(SqlKeyword.Xml)))
        {
            // LOAD INDEX INTO CACHE
            judgesCalls = false;
            SetVerb(StatementVerb.Cache);
            Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
            ScanRest();
            return;
        }

        SetVerb(StatementVerb.LoadData);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
        judgesCalls = false;
        while (!AtStatementEnd)
        {
            if (Is(SqlKeyword.Local))
                statement!.Effects |= StatementEffects.LoadsLocalFile;
            else if (Is(SqlKeyword.Set))
                judgesCalls = true;
            else if (current.Kind == SqlTokenKind.UserVariable)
                statement!.Effects |= StatementEffects.AssignsUserVariable;
            ScanToken();
            Next();
        }
    }

    private void ScanUse()
    {
        SetVerb(StatementVerb.Use);
        Refuse(PrimaryReason.SessionControl, StatementEffects.ChangesSchema);
        Next();
        if (current.IsName || current.Kind == SqlTokenKind.String)
            statement!.UseSchema = current.Range;
        ScanRest();
    }

    private void ScanHandler()
    {
        SetVerb(StatementVerb.Handler);
        Refuse(PrimaryReason.NotARead);
        Next();
        SkipQualifiedName();
        if (Is(SqlKeyword.Open))
            statement!.Effects |= StatementEffects.OpensHandler;
        judgesCalls = false;
        ScanRest();
    }

    private readonly bool IsLabel()
    {
        if (!current.IsName)
            return false;
        SqlTokenizer ahead = Peek();
        return ahead.Kind == SqlTokenKind.Operator && ahead.Text.SequenceEqual(":"u8);
    }
}
