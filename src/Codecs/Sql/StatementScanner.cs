namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// One pass over a text that fills a batch: this part walks the tokens and the statements, the others know what each
/// statement, expression and SET means.
/// </summary>
internal ref partial struct StatementScanner
{
    private readonly ReadOnlySpan<byte> text;
    private readonly SqlReading reading;
    private readonly StatementBatch batch;
    private SqlTokenizer tokens;
    private Statement? statement;
    private bool isExecutableCommentPending;
    private Token current;
    private Token previous;
    private Token beforePrevious;
    private Token thirdBefore;

    /// <summary>Calls are evaluated here; false where a name before a parenthesis is a table, an index or a type.</summary>
    private bool judgesCalls;

    /// <summary>The statement is a read unless something in it says otherwise.</summary>
    private bool isReadCandidate;
    private bool isIntoList;
    private bool hasCommonTables;
    private bool callsConnectionId;
    private int depth;

    /// <summary>Calls of JSON_TABLE whose COLUMNS have not been seen yet.</summary>
    private int awaitedColumns;

    /// <summary>The depth at which the verb behind WITH is expected; -1 when it is known.</summary>
    private int awaitedVerbDepth;

    /// <summary>Blocks that are open in the body of a stored program or in a compound statement.</summary>
    private int openBlocks;

    /// <summary>One bit per open block: a CASE expression, whose THEN and ELSE begin no statement.</summary>
    private ulong caseExpressions;
    private bool startsInnerStatement;
    private bool declaresHandler;

    public StatementScanner(
        ReadOnlySpan<byte> text, SqlReading reading, StatementBatch batch, bool skipsConditionalComments)
    {
        // A NUL behind the last statement is no part of it: the server takes it for the end.
        this.text = text.TrimEnd((byte)0);
        this.reading = reading;
        this.batch = batch;
        tokens = new SqlTokenizer(this.text, reading, skipsConditionalComments);
    }

    /// <summary>The text has executable comments that some servers take for comments.</summary>
    public readonly bool HasConditionalCode => tokens.HasConditionalCode;

    private readonly bool AtStatementEnd => current.Kind is SqlTokenKind.End or SqlTokenKind.Semicolon;

    /// <summary>Fills the batch from the whole text.</summary>
    public void Run()
    {
        int start = 0;
        Next();
        while (current.Kind != SqlTokenKind.End)
        {
            if (current.Kind == SqlTokenKind.Semicolon)
            {
                start = current.End;
                Next();
                continue;
            }

            // What was read before is now read differently by the server, which this pass does not follow.
            batch.IsAmbiguous |= (batch.Effects & StatementEffects.ChangesReading) != 0;
            BeginStatement();
            ScanStatement();
            EndStatement(start);
        }

        batch.IsAmbiguous |= tokens.IsAmbiguous;
    }

    private void BeginStatement()
    {
        statement = batch.Add();
        judgesCalls = true;
        isReadCandidate = false;
        isIntoList = false;
        depth = 0;
        awaitedColumns = 0;
        awaitedVerbDepth = -1;
        hasCommonTables = false;
        callsConnectionId = false;
        if (isExecutableCommentPending || tokens.IsInExecutableComment)
            Refuse(PrimaryReason.ExecutableComment);
        isExecutableCommentPending = false;
    }

    private void EndStatement(int start)
    {
        if (awaitedColumns > 0)
            Refuse(PrimaryReason.UnknownFunction, StatementEffects.CallsUnknown | StatementEffects.MayWrite);
        int end = current.Kind == SqlTokenKind.End ? text.Length : current.Start;
        statement!.Text = new TextRange(start, end - start);
        statement.IsRead = statement.PrimaryReason == PrimaryReason.None;
        statement.ConnectionIdColumn =
            callsConnectionId && statement.IsRead ? ConnectionIdQuery.Column(text, statement.Text, reading) : default;
        batch.Effects |= statement.Effects;
        statement = null;
    }

    /// <summary>Moves to the next token that is not a comment.</summary>
    private void Next()
    {
        thirdBefore = beforePrevious;
        beforePrevious = previous;
        previous = current;
        while (tokens.Read())
        {
            switch (tokens.Kind)
            {
                case SqlTokenKind.Comment:
                    NoteHint(tokens.Text);
                    continue;
                case SqlTokenKind.ExecutableCommentStart:
                    batch.HasExecutableComment = true;
                    if (statement is null)
                        isExecutableCommentPending = true;
                    else
                        Refuse(PrimaryReason.ExecutableComment);
                    continue;
                case SqlTokenKind.ExecutableCommentEnd:
                    continue;
            }

            break;
        }

        current = new Token(tokens.Kind, tokens.Keyword, tokens.Start, tokens.Length, tokens.HasEscapes);
        if (tokens.IsInExecutableComment && statement is not null && !AtStatementEnd)
            Refuse(PrimaryReason.ExecutableComment);
    }

    private void NoteHint(ReadOnlySpan<byte> comment)
    {
        if (batch.Hint != RouteHint.None || !comment.StartsWith("/*"u8) || !comment.EndsWith("*/"u8) || comment.Length < 4)
            return;
        ReadOnlySpan<byte> words = comment[2..^2].Trim(" \t\r\n\v\f"u8);
        int colon = words.IndexOf((byte)':');
        if (colon < 0 || !SqlText.EqualsIgnoreCase(words[..colon].TrimEnd(" \t\r\n\v\f"u8), "sce"u8))
            return;
        ReadOnlySpan<byte> wish = words[(colon + 1)..].TrimStart(" \t\r\n\v\f"u8);
        if (SqlText.EqualsIgnoreCase(wish, "primary"u8))
            batch.Hint = RouteHint.Primary;
        else if (SqlText.EqualsIgnoreCase(wish, "replica"u8))
            batch.Hint = RouteHint.Replica;
    }

    /// <summary>A replica may not run the statement; the first reason stays.</summary>
    private readonly void Refuse(PrimaryReason reason) => Refuse(reason, StatementEffects.None);

    private readonly void Refuse(PrimaryReason reason, StatementEffects effects)
    {
        if (statement!.PrimaryReason == PrimaryReason.None)
            statement.PrimaryReason = reason;
        statement.HasReasonOfItsOwn |= (effects & StatementEffects.FollowsPrevious) == 0;
        statement.Effects |= effects;
    }

    private readonly bool Is(SqlKeyword keyword) => current.Keyword == keyword && keyword != SqlKeyword.None;

    /// <summary>Moves on if the current token is <paramref name="keyword"/>.</summary>
    private bool Accept(SqlKeyword keyword)
    {
        if (!Is(keyword))
            return false;
        Next();
        return true;
    }

    /// <summary>The next token that is not a comment, left unread.</summary>
    private readonly SqlTokenizer Peek()
    {
        SqlTokenizer ahead = tokens;
        ReadCode(ref ahead);
        return ahead;
    }

    private static void ReadCode(ref SqlTokenizer ahead)
    {
        while (ahead.Read() && ahead.Kind is SqlTokenKind.Comment or SqlTokenKind.ExecutableCommentStart
            or SqlTokenKind.ExecutableCommentEnd)
        {
        }
    }

    private readonly bool IsWord(ReadOnlySpan<byte> word) =>
        current.Kind is SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.Keyword
        && SqlText.EqualsIgnoreCase(current.Of(text), word);

    private readonly bool IsOperator(byte symbol) =>
        current.Kind == SqlTokenKind.Operator && current.Length == 1 && text[current.Start] == symbol;

    private readonly bool IsAssignmentOperator => current.Kind == SqlTokenKind.Operator && current.Length == 2
        && text[current.Start] == ':' && text[current.Start + 1] == '=';

    /// <summary>A token by its place, kept while later ones are read.</summary>
    private readonly record struct Token(SqlTokenKind Kind, SqlKeyword Keyword, int Start, int Length, bool HasEscapes)
    {
        public int End => Start + Length;

        public bool IsName => Kind is SqlTokenKind.Identifier or SqlTokenKind.Function or SqlTokenKind.QuotedIdentifier
            or SqlTokenKind.Keyword;

        public TextRange Range => new(Start, Length);

        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
    }
}
