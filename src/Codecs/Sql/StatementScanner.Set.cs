namespace SceNettyProxy.Codecs.Sql;

/// <summary>SET in all its forms.</summary>
internal ref partial struct StatementScanner
{
    private void ScanSet()
    {
        Next();
        switch (current.Keyword)
        {
            case SqlKeyword.Statement when !IsAssignmentNext():
                Next();
                ScanSetStatement();
                return;
            case SqlKeyword.Password:
                ScanOther(
                    StatementVerb.SetPassword, PrimaryReason.NotARead, StatementEffects.Poisons | StatementEffects.MayWrite);
                return;
            case SqlKeyword.Role when !IsAssignmentNext():
                ScanOther(
                    StatementVerb.SetRole,
                    PrimaryReason.SessionControl,
                    StatementEffects.Poisons | StatementEffects.SetsUntrackable);
                return;
            case SqlKeyword.Default when Peek().Keyword == SqlKeyword.Role:
                ScanOther(
                    StatementVerb.SetDefaultRole, PrimaryReason.NotARead, StatementEffects.Poisons | StatementEffects.MayWrite);
                return;
        }

        SetVerb(StatementVerb.Set);
        Refuse(Is(SqlKeyword.Transaction) ? PrimaryReason.NextTransaction : PrimaryReason.SessionControl);
        SetScope scope = SetScope.Session;
        bool isScoped = false;
        do
        {
            ReadScope(ref scope, ref isScoped);
            if (!ScanAssignment(scope, isScoped))
            {
                statement!.Effects |= StatementEffects.SetsUntrackable;
                break;
            }
        }
        while (current.Kind == SqlTokenKind.Comma && MoveBehindComma());

        if (!AtStatementEnd)
        {
            statement!.Effects |= StatementEffects.SetsUntrackable;
            ScanRest();
        }
    }

    private bool MoveBehindComma()
    {
        Next();
        return true;
    }

    /// <summary>A scope word counts for its assignment and for those behind it that have none.</summary>
    private void ReadScope(ref SetScope scope, ref bool isScoped)
    {
        SetScope? read = IsAssignmentNext() ? null : ScopeOf(current);
        if (read is null)
            return;
        scope = read.Value;
        isScoped = true;
        Next();
    }

    private readonly SetScope? ScopeOf(Token word)
    {
        ReadOnlySpan<byte> name = word.IsName ? word.Of(text) : default;
        if (SqlText.EqualsIgnoreCase(name, "SESSION"u8) || SqlText.EqualsIgnoreCase(name, "LOCAL"u8))
            return SetScope.Session;
        if (SqlText.EqualsIgnoreCase(name, "GLOBAL"u8) || SqlText.EqualsIgnoreCase(name, "PERSIST"u8)
            || SqlText.EqualsIgnoreCase(name, "PERSIST_ONLY"u8))
            return SetScope.Global;
        return null;
    }

    /// <returns>False if it is none that can be tracked; the current token is then anywhere in it.</returns>
    private bool ScanAssignment(SetScope scope, bool isScoped)
    {
        switch (current.Kind)
        {
            case SqlTokenKind.UserVariable:
                var variable = new TextRange(current.Start + 1, current.Length - 1);
                Next();
                return ScanValue(SetScope.User, variable);
            case SqlTokenKind.SystemVariable:
                return ScanSystemAssignment();
            case SqlTokenKind.Keyword when !IsAssignmentNext():
                switch (current.Keyword)
                {
                    case SqlKeyword.Transaction:
                        ScanTransactionCharacteristics(scope, isScoped);
                        return true;
                    case SqlKeyword.Names:
                        Next();
                        return ScanCharacterSet(SetScope.Names);
                    case SqlKeyword.Charset:
                        Next();
                        return ScanCharacterSet(SetScope.CharacterSet);
                    case SqlKeyword.Character:
                        Next();
                        return Accept(SqlKeyword.Set) && ScanCharacterSet(SetScope.CharacterSet);
                    case SqlKeyword.Role:
                    case SqlKeyword.Password:
                    case SqlKeyword.Default:
                        statement!.Effects |= StatementEffects.Poisons | StatementEffects.MayWrite;
                        return false;
                }

                break;
            case SqlTokenKind.Keyword when Is(SqlKeyword.Password):
                statement!.Effects |= StatementEffects.Poisons | StatementEffects.MayWrite;
                return false;
        }

        if (!current.IsName)
            return false;
        TextRange name = current.Range;
        Next();
        if (current.Kind != SqlTokenKind.Dot)
            return ScanValue(scope, name);

        // SET GLOBAL cache.key_buffer_size: the parts of a named cache, or a row's column, which only triggers know.
        Next();
        if (scope != SetScope.Global || !current.IsName)
            return false;
        name = new TextRange(name.Start, current.End - name.Start);
        Next();
        return ScanValue(SetScope.Global, name);
    }

    /// <summary><c>@@name</c>, <c>@@session.name</c> and the like; the current token is the <c>@@</c>.</summary>
    private bool ScanSystemAssignment()
    {
        Next();
        if (!current.IsName)
            return false;
        SetScope scope = SetScope.Session;
        Token name = current;
        Next();
        if (current.Kind == SqlTokenKind.Dot)
        {
            Next();
            if (ScopeOf(name) is not { } written || !current.IsName)
                return false;
            scope = written;
            name = current;
            Next();
        }

        return ScanValue(scope, name.Range);
    }

    private void ScanTransactionCharacteristics(SetScope scope, bool isScoped)
    {
        Next();
        int start = current.Start;
        int end = start;
        while (!AtStatementEnd)
        {
            end = current.End;
            Next();
        }

        SetScope target = !isScoped ? SetScope.NextTransaction
            : scope == SetScope.Global ? SetScope.Global : SetScope.SessionTransaction;
        statement!.Add(new SetAssignment(target, default, new TextRange(start, end - start), SetValueKind.Word, default));
        if (target == SetScope.NextTransaction)
            statement.Effects |= StatementEffects.SetsNextTransaction;
        else if (target == SetScope.SessionTransaction)
            statement.Effects |= StatementEffects.SetsVariables;
    }

    private bool ScanCharacterSet(SetScope scope)
    {
        statement!.Effects |= StatementEffects.SetsVariables | StatementEffects.ChangesReading;
        if (!current.IsName && current.Kind != SqlTokenKind.String)
            return false;
        Token value = current;
        Token collation = default;
        Next();
        if (scope == SetScope.Names && Accept(SqlKeyword.Collate))
        {
            if (!current.IsName && current.Kind != SqlTokenKind.String)
                return false;
            collation = current;
            Next();
        }

        SetValueKind kind = value.Kind == SqlTokenKind.String ? KindOf(value, default, 1, scope) : SetValueKind.Word;
        statement.Add(new SetAssignment(scope, default, value.Range, kind, collation.Range));
        return true;
    }

    /// <summary>Reads the operator and the value, which ends at a comma outside parentheses, and adds the assignment.</summary>
    private bool ScanValue(SetScope scope, TextRange name)
    {
        if (!IsOperator((byte)'=') && !IsAssignmentOperator)
            return false;
        Next();
        Token first = current;
        Token second = default;
        int count = 0;
        int outside = depth;
        while (!AtStatementEnd && !(current.Kind == SqlTokenKind.Comma && depth <= outside) && !EndsSetStatement(outside))
        {
            if (++count == 2)
                second = current;
            ScanToken();
            Next();
        }

        if (count == 0)
            return false;
        NoteTarget(scope, name);
        if (statement!.Verb == StatementVerb.SetStatement)
            return true;

        SetValueKind kind = KindOf(first, second, count, scope);
        if (scope != SetScope.Global)
            statement.Effects |= StatementEffects.SetsVariables;
        if (scope == SetScope.User && kind == SetValueKind.Expression)
            statement.Effects |= StatementEffects.AssignsUserVariable;
        statement.Add(new SetAssignment(scope, name, new TextRange(first.Start, previous.End - first.Start), kind, default));
        return true;
    }

    private readonly void NoteTarget(SetScope scope, TextRange name)
    {
        if (scope != SetScope.Session)
            return;
        ReadOnlySpan<byte> written = name.Of(text);

        // A server that compares names by a collation may take an accented letter for the plain one.
        if (SqlText.NameEquals(written, "sql_mode"u8) || SqlText.NameEquals(written, "character_set_client"u8))
            statement!.Effects |= StatementEffects.ChangesReading;
        else if (written.IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0)
            statement!.Effects |= StatementEffects.ChangesReading | StatementEffects.SetsUntrackable;
    }

    private readonly SetValueKind KindOf(Token first, Token second, int count, SetScope scope)
    {
        if (count == 2 && first.Kind == SqlTokenKind.Operator && text[first.Start] is (byte)'-' or (byte)'+')
            return second.Kind is SqlTokenKind.Integer or SqlTokenKind.Float ? SetValueKind.Number : SetValueKind.Expression;
        if (count != 1)
            return SetValueKind.Expression;

        switch (first.Kind)
        {
            case SqlTokenKind.Integer or SqlTokenKind.Float:
                return SetValueKind.Number;
            case SqlTokenKind.String:
                bool isPlain = !first.HasEscapes && text[first.Start] is (byte)'\'' or (byte)'"'
                    && !first.Of(text).Contains((byte)'\\');
                return isPlain ? SetValueKind.PlainString : SetValueKind.Expression;
            case SqlTokenKind.Identifier when scope != SetScope.User:
                return SetValueKind.Word;
            case SqlTokenKind.Keyword:
                return IsConstant(first.Keyword, scope) ? SetValueKind.Word : SetValueKind.Expression;
            default:
                return SetValueKind.Expression;
        }
    }

    private static bool IsConstant(SqlKeyword keyword, SetScope scope) => keyword switch
    {
        SqlKeyword.Null or SqlKeyword.True or SqlKeyword.False => true,
        SqlKeyword.CurrentDate or SqlKeyword.CurrentRole or SqlKeyword.CurrentTime or SqlKeyword.CurrentTimestamp
            or SqlKeyword.CurrentUser or SqlKeyword.Localtime or SqlKeyword.Localtimestamp or SqlKeyword.UtcDate
            or SqlKeyword.UtcTime or SqlKeyword.UtcTimestamp => false,
        _ => scope != SetScope.User,
    };

    /// <summary>SET STATEMENT a = 1, b = 2 FOR x: verdict and effects are those of x.</summary>
    private void ScanSetStatement()
    {
        SetVerb(StatementVerb.SetStatement);
        do
        {
            bool isTarget = current.IsName;
            TextRange name = current.Range;
            Next();
            if (!isTarget || !ScanValue(SetScope.Session, name))
                break;
        }
        while (current.Kind == SqlTokenKind.Comma && MoveBehindComma());

        if (!Is(SqlKeyword.For))
        {
            Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite | StatementEffects.SetsUntrackable);
            ScanRest();
            return;
        }

        // The mode holds for the rest of the text, which is cut here under the old one.
        batch.IsAmbiguous |= (statement!.Effects & StatementEffects.ChangesReading) != 0;
        Next();
        ScanStatement();
    }

    private readonly bool EndsSetStatement(int outside) =>
        statement!.Verb == StatementVerb.SetStatement && depth <= outside && Is(SqlKeyword.For);

    private readonly bool IsAssignmentNext()
    {
        SqlTokenizer ahead = Peek();
        return ahead.Kind == SqlTokenKind.Operator
            && (ahead.Text.SequenceEqual("="u8) || ahead.Text.SequenceEqual(":="u8));
    }
}
