namespace SceNettyProxy.Codecs.Sql;

/// <summary>Transactions, locks and definitions.</summary>
internal ref partial struct StatementScanner
{
    /// <returns>False if <paramref name="verb"/> begins no statement of this kind.</returns>
    private bool ScanSessionControl(SqlKeyword verb)
    {
        switch (verb)
        {
            case SqlKeyword.Begin:
                ScanBegin();
                return true;
            case SqlKeyword.Start:
                ScanStart();
                return true;
            case SqlKeyword.Commit:
                ScanTransactionEnd(StatementVerb.Commit);
                return true;
            case SqlKeyword.Rollback:
                ScanTransactionEnd(StatementVerb.Rollback);
                return true;
            case SqlKeyword.Savepoint:
                ScanOther(StatementVerb.Savepoint, PrimaryReason.SessionControl, StatementEffects.None);
                return true;
            case SqlKeyword.Release:
                ScanOther(StatementVerb.ReleaseSavepoint, PrimaryReason.SessionControl, StatementEffects.None);
                return true;
            case SqlKeyword.Xa:
                ScanXa();
                return true;
            case SqlKeyword.Lock:
                ScanLock();
                return true;
            case SqlKeyword.Unlock:
                ScanUnlock();
                return true;
            case SqlKeyword.Flush:
                ScanFlush();
                return true;
            case SqlKeyword.Backup:
                ScanBackup();
                return true;
            default:
                return false;
        }
    }

    private void ScanBegin()
    {
        SqlTokenizer ahead = Peek();
        if (ahead.Kind is not (SqlTokenKind.End or SqlTokenKind.Semicolon) && ahead.Keyword != SqlKeyword.Work)
        {
            ScanCompound();
            return;
        }

        ScanOther(StatementVerb.Begin, PrimaryReason.SessionControl, StatementEffects.BeginsTransaction);
    }

    private void ScanStart()
    {
        if (Peek().Keyword == SqlKeyword.Transaction)
            ScanOther(StatementVerb.Begin, PrimaryReason.SessionControl, StatementEffects.BeginsTransaction);
        else
            ScanOther(StatementVerb.Change, PrimaryReason.NotARead, StatementEffects.MayWrite);
    }

    private void ScanTransactionEnd(StatementVerb verb)
    {
        SetVerb(verb);
        Refuse(PrimaryReason.SessionControl);
        Next();
        while (!AtStatementEnd)
        {
            // ROLLBACK TO SAVEPOINT release: the name says nothing.
            if (Is(SqlKeyword.To))
                break;
            if (previous.Keyword != SqlKeyword.No)
            {
                if (Is(SqlKeyword.Release))
                    statement!.Effects |= StatementEffects.ReleasesConnection;
                else if (Is(SqlKeyword.Chain))
                    statement!.Effects |= StatementEffects.BeginsTransaction;
            }

            Next();
        }

        ScanRest();
    }

    private void ScanXa()
    {
        SetVerb(StatementVerb.Xa);
        Next();
        StatementEffects effects = current.Keyword switch
        {
            SqlKeyword.Start or SqlKeyword.Begin => StatementEffects.BeginsTransaction,
            SqlKeyword.Commit => StatementEffects.MayWrite,
            _ => StatementEffects.None,
        };
        Refuse(PrimaryReason.SessionControl, effects);
        ScanRest();
    }

    private void ScanLock()
    {
        Next();
        bool isInstance = Is(SqlKeyword.Instance);
        SetVerb(isInstance ? StatementVerb.LockInstance : StatementVerb.LockTables);
        Refuse(
            PrimaryReason.SessionControl,
            isInstance ? StatementEffects.LocksInstance : StatementEffects.LocksTables);
        judgesCalls = false;
        ScanRest();
    }

    private void ScanUnlock()
    {
        Next();
        bool isInstance = Is(SqlKeyword.Instance);
        SetVerb(isInstance ? StatementVerb.UnlockInstance : StatementVerb.UnlockTables);
        Refuse(
            PrimaryReason.SessionControl,
            isInstance ? StatementEffects.UnlocksInstance : StatementEffects.UnlocksTables);
        ScanRest();
    }

    private void ScanFlush()
    {
        SetVerb(StatementVerb.Flush);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
        Next();
        while (!AtStatementEnd)
        {
            if ((Is(SqlKeyword.Read) && previous.Keyword == SqlKeyword.With)
                || (Is(SqlKeyword.Export) && previous.Keyword == SqlKeyword.For))
                statement!.Effects |= StatementEffects.FlushesWithLock;
            Next();
        }
    }

    private void ScanBackup()
    {
        SetVerb(StatementVerb.Backup);
        Refuse(PrimaryReason.SessionControl);
        Next();
        bool takes = current.Keyword is SqlKeyword.Stage or SqlKeyword.Lock && Peek().Keyword != SqlKeyword.End;
        if (takes)
            statement!.Effects |= StatementEffects.FlushesWithLock;
        ScanRest();
    }

    /// <returns>False if <paramref name="verb"/> begins no definition or administration statement.</returns>
    private bool ScanDefinition(SqlKeyword verb)
    {
        switch (verb)
        {
            case SqlKeyword.Create:
                ScanCreateOrAlter(StatementVerb.Create);
                return true;
            case SqlKeyword.Alter:
                ScanCreateOrAlter(StatementVerb.Alter);
                return true;
            case SqlKeyword.Drop:
                if (Peek().Keyword == SqlKeyword.Prepare)
                    ScanOther(StatementVerb.Deallocate, PrimaryReason.SessionControl, StatementEffects.None);
                else
                    ScanAdministration(StatementVerb.Drop);
                return true;
            case SqlKeyword.Checksum:
                judgesCalls = false;
                ScanOther(StatementVerb.Checksum, PrimaryReason.NotARead, StatementEffects.None);
                return true;
        }

        StatementVerb administration = verb switch
        {
            SqlKeyword.Rename => StatementVerb.Rename,
            SqlKeyword.Truncate => StatementVerb.Truncate,
            SqlKeyword.Grant => StatementVerb.Grant,
            SqlKeyword.Revoke => StatementVerb.Revoke,
            SqlKeyword.Check => StatementVerb.Check,
            SqlKeyword.Optimize => StatementVerb.Optimize,
            SqlKeyword.Repair => StatementVerb.Repair,
            SqlKeyword.Reset => StatementVerb.Reset,
            SqlKeyword.Purge => StatementVerb.Purge,
            SqlKeyword.Change or SqlKeyword.Stop => StatementVerb.Change,
            SqlKeyword.Shutdown or SqlKeyword.Restart => StatementVerb.Shutdown,
            SqlKeyword.Install => StatementVerb.Install,
            SqlKeyword.Uninstall => StatementVerb.Uninstall,
            SqlKeyword.Cache => StatementVerb.Cache,
            _ => StatementVerb.Unknown,
        };
        if (administration == StatementVerb.Unknown)
            return false;
        ScanAdministration(administration);
        return true;
    }

    private void ScanAdministration(StatementVerb verb)
    {
        judgesCalls = false;
        ScanOther(verb, PrimaryReason.NotARead, StatementEffects.MayWrite);
    }

    private void ScanCreateOrAlter(StatementVerb verb)
    {
        SetVerb(verb);
        Refuse(PrimaryReason.NotARead, StatementEffects.MayWrite);
        judgesCalls = false;
        Next();
        while (!AtStatementEnd)
        {
            switch (current.Keyword)
            {
                case SqlKeyword.Temporary:
                    if (verb == StatementVerb.Create)
                        statement!.Effects |= StatementEffects.CreatesTemporaryTable;
                    break;
                case SqlKeyword.Procedure or SqlKeyword.Function or SqlKeyword.Trigger or SqlKeyword.Event or SqlKeyword.Package:
                    ScanProgram();
                    return;
                case SqlKeyword.Table or SqlKeyword.View or SqlKeyword.Index or SqlKeyword.Database or SqlKeyword.Schema
                    or SqlKeyword.Sequence:
                    ScanDefinitionRest();
                    return;
            }

            Next();
        }
    }

    /// <summary>Calls are evaluated only in the query that fills a new table.</summary>
    private void ScanDefinitionRest()
    {
        while (!AtStatementEnd)
        {
            if (current.Keyword is SqlKeyword.Select or SqlKeyword.With)
                judgesCalls = true;
            ScanToken();
            Next();
        }
    }
}
