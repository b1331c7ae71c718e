namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>How statements begin, up to where their tables stand.</summary>
internal ref partial struct InspectionScanner
{
    private void ScanStatement()
    {
        isDeleteHead = false;
        while (current.Kind == SqlTokenKind.LeftParenthesis && !AtEnd)
        {
            Open(default);
            scratch.Frame.Clause = InspectionClause.Front;
        }

        switch (current.Keyword)
        {
            case SqlKeyword.Insert or SqlKeyword.Replace or SqlKeyword.Update or SqlKeyword.Delete:
                ScanWrite();
                break;
            case SqlKeyword.Create or SqlKeyword.Alter or SqlKeyword.Drop:
                ScanDefinition(current.Keyword);
                break;
            case SqlKeyword.Rename:
                ScanRename();
                break;
            case SqlKeyword.Truncate:
                Next();
                Accept(SqlKeyword.Table);
                expectsTable = true;
                break;
            case SqlKeyword.Show:
                ScanShow();
                break;
            case SqlKeyword.Explain or SqlKeyword.Describe or SqlKeyword.Desc or SqlKeyword.Analyze:
                ScanExplain();
                break;
            case SqlKeyword.Set when statement.Verb == StatementVerb.SetStatement && Peek().Keyword == SqlKeyword.Statement:
                ScanSetStatement();
                break;
            case SqlKeyword.Handler:
                Next();
                expectsTable = true;
                break;
            case SqlKeyword.Check or SqlKeyword.Checksum or SqlKeyword.Optimize or SqlKeyword.Repair or SqlKeyword.Lock
                or SqlKeyword.Flush or SqlKeyword.Backup:
                ScanTableList();
                break;
            case SqlKeyword.Load or SqlKeyword.Cache:
                ScanLoad();
                break;
            case SqlKeyword.Prepare:
                ScanPrepare();
                break;
            case SqlKeyword.Execute:
                ScanExecute();
                break;
            case SqlKeyword.Call:
                ScanCall();
                break;
            case SqlKeyword.Grant or SqlKeyword.Revoke:
                ScanGrant();
                break;
        }
    }

    /// <summary>INSERT, REPLACE, UPDATE or DELETE, which is the current token.</summary>
    private void ScanWrite()
    {
        SqlKeyword verb = current.Keyword;
        Next();
        while (current.Keyword is SqlKeyword.LowPriority or SqlKeyword.Delayed or SqlKeyword.HighPriority or SqlKeyword.Ignore
            or SqlKeyword.Into)
            Next();
        switch (verb)
        {
            case SqlKeyword.Update:
                writeDepth = scratch.Depth;
                scratch.Frame.Clause = InspectionClause.Tables;
                expectsTable = true;
                break;
            case SqlKeyword.Delete:
                writeDepth = scratch.Depth;
                ScanDeleteTargets();
                break;
            default:
                scratch.Frame.Clause = InspectionClause.Front;
                expectsTable = true;
                break;
        }
    }

    /// <summary>What stands between DELETE and FROM are options, or names of tables that come behind it.</summary>
    private void ScanDeleteTargets()
    {
        scratch.Frame.Clause = InspectionClause.Front;
        while (IsWord("QUICK"u8) && Peek().Kind is not (SqlTokenKind.Dot or SqlTokenKind.Comma))
            Next();
        while (current.Keyword is SqlKeyword.Ignore or SqlKeyword.LowPriority)
            Next();
        isDeleteHead = Is(SqlKeyword.From) || IsWord("HISTORY"u8);
    }

    private void ScanRename()
    {
        Next();
        if (current.Keyword is SqlKeyword.Table or SqlKeyword.Tables)
        {
            statement.Form = StatementForm.RenameTable;
            ExpectTables();
            while (!AtEnd)
            {
                bool isNewName = Is(SqlKeyword.To);
                ScanToken();
                expectsTable |= isNewName;
            }
        }
        else if (IsWord("USER"u8))
        {
            statement.Form = StatementForm.RenameUser;
        }
    }

    /// <summary><c>OPTIMIZE [LOCAL] TABLES a, b</c> and the like.</summary>
    private void ScanTableList()
    {
        Next();
        while (current.Keyword is SqlKeyword.NoWriteToBinlog or SqlKeyword.Local)
            Next();
        if (current.Keyword is SqlKeyword.Table or SqlKeyword.Tables or SqlKeyword.View or SqlKeyword.Lock)
            ExpectTables();
    }

    private void ScanLoad()
    {
        bool isCache = Is(SqlKeyword.Cache);
        Next();
        statement.Form = current.Keyword switch
        {
            SqlKeyword.Data => StatementForm.LoadData,
            SqlKeyword.Xml => StatementForm.LoadXml,
            _ => StatementForm.LoadIndex,
        };
        if (statement.Form != StatementForm.LoadIndex)
            return;

        // LOAD INDEX INTO CACHE a, b; CACHE INDEX a, b IN c
        while (!AtEnd && !(isCache ? Is(SqlKeyword.Index) : Is(SqlKeyword.Cache)))
            Next();
        if (!AtEnd)
            ExpectTables();
    }

    private void ScanPrepare()
    {
        Next();
        ReadPreparedName();
        while (!AtEnd && !Is(SqlKeyword.From))
            Next();
        Next();
        ScanInnerText(mayUse: false);
    }

    private void ScanExecute()
    {
        Next();
        if (Accept(SqlKeyword.Immediate))
            ScanInnerText(mayUse: true);
        else
            ReadPreparedName();
    }

    private void ReadPreparedName()
    {
        if (!current.IsName || AtEnd)
            return;
        statement.PreparedName = current.Range;
        Next();
    }

    private void ScanInnerText(bool mayUse)
    {
        statement.HasInnerText = true;
        if (current.Kind != SqlTokenKind.String || AtEnd || text[current.Start] is not ((byte)'\'' or (byte)'"')
            || IsPerhapsName(current))
            return;
        TextRange literal = current.Range;
        Next();
        if (AtEnd || (mayUse && Is(SqlKeyword.Using)))
            statement.InnerText = literal;
    }

    private void ScanCall()
    {
        Next();
        if (!current.IsName)
            return;
        TextRange schema = default;
        TextRange name = current.Range;
        Next();
        if (current.Kind == SqlTokenKind.Dot)
        {
            Next();
            schema = name;
            name = current.Range;
            Next();
        }

        statement.AddFunction(new FunctionReference(schema, name));
        if (current.Kind != SqlTokenKind.LeftParenthesis)
            return;

        // Its name is noted already.
        lastTable = previous.Start;
        Open(default);
    }

    private void ScanGrant()
    {
        while (!AtEnd && !Is(SqlKeyword.On))
            Next();
        Next();
        if (current.Keyword is SqlKeyword.Table or SqlKeyword.Function or SqlKeyword.Procedure)
            Next();
        expectsTable = true;
    }

    private void ScanSetStatement()
    {
        Next();
        Next();
        while (!AtEnd && !(scratch.Depth == 0 && Is(SqlKeyword.For)))
            ScanToken();
        Next();
        BeginInner();
        ScanStatement();
    }

    private void ScanShow()
    {
        Next();
        while (current.Keyword is SqlKeyword.Full or SqlKeyword.Extended or SqlKeyword.Global or SqlKeyword.Session
            or SqlKeyword.Local or SqlKeyword.Open)
            Next();
        statement.Form = ShowForm();
        switch (statement.Form)
        {
            case StatementForm.ShowCreateTable or StatementForm.ShowCreateView:
                Next();
                ExpectTables();
                break;
            case StatementForm.ShowColumns or StatementForm.ShowIndex:
                ScanShowFrom();
                break;
            default:
                // What stands behind FROM is a schema; TABLE is the first word of TABLE STATUS.
                Next();
                scratch.Frame.Clause = InspectionClause.Expression;
                break;
        }
    }

    private readonly StatementForm ShowForm() => current.Keyword switch
    {
        SqlKeyword.Tables => StatementForm.ShowTables,
        SqlKeyword.Table => StatementForm.ShowTableStatus,
        SqlKeyword.Columns or SqlKeyword.Fields => StatementForm.ShowColumns,
        SqlKeyword.Index or SqlKeyword.Indexes or SqlKeyword.Keys => StatementForm.ShowIndex,
        SqlKeyword.Databases or SqlKeyword.Schemas => StatementForm.ShowDatabases,
        SqlKeyword.Triggers => StatementForm.ShowTriggers,
        SqlKeyword.Events => StatementForm.ShowEvents,
        SqlKeyword.Collation => StatementForm.ShowCollation,
        SqlKeyword.Charset or SqlKeyword.Character => StatementForm.ShowCharacterSet,
        SqlKeyword.Status => StatementForm.ShowStatus,
        SqlKeyword.Warnings => StatementForm.ShowWarnings,
        SqlKeyword.Errors => StatementForm.ShowErrors,
        SqlKeyword.Count => CountedForm(),
        SqlKeyword.Engine => StatementForm.ShowEngine,
        SqlKeyword.Privileges => StatementForm.ShowPrivileges,
        SqlKeyword.Profile or SqlKeyword.Profiles => StatementForm.ShowProfile,
        SqlKeyword.Create => Peek().Keyword switch
        {
            SqlKeyword.Table => StatementForm.ShowCreateTable,
            SqlKeyword.View => StatementForm.ShowCreateView,
            SqlKeyword.Database or SqlKeyword.Schema => StatementForm.ShowCreateDatabase,
            _ => StatementForm.ShowCreate,
        },
        _ when IsWord("VARIABLES"u8) => StatementForm.ShowVariables,
        _ when IsWord("PROCESSLIST"u8) => StatementForm.ShowProcesslist,
        _ when IsWord("GRANTS"u8) => StatementForm.ShowGrants,
        _ when IsWord("ENGINES"u8) => StatementForm.ShowEngines,
        _ when IsWord("PLUGINS"u8) => StatementForm.ShowPlugins,
        _ => StatementForm.None,
    };

    /// <summary>SHOW COUNT(*) WARNINGS, SHOW COUNT(*) ERRORS.</summary>
    private readonly StatementForm CountedForm()
    {
        SqlTokenizer ahead = tokens;
        for (int i = 0; i < 4; i++)
            ReadCode(ref ahead);
        return ahead.Keyword == SqlKeyword.Errors ? StatementForm.ShowErrors : StatementForm.ShowWarnings;
    }

    /// <summary><c>COLUMNS FROM a FROM schema</c>, with IN in the place of either FROM.</summary>
    private void ScanShowFrom()
    {
        Next();
        if (current.Keyword is not (SqlKeyword.From or SqlKeyword.In))
            return;
        Next();
        if (!current.IsName && current.Kind != SqlTokenKind.String)
            return;
        ReadTable();
        scratch.Frame.Clause = InspectionClause.Expression;
        if (current.Keyword is not (SqlKeyword.From or SqlKeyword.In))
            return;
        Next();
        if (!AtEnd)
            statement.QualifyLastTable(current.Range);
    }

    private void ScanExplain()
    {
        bool isAnalyze = Is(SqlKeyword.Analyze);
        Next();
        if (isAnalyze && current.Keyword is SqlKeyword.Table or SqlKeyword.Tables or SqlKeyword.NoWriteToBinlog or SqlKeyword.Local)
        {
            while (current.Keyword is SqlKeyword.NoWriteToBinlog or SqlKeyword.Local)
                Next();
            ExpectTables();
            return;
        }

        while (Is(SqlKeyword.Format))
        {
            if (!isAnalyze && Peek().Kind != SqlTokenKind.Operator)
                break;
            Next();
            if (IsOperator(current, (byte)'='))
                Next();
            Next();
        }

        if (statement.EffectiveVerb == StatementVerb.Describe)
        {
            expectsTable = true;
            scratch.Frame.Clause = InspectionClause.Expression;
            return;
        }

        while (!AtEnd && !IsExplainable())
            Next();
        BeginInner();
        if (!AtEnd)
            ScanStatement();
    }

    private readonly bool IsExplainable() => current.Kind == SqlTokenKind.LeftParenthesis
        || current.Keyword is SqlKeyword.Select or SqlKeyword.With or SqlKeyword.Insert or SqlKeyword.Replace or SqlKeyword.Update
            or SqlKeyword.Delete or SqlKeyword.Table or SqlKeyword.Values;
}
