namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>CREATE, ALTER and DROP: what of, and which engine a table gets.</summary>
internal ref partial struct InspectionScanner
{
    private void ScanDefinition(SqlKeyword verb)
    {
        Next();
        bool isTemporary = SkipToObject();
        statement.Form = FormOf(verb, isTemporary);
        switch (statement.Form)
        {
            case StatementForm.CreateTable or StatementForm.CreateTemporaryTable or StatementForm.AlterTable:
                Next();
                isAlteration = verb == SqlKeyword.Alter;
                definesTable = true;
                expectsTable = true;
                scratch.Frame.Clause = InspectionClause.Front;
                break;
            case StatementForm.DropTable or StatementForm.DropTemporaryTable or StatementForm.DropView
                or StatementForm.DropSequence:
                ExpectTables();
                break;
            case StatementForm.CreateView or StatementForm.AlterView or StatementForm.CreateSequence
                or StatementForm.AlterSequence:
                Next();
                expectsTable = true;
                break;
            case StatementForm.CreateIndex or StatementForm.DropIndex:
                ExpectTableBehindOn();
                break;
            case StatementForm.CreateTrigger:
                ExpectTableBehindOn();
                ReadTableIfExpected();
                SkipRest();
                break;
            case StatementForm.None:
                break;
            default:
                // Programs, accounts and the like: their names are none of tables, and bodies do not run now.
                SkipRest();
                break;
        }
    }

    private void SkipRest()
    {
        while (!AtEnd)
            Next();
    }

    private void ExpectTableBehindOn()
    {
        while (!AtEnd && !Is(SqlKeyword.On))
            Next();
        if (AtEnd)
            return;
        Next();
        expectsTable = true;
    }

    private void ReadTableIfExpected()
    {
        if (expectsTable && current.IsName)
            ReadTable();
    }

    /// <summary>Moves over what may stand between CREATE and TABLE.</summary>
    /// <returns>TEMPORARY was there.</returns>
    private bool SkipToObject()
    {
        bool isTemporary = false;
        while (!AtEnd && !IsObject())
        {
            isTemporary |= Is(SqlKeyword.Temporary);
            bool isDefiner = Is(SqlKeyword.Definer);
            Next();
            if (!IsOperator(current, (byte)'='))
                continue;

            // A value, which may be spelled like an object: DEFINER = event@localhost.
            Next();
            Next();
            if (isDefiner && current.Kind == SqlTokenKind.UserVariable)
                Next();
        }

        return isTemporary;
    }

    private readonly bool IsObject() => current.Keyword is SqlKeyword.Table or SqlKeyword.Tables or SqlKeyword.Index
        or SqlKeyword.View or SqlKeyword.Database or SqlKeyword.Schema or SqlKeyword.Procedure or SqlKeyword.Function
        or SqlKeyword.Trigger or SqlKeyword.Event or SqlKeyword.Sequence or SqlKeyword.Package or SqlKeyword.Role
        || IsWord("USER"u8) || IsWord("SERVER"u8);

    private readonly StatementForm FormOf(SqlKeyword verb, bool isTemporary)
    {
        (StatementForm create, StatementForm alter, StatementForm drop) = current.Keyword switch
        {
            SqlKeyword.Table or SqlKeyword.Tables when isTemporary =>
                (StatementForm.CreateTemporaryTable, StatementForm.AlterTable, StatementForm.DropTemporaryTable),
            SqlKeyword.Table or SqlKeyword.Tables =>
                (StatementForm.CreateTable, StatementForm.AlterTable, StatementForm.DropTable),
            SqlKeyword.Index => (StatementForm.CreateIndex, StatementForm.None, StatementForm.DropIndex),
            SqlKeyword.View => (StatementForm.CreateView, StatementForm.AlterView, StatementForm.DropView),
            SqlKeyword.Database or SqlKeyword.Schema =>
                (StatementForm.CreateDatabase, StatementForm.AlterDatabase, StatementForm.DropDatabase),
            SqlKeyword.Procedure =>
                (StatementForm.CreateProcedure, StatementForm.AlterProcedure, StatementForm.DropProcedure),
            SqlKeyword.Function => (StatementForm.CreateFunction, StatementForm.AlterFunction, StatementForm.DropFunction),
            SqlKeyword.Trigger => (StatementForm.CreateTrigger, StatementForm.None, StatementForm.DropTrigger),
            SqlKeyword.Event => (StatementForm.CreateEvent, StatementForm.AlterEvent, StatementForm.DropEvent),
            SqlKeyword.Sequence => (StatementForm.CreateSequence, StatementForm.AlterSequence, StatementForm.DropSequence),
            SqlKeyword.Package => (StatementForm.CreatePackage, StatementForm.None, StatementForm.DropPackage),
            SqlKeyword.Role => (StatementForm.CreateRole, StatementForm.None, StatementForm.DropRole),
            _ when IsWord("USER"u8) => (StatementForm.CreateUser, StatementForm.AlterUser, StatementForm.DropUser),
            _ when IsWord("SERVER"u8) => (StatementForm.CreateServer, StatementForm.AlterServer, StatementForm.DropServer),
            _ => default,
        };
        return verb switch
        {
            SqlKeyword.Create => create,
            SqlKeyword.Alter => alter,
            _ => drop,
        };
    }

    /// <summary>Words of a table's definition that mean something here; false for any other.</summary>
    private bool TryScanDefinition()
    {
        switch (current.Keyword)
        {
            case SqlKeyword.Engine:
                return TryScanEngine();
            case SqlKeyword.Like when !isAlteration && (IsBehindTable(previous)
                || (previous.Kind == SqlTokenKind.LeftParenthesis && IsBehindTable(beforePrevious))):
                Next();
                expectsTable = true;
                return true;
            case SqlKeyword.Rename when isAlteration && scratch.Depth == 0 && !expectsTable:
                Next();
                if (current.Keyword is SqlKeyword.Column or SqlKeyword.Index or SqlKeyword.Key)
                    return true;
                if (current.Keyword is SqlKeyword.To or SqlKeyword.As || IsOperator(current, (byte)'='))
                    Next();
                expectsTable = true;
                return true;
            case SqlKeyword.With when IsCommonTableBehindWith():
                definesTable = false;
                return false;
            default:
                return false;
        }
    }

    private readonly bool IsBehindTable(Token token) => token.Start == lastTable && statement.TableCount == 1;

    private readonly bool IsCommonTableBehindWith()
    {
        SqlTokenizer ahead = Peek();
        return ahead.Kind is SqlTokenKind.Identifier or SqlTokenKind.QuotedIdentifier;
    }

    /// <summary>
    /// Reads <c>ENGINE [=] name</c> if it is the option of that name, and not a column, an index or another option's value
    /// that is spelled like it.
    /// </summary>
    private bool TryScanEngine()
    {
        if (!Is(SqlKeyword.Engine) || expectsTable)
            return false;
        bool isTable = scratch.Depth == 0;
        bool isPartition = scratch.Frame.Clause == InspectionClause.Partitions
            && previous.Kind is not (SqlTokenKind.LeftParenthesis or SqlTokenKind.Comma);
        if (!isPartition && !(isTable && !NamesOtherThing()))
            return false;

        Next();
        bool hasSign = IsOperator(current, (byte)'=');
        if (hasSign)
            Next();
        bool isName = !AtEnd && (current.IsName || current.Kind == SqlTokenKind.String);
        if (!isName && !hasSign)
        {
            // ALTER TABLE t ORDER BY a, engine
            return true;
        }

        TextRange name = isName ? current.Range : default;
        if (isName)
            Next();

        // x = ENGINE InnoDB = 1 are two other options.
        bool isOption = !IsOperator(current, (byte)'=') || AtEnd;
        statement.AddEngine(isOption ? name : default);
        statement.NamesEngine |= isTable && isOption && isName;
        return true;
    }

    /// <summary>The ENGINE at the level of the table's options is the name of something.</summary>
    private readonly bool NamesOtherThing()
    {
        if (previous.Kind == SqlTokenKind.Dot || IsOperator(previous, (byte)'=') || IsWord(previous, "TABLESPACE"u8))
            return true;
        if (!isAlteration)
            return false;
        if (previous.Keyword is SqlKeyword.Add or SqlKeyword.Column or SqlKeyword.Drop or SqlKeyword.Change or SqlKeyword.Alter
            or SqlKeyword.By or SqlKeyword.Index or SqlKeyword.Key or SqlKeyword.Exists or SqlKeyword.To or SqlKeyword.Constraint
            or SqlKeyword.Check or SqlKeyword.Unique or SqlKeyword.Fulltext or SqlKeyword.Spatial
            || IsWord(previous, "MODIFY"u8) || IsWord(previous, "AFTER"u8))
            return true;
        if (previous.IsName && (beforePrevious.Keyword == SqlKeyword.Change
            || (beforePrevious.Keyword == SqlKeyword.Column && thirdBefore.Keyword == SqlKeyword.Change)))
            return true;
        return Peek().Keyword is SqlKeyword.Desc or SqlKeyword.Asc;
    }

    /// <summary>
    /// In a table's definition the name before a parenthesis stands where no call can: it is that of an index or a type.
    /// </summary>
    private readonly bool IsDefinedName() =>
        beforePrevious.Kind is SqlTokenKind.QuotedIdentifier
        || (beforePrevious.Kind is SqlTokenKind.Identifier or SqlTokenKind.Function && !IsWord(beforePrevious, "ESCAPE"u8))
        || beforePrevious.Keyword is SqlKeyword.Key or SqlKeyword.Index or SqlKeyword.Unique or SqlKeyword.Fulltext
            or SqlKeyword.Spatial or SqlKeyword.References or SqlKeyword.Partition;
}
