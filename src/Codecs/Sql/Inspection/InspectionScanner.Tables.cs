namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>Where tables stand.</summary>
internal ref partial struct InspectionScanner
{
    private void ScanKeyword()
    {
        ref InspectionFrame frame = ref scratch.Frame;
        switch (current.Keyword)
        {
            case SqlKeyword.Select:
                frame.Clause = InspectionClause.Front;
                definesTable = false;
                Leave();
                return;
            case SqlKeyword.From:
                ScanFrom();
                return;
            case SqlKeyword.Join or SqlKeyword.StraightJoin when frame.Clause == InspectionClause.Tables:
                // Behind FOR it belongs to an index hint.
                bool isHint = previous.Keyword == SqlKeyword.For;
                Next();
                expectsTable = !isHint;
                return;
            case SqlKeyword.Using when deleteTargets >= 0 && scratch.Depth == writeDepth:
                // What stood in front were names of what follows, or aliases in it.
                statement.TruncateTables(deleteTargets);
                deleteTargets = -1;
                ExpectTables();
                return;
            case SqlKeyword.Table or SqlKeyword.References:
                Next();
                expectsTable = true;
                return;
            case SqlKeyword.Where:
                statement.HasWhere |= scratch.Depth == writeDepth;
                Leave();
                frame.Clause = AfterTables(frame.Clause);
                return;
            case SqlKeyword.Having or SqlKeyword.Limit or SqlKeyword.Set or SqlKeyword.Values or SqlKeyword.Procedure
                or SqlKeyword.Lock:
            case SqlKeyword.Group or SqlKeyword.Order when previous.Keyword != SqlKeyword.For:
            case SqlKeyword.Returning when deleteTargets >= 0 || reading.Flavor == ServerFlavor.MariaDb:
            case SqlKeyword.Window when IsNamedWindowNext():
            case SqlKeyword.Share when previous.Keyword == SqlKeyword.For:
                if (expectsTable && !IsReserved(current.Keyword))
                    break;
                Leave();
                frame.Clause = AfterTables(frame.Clause);
                return;
            case SqlKeyword.Into:
                frame.Clause = AfterTables(frame.Clause);
                Leave();
                statement.WritesFile |= current.Keyword is SqlKeyword.Outfile or SqlKeyword.Dumpfile;
                return;
            case SqlKeyword.Update or SqlKeyword.Delete or SqlKeyword.Insert or SqlKeyword.Replace:
                ScanWriteInside();
                return;
            case SqlKeyword.With:
                ScanWith();
                return;
            case SqlKeyword.For when previous.Keyword == SqlKeyword.Value
                && beforePrevious.Keyword is SqlKeyword.Next or SqlKeyword.Previous:
                Next();
                expectsTable = true;
                return;
        }

        if (definesTable && TryScanDefinition())
            return;
        if (!expectsTable)
        {
            Next();
        }
        else if (current.Keyword is SqlKeyword.If or SqlKeyword.Not or SqlKeyword.Exists or SqlKeyword.Ignore
            or SqlKeyword.LowPriority)
        {
            Next();
        }
        else if (IsReserved(current.Keyword))
        {
            Leave();
        }
        else
        {
            ReadTable();
        }
    }

    private void Leave()
    {
        expectsTable = false;
        Next();
    }

    private static InspectionClause AfterTables(InspectionClause clause) =>
        clause == InspectionClause.Tables ? InspectionClause.Rest : clause;

    /// <summary>Moves behind the current token; a list of tables begins there.</summary>
    private void ExpectTables()
    {
        Next();
        scratch.Frame.Clause = InspectionClause.Tables;
        expectsTable = true;
    }

    private void ScanFrom()
    {
        bool isPartOfCall = scratch.Frame.Clause is InspectionClause.Expression or InspectionClause.Partitions;
        bool isPeriod = previous.Keyword == SqlKeyword.SystemTime;
        if (isPartOfCall || isPeriod)
        {
            Leave();
            return;
        }

        bool hasTargets = isDeleteHead;
        isDeleteHead = false;
        ExpectTables();
        if (hasTargets)
            deleteTargets = statement.TableCount;
    }

    /// <summary>UPDATE and the like where no statement begins: behind WITH, in a block, or a word of another clause.</summary>
    private void ScanWriteInside()
    {
        bool isStart = previous.Kind is SqlTokenKind.RightParenthesis or SqlTokenKind.Semicolon
            || previous.Keyword is SqlKeyword.Begin or SqlKeyword.Then or SqlKeyword.Else or SqlKeyword.Do or SqlKeyword.Loop
                or SqlKeyword.Repeat or SqlKeyword.Atomic;
        bool isCall = Peek().Kind == SqlTokenKind.LeftParenthesis
            && current.Keyword is SqlKeyword.Insert or SqlKeyword.Replace;
        if (isStart && !isCall)
        {
            ScanWrite();
            return;
        }

        if (Is(SqlKeyword.Update) && previous.Keyword == SqlKeyword.For)
            scratch.Frame.Clause = AfterTables(scratch.Frame.Clause);
        Leave();
    }

    /// <summary>The names of common tables, if this WITH brings such.</summary>
    private void ScanWith()
    {
        bool isRecursive = Peek().Keyword == SqlKeyword.Recursive;
        Next();
        if (isRecursive)
            Next();
        expectsTable = false;
        while (IsCommonTableNext())
        {
            TextRange name = current.Range;
            while (!Is(SqlKeyword.As) && !AtEnd)
                Next();
            Next();
            if (isRecursive)
                scratch.Declare(name);
            int depth = scratch.Depth;
            Open(isRecursive ? default : name);
            while (scratch.Depth > depth && !AtEnd)
                ScanToken();
            if (current.Kind != SqlTokenKind.Comma)
                return;
            Next();
        }
    }

    /// <summary>The current token is the name in <c>name [(columns)] AS (</c>.</summary>
    private readonly bool IsCommonTableNext()
    {
        if (!current.IsName)
            return false;
        SqlTokenizer ahead = Peek();
        if (ahead.Kind == SqlTokenKind.LeftParenthesis)
        {
            do
            {
                ReadCode(ref ahead);
            }
            while (ahead.Kind is SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.QuotedIdentifier
                or SqlTokenKind.Keyword or SqlTokenKind.Comma);
            if (ahead.Kind != SqlTokenKind.RightParenthesis)
                return false;
            ReadCode(ref ahead);
        }

        if (ahead.Keyword != SqlKeyword.As)
            return false;
        ReadCode(ref ahead);
        return ahead.Kind == SqlTokenKind.LeftParenthesis;
    }

    private readonly bool IsNamedWindowNext()
    {
        SqlTokenizer ahead = Peek();
        ReadCode(ref ahead);
        if (ahead.Keyword != SqlKeyword.As)
            return false;
        ReadCode(ref ahead);
        return ahead.Kind == SqlTokenKind.LeftParenthesis;
    }

    /// <summary>Reads <c>[schema .] name [.*]</c>, whose first name is the current token.</summary>
    private void ReadTable()
    {
        expectsTable = false;
        TextRange schema = default;
        TextRange name = current.Range;
        lastTable = current.Start;
        Next();
        if (current.Kind == SqlTokenKind.Dot)
        {
            Next();
            if (current.IsName || (current.Kind == SqlTokenKind.String && IsPerhapsName(current)))
            {
                schema = name;
                name = current.Range;
                lastTable = current.Start;
                Next();
            }
        }

        if (schema.IsEmpty && IsCommonTable(name))
            return;
        statement.AddTable(new TableReference(schema, name));
    }

    /// <summary>Compared byte by byte: a server may tell capitals from small letters.</summary>
    private readonly bool IsCommonTable(TextRange name)
    {
        ReadOnlySpan<byte> written = Unquoted(name.Of(text));
        foreach (TextRange common in scratch.CommonTables)
        {
            if (written.SequenceEqual(Unquoted(common.Of(text))))
                return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> name) =>
        name.Length >= 2 && name[0] is (byte)'`' or (byte)'"' && name[^1] == name[0] ? name[1..^1] : name;

    /// <summary>Words that every server reserves, so that no table can be called so without quotes.</summary>
    private static bool IsReserved(SqlKeyword keyword) => keyword is
        SqlKeyword.As or SqlKeyword.Cross or SqlKeyword.Delete or SqlKeyword.Dual or SqlKeyword.For or SqlKeyword.From
        or SqlKeyword.Group or SqlKeyword.Having or SqlKeyword.In or SqlKeyword.Inner or SqlKeyword.Insert or SqlKeyword.Into
        or SqlKeyword.Join or SqlKeyword.Left or SqlKeyword.Like or SqlKeyword.Limit or SqlKeyword.Lock or SqlKeyword.Natural
        or SqlKeyword.On or SqlKeyword.Order or SqlKeyword.Procedure or SqlKeyword.Right or SqlKeyword.Select or SqlKeyword.Set
        or SqlKeyword.StraightJoin or SqlKeyword.To or SqlKeyword.Update or SqlKeyword.Using or SqlKeyword.Values
        or SqlKeyword.Where or SqlKeyword.With;
}
