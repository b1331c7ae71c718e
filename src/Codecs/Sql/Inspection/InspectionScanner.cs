namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>
/// One pass over a text whose statements are known: this part walks the tokens, InspectionScanner.Statements.cs knows how
/// each statement begins, InspectionScanner.Tables.cs finds tables, InspectionScanner.Definitions.cs what CREATE and ALTER say.
/// </summary>
/// <remarks>
/// It follows no grammar of expressions: it knows the words that a table stands behind, and which clause of a query each
/// level of parentheses has come to. Words leave a clause only if every server reserves them, since an alias may be spelled
/// like any other.
/// </remarks>
internal ref partial struct InspectionScanner
{
    private readonly ReadOnlySpan<byte> text;
    private readonly SqlReading reading;
    private readonly StatementBatch classified;
    private readonly InspectedBatch batch;
    private readonly InspectionScratch scratch;
    private SqlTokenizer tokens;
    private InspectedStatement statement;
    private Token current;
    private Token previous;
    private Token beforePrevious;
    private Token thirdBefore;
    private int end;

    /// <summary>The next name is a table.</summary>
    private bool expectsTable;

    /// <summary>Where the last table's name begins: a parenthesis behind it is no call.</summary>
    private int lastTable;

    /// <summary>The depth at which an UPDATE or DELETE stands; -1 where there is none.</summary>
    private int writeDepth;

    /// <summary>Tables known in front of the targets of <c>DELETE FROM a, b USING …</c>; -1 behind them.</summary>
    private int deleteTargets;

    /// <summary>Nothing but options stands between DELETE and the FROM that comes.</summary>
    private bool isDeleteHead;

    /// <summary>In the definition of a table, as long as no query begins in it.</summary>
    private bool definesTable;

    /// <summary>That definition is an ALTER TABLE.</summary>
    private bool isAlteration;

    public InspectionScanner(
        ReadOnlySpan<byte> text,
        SqlReading reading,
        StatementBatch classified,
        InspectedBatch batch,
        InspectionScratch scratch,
        bool skipsConditionalComments)
    {
        this.text = text.TrimEnd((byte)0);
        this.reading = reading;
        this.classified = classified;
        this.batch = batch;
        this.scratch = scratch;
        statement = null!;
        tokens = new SqlTokenizer(this.text, reading, skipsConditionalComments);
    }

    private readonly bool AtEnd => current.Kind == SqlTokenKind.End || current.Start >= end;

    public void Run()
    {
        Next();
        for (int i = 0; i < classified.Count; i++)
        {
            Statement known = classified[i];
            end = known.Text.Start + known.Text.Length;
            while (current.Kind != SqlTokenKind.End && current.Start < known.Text.Start)
                Next();
            Begin(known);
            ScanStatement();
            ScanRest();
        }
    }

    private void Begin(Statement known)
    {
        statement = batch.Add();
        statement.Text = known.Text;
        statement.Verb = known.Verb;
        statement.InnerVerb = known.InnerVerb;
        statement.UseSchema = known.UseSchema;
        statement.Sets = TargetsOf(known);
        BeginInner();
        lastTable = -1;
        previous = default;
        beforePrevious = default;
        thirdBefore = default;
    }

    /// <summary>A statement begins, perhaps inside another one.</summary>
    private void BeginInner()
    {
        scratch.Reset();
        scratch.Frame.Clause = InspectionClause.Front;
        expectsTable = false;
        writeDepth = -1;
        deleteTargets = -1;
        definesTable = false;
    }

    private readonly SetTargets TargetsOf(Statement known)
    {
        SetTargets targets = SetTargets.None;
        if (known.Verb is not (StatementVerb.Set or StatementVerb.SetStatement) && known.InnerVerb != StatementVerb.Set)
            return targets;
        if (known.Verb == StatementVerb.SetStatement)
            targets = SetTargets.SessionVariable;
        foreach (SetAssignment assignment in known.Assignments)
        {
            targets |= assignment.Scope switch
            {
                SetScope.Session when SqlText.NameEquals(assignment.Name.Of(text), "autocommit"u8) => SetTargets.Autocommit,
                SetScope.Session => SetTargets.SessionVariable,
                SetScope.User => SetTargets.UserVariable,
                SetScope.Global => SetTargets.GlobalVariable,
                SetScope.Names or SetScope.CharacterSet => SetTargets.CharacterSet,
                _ => SetTargets.Transaction,
            };
        }

        bool isReadable = known.InnerVerb != StatementVerb.Set
            && (known.Effects & (StatementEffects.SetsUntrackable | StatementEffects.Poisons)) == 0;
        return isReadable || known is { Verb: StatementVerb.SetStatement, InnerVerb: not StatementVerb.Set }
            ? targets
            : targets | SetTargets.Unreadable;
    }

    /// <summary>Moves to the next token that is no comment.</summary>
    private void Next()
    {
        thirdBefore = beforePrevious;
        beforePrevious = previous;
        previous = current;
        ReadCode(ref tokens);
        current = new Token(tokens.Kind, tokens.Keyword, tokens.Start, tokens.Length);
    }

    private static void ReadCode(ref SqlTokenizer ahead)
    {
        while (ahead.Read() && ahead.Kind is SqlTokenKind.Comment or SqlTokenKind.ExecutableCommentStart
            or SqlTokenKind.ExecutableCommentEnd)
        {
        }
    }

    /// <summary>The next token that is no comment, left unread.</summary>
    private readonly SqlTokenizer Peek()
    {
        SqlTokenizer ahead = tokens;
        ReadCode(ref ahead);
        return ahead;
    }

    private readonly bool Is(SqlKeyword keyword) => current.Keyword == keyword;

    private readonly bool IsWord(ReadOnlySpan<byte> word) => IsWord(current, word);

    private readonly bool IsWord(Token token, ReadOnlySpan<byte> word) =>
        token.Kind is SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.Keyword
        && SqlText.EqualsIgnoreCase(token.Of(text), word);

    private readonly bool IsOperator(Token token, byte symbol) =>
        token.Kind == SqlTokenKind.Operator && token.Length == 1 && text[token.Start] == symbol;

    /// <summary>Moves on if the current token is that keyword.</summary>
    private bool Accept(SqlKeyword keyword)
    {
        if (!Is(keyword))
            return false;
        Next();
        return true;
    }

    /// <summary>Judges all tokens up to the end of the statement.</summary>
    private void ScanRest()
    {
        while (!AtEnd)
            ScanToken();
    }

    /// <summary>Judges the current token and moves behind it.</summary>
    private void ScanToken()
    {
        switch (current.Kind)
        {
            case SqlTokenKind.LeftParenthesis:
                Open(default);
                break;
            case SqlTokenKind.RightParenthesis:
                scratch.Close();
                expectsTable = false;
                Next();
                break;
            case SqlTokenKind.Comma:
                expectsTable = scratch.Frame.Clause == InspectionClause.Tables;
                Next();
                break;
            case SqlTokenKind.Semicolon:
                // Inside a compound statement.
                Next();
                break;
            case SqlTokenKind.Keyword:
                ScanKeyword();
                break;
            case SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.QuotedIdentifier:
                ScanName();
                break;
            case SqlTokenKind.String when expectsTable && IsPerhapsName(current):
                ReadTable();
                break;
            case SqlTokenKind.Operator when expectsTable && IsOperator(current, (byte)'{'):
                SkipEscape();
                break;
            case SqlTokenKind.Dot:
                // A point in front of a table's name is allowed.
                Next();
                break;
            default:
                expectsTable = false;
                Next();
                break;
        }
    }

    private void ScanName()
    {
        if (definesTable && TryScanEngine())
            return;
        if (!expectsTable)
        {
            Next();
            return;
        }

        // Table functions; what is in their parentheses speaks for itself.
        if (current.Kind == SqlTokenKind.Function && IsWord("LATERAL"u8))
        {
            Next();
        }
        else if (current.Kind == SqlTokenKind.Function && IsWord("JSON_TABLE"u8))
        {
            expectsTable = false;
            Next();
        }
        else
        {
            ReadTable();
        }
    }

    /// <summary><c>{ OJ a LEFT JOIN b … }</c> is a join for the server.</summary>
    private void SkipEscape()
    {
        Next();
        if (current.IsName && Peek().Kind != SqlTokenKind.Dot)
            Next();
    }

    /// <summary>Opens the parenthesis that is the current token, and moves behind it.</summary>
    private void Open(TextRange declares)
    {
        NoteCall();
        InspectionClause clause = expectsTable ? InspectionClause.Tables : InspectionClause.Expression;
        batch.IsAmbiguous |= !scratch.TryOpen(clause, declares);
        expectsTable |= IsSequenceFunction(previous);
        Next();
        if (current.Keyword == SqlKeyword.Partition || IsWord("SUBPARTITION"u8))
            scratch.Frame.Clause = InspectionClause.Partitions;
    }

    /// <summary>Notes the name in front of the parenthesis that is the current token, if it calls something.</summary>
    private readonly void NoteCall()
    {
        if (expectsTable || previous.Start == lastTable || previous.Length == 0)
            return;
        switch (previous.Kind)
        {
            case SqlTokenKind.Keyword when StatementScanner.StandsBeforeParenthesis(previous.Keyword)
                || IsGrammar(previous.Keyword):
                return;
            case SqlTokenKind.String when IsPerhapsName(previous):
                break;
            default:
                if (!previous.IsName)
                    return;
                break;
        }

        bool isQualified = beforePrevious.Kind == SqlTokenKind.Dot && thirdBefore.IsName;
        if (!isQualified && (beforePrevious.Keyword == SqlKeyword.As || (definesTable && IsDefinedName())))
            return;
        statement.AddFunction(new FunctionReference(isQualified ? thirdBefore.Range : default, previous.Range));
    }

    private readonly bool IsSequenceFunction(Token token) =>
        IsWord(token, "NEXTVAL"u8) || IsWord(token, "LASTVAL"u8) || IsWord(token, "SETVAL"u8);

    /// <summary>Words that a parenthesis may follow without a call, beyond those that matter for routing.</summary>
    private static bool IsGrammar(SqlKeyword keyword) => keyword is
        SqlKeyword.Add or SqlKeyword.Against or SqlKeyword.Check or SqlKeyword.Column or SqlKeyword.Columns
        or SqlKeyword.Duplicate or SqlKeyword.Fulltext or SqlKeyword.Limit or SqlKeyword.Of or SqlKeyword.Offset
        or SqlKeyword.Range or SqlKeyword.Spatial or SqlKeyword.Unique;

    /// <summary>Under ANSI_QUOTES the string is a name, and the modes are not known.</summary>
    private readonly bool IsPerhapsName(Token token) => !reading.ModesKnown && text[token.Start] == '"';

    /// <summary>A token by its place, kept while later ones are read.</summary>
    private readonly record struct Token(SqlTokenKind Kind, SqlKeyword Keyword, int Start, int Length)
    {
        public bool IsName => Kind is SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.QuotedIdentifier
            or SqlTokenKind.Keyword;

        public TextRange Range => new(Start, Length);

        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
    }
}
