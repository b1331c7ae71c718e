namespace SceNettyProxy.Codecs.Sql;

/// <summary>Stored programs and compound statements: the semicolons inside them separate nothing.</summary>
internal ref partial struct StatementScanner
{
    /// <summary>Blocks nested deeper are not followed; their text is ambiguous.</summary>
    private const int DeepestBlock = 64;

    private readonly bool IsInCaseExpression => openBlocks > 0 && (caseExpressions & (1UL << (openBlocks - 1))) != 0;

    /// <summary>The rest of CREATE or ALTER PROCEDURE, FUNCTION, TRIGGER or EVENT. The current token is that word.</summary>
    private void ScanProgram()
    {
        openBlocks = 0;
        if (Is(SqlKeyword.Package))
        {
            ScanPackage();
            return;
        }

        while (!AtStatementEnd && !IsBodyStart())
            Next();
        startsInnerStatement = Is(SqlKeyword.Begin) || Is(SqlKeyword.Case) || Is(SqlKeyword.Loop) || Is(SqlKeyword.While)
            || Is(SqlKeyword.Repeat) || Is(SqlKeyword.If) || Is(SqlKeyword.For);
        if (startsInnerStatement)
            ScanBlocks(runs: false);

        while (!AtStatementEnd)
            Next();
    }

    /// <summary>Where a package ends is not followed: all text behind it counts as part of it.</summary>
    private void ScanPackage()
    {
        while (current.Kind != SqlTokenKind.End)
        {
            if (current.Kind == SqlTokenKind.Semicolon && Peek().Kind != SqlTokenKind.End)
                batch.IsAmbiguous = true;
            Next();
        }
    }

    /// <summary>
    /// The current token begins the body. BEGIN is no reserved word, so a name may be spelled like it; the words in front
    /// tell. A statement that is no block ends the search: nothing behind its first word can open one.
    /// </summary>
    private readonly bool IsBodyStart()
    {
        switch (current.Keyword)
        {
            case SqlKeyword.Begin:
                return previous.Kind is not (SqlTokenKind.Dot or SqlTokenKind.Operator or SqlTokenKind.LeftParenthesis
                        or SqlTokenKind.Comma)
                    && previous.Keyword is not (SqlKeyword.Procedure or SqlKeyword.Function or SqlKeyword.Trigger
                        or SqlKeyword.Event or SqlKeyword.Exists or SqlKeyword.On or SqlKeyword.Follows or SqlKeyword.Precedes
                        or SqlKeyword.To)
                    || (previous.Kind == SqlTokenKind.Operator && text[previous.Start] == ':');
            case SqlKeyword.If:
                return previous.Keyword is not (SqlKeyword.Procedure or SqlKeyword.Function or SqlKeyword.Trigger
                    or SqlKeyword.Event);
            case SqlKeyword.Insert or SqlKeyword.Update or SqlKeyword.Delete:
                return previous.Keyword is not SqlKeyword.Or && !SqlText.EqualsIgnoreCase(previous.Of(text), "AFTER"u8)
                    && previous.Keyword is not SqlKeyword.Before;
            case SqlKeyword.For:
                return Peek().Keyword != SqlKeyword.Each;
            case SqlKeyword.Select or SqlKeyword.Set or SqlKeyword.Call or SqlKeyword.Return or SqlKeyword.Case
                or SqlKeyword.Loop or SqlKeyword.While or SqlKeyword.Repeat or SqlKeyword.Replace or SqlKeyword.With:
                return previous.Keyword != SqlKeyword.Character;
            default:
                return false;
        }
    }

    /// <summary>A block outside a stored program: it runs now, and may do whatever a procedure may.</summary>
    private void ScanCompound()
    {
        SetVerb(StatementVerb.Compound);
        Refuse(
            PrimaryReason.NotARead,
            StatementEffects.MayWrite | StatementEffects.CallsUnknown | StatementEffects.SetsUntrackable
                | StatementEffects.AssignsUserVariable);
        openBlocks = 0;
        startsInnerStatement = true;
        ScanBlocks(runs: true);
    }

    /// <summary>Moves to the semicolon behind the last open block.</summary>
    /// <param name="runs">The blocks are executed, so that what they do counts.</param>
    private void ScanBlocks(bool runs)
    {
        declaresHandler = false;
        while (current.Kind != SqlTokenKind.End)
        {
            if (current.Kind == SqlTokenKind.Semicolon)
            {
                if (openBlocks == 0)
                    return;
                startsInnerStatement = true;
                declaresHandler = false;
                Next();
                continue;
            }

            if (runs)
            {
                ScanToken();
                NoteInnerStatement();
            }

            FollowBlock();
            if (openBlocks >= DeepestBlock)
            {
                batch.IsAmbiguous = true;
                openBlocks = DeepestBlock - 1;
            }
        }

        batch.IsAmbiguous |= openBlocks > 0;
    }

    /// <summary>Counts what opens and closes at the current token, and moves on.</summary>
    private void FollowBlock()
    {
        bool isFirst = startsInnerStatement;
        startsInnerStatement = false;
        bool isName = previous.Kind is SqlTokenKind.Dot or SqlTokenKind.UserVariable or SqlTokenKind.SystemVariable;
        SqlKeyword keyword = isName ? SqlKeyword.None : current.Keyword;
        switch (keyword)
        {
            case SqlKeyword.Begin when isFirst || declaresHandler:
                Open(isExpression: false);
                Next();
                if (Is(SqlKeyword.Not) && Peek().Keyword == SqlKeyword.Atomic)
                {
                    Next();
                    Next();
                }

                startsInnerStatement = true;
                return;
            case SqlKeyword.If or SqlKeyword.While or SqlKeyword.For when isFirst:
                Open(isExpression: false);
                break;
            case SqlKeyword.Loop or SqlKeyword.Repeat when isFirst:
                Open(isExpression: false);
                startsInnerStatement = true;
                break;
            case SqlKeyword.Case:
                Open(isExpression: !isFirst);
                break;
            case SqlKeyword.Then or SqlKeyword.Else:
                startsInnerStatement = !IsInCaseExpression;
                break;
            case SqlKeyword.Do or SqlKeyword.Loop when !isFirst:
                startsInnerStatement = true;
                break;
            case SqlKeyword.Declare when isFirst:
                declaresHandler = true;
                break;
            case SqlKeyword.Use when isFirst:
                // Not allowed in a program: this text is not what it was taken for.
                batch.IsAmbiguous = true;
                break;
            case SqlKeyword.End when previous.Keyword != SqlKeyword.Xa:
                Close();
                return;
        }

        if (isFirst && IsLabel())
        {
            Next();
            startsInnerStatement = true;
        }

        Next();
    }

    private void Open(bool isExpression)
    {
        ulong bit = 1UL << openBlocks;
        caseExpressions = isExpression ? caseExpressions | bit : caseExpressions & ~bit;
        openBlocks++;
    }

    private void Close()
    {
        bool wasExpression = IsInCaseExpression;
        if (openBlocks > 0)
            openBlocks--;
        Next();
        if (!wasExpression && current.Keyword is SqlKeyword.If or SqlKeyword.Case or SqlKeyword.Loop or SqlKeyword.While
            or SqlKeyword.Repeat or SqlKeyword.For)
            Next();
    }

    /// <summary>What the server would do at once if this were a statement of its own.</summary>
    private readonly void NoteInnerStatement()
    {
        StatementEffects effects = current.Keyword switch
        {
            SqlKeyword.Temporary => StatementEffects.CreatesTemporaryTable,
            SqlKeyword.Prepare => StatementEffects.PreparesText,
            SqlKeyword.Lock => StatementEffects.LocksTables,
            SqlKeyword.Unlock => StatementEffects.UnlocksTables,
            SqlKeyword.Flush or SqlKeyword.Backup => StatementEffects.FlushesWithLock,
            SqlKeyword.Start => StatementEffects.BeginsTransaction,
            SqlKeyword.Handler => StatementEffects.OpensHandler,
            SqlKeyword.Kill => StatementEffects.Kills,
            SqlKeyword.Role or SqlKeyword.Password => StatementEffects.Poisons,
            _ => StatementEffects.None,
        };
        if (startsInnerStatement || current.Keyword is SqlKeyword.Temporary or SqlKeyword.Role or SqlKeyword.Password)
            statement!.Effects |= effects;
        if (startsInnerStatement && Is(SqlKeyword.Set))
            statement!.Effects |= StatementEffects.ChangesReading;
    }
}
