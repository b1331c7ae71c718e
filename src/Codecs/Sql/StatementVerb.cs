namespace SceNettyProxy.Codecs.Sql;

/// <summary>What a statement is, by its first words (executable comments read as code).</summary>
public enum StatementVerb : byte
{
    /// <summary>Not known: counts as a write.</summary>
    Unknown,
    Select,

    /// <summary>TABLE t and VALUES ROW(…), statements of their own in MySQL 8 and MariaDB.</summary>
    TableOrValues,
    Insert,
    Replace,
    Update,
    Delete,
    LoadData,
    Call,
    Do,
    Handler,
    Xa,
    Explain,
    Analyze,
    Describe,
    Show,
    Help,
    Use,
    Set,

    /// <summary>MariaDB's SET STATEMENT … FOR: judged by the statement behind FOR.</summary>
    SetStatement,
    SetPassword,
    SetRole,
    SetDefaultRole,
    Begin,
    Commit,
    Rollback,
    Savepoint,
    ReleaseSavepoint,
    LockTables,
    UnlockTables,
    LockInstance,
    UnlockInstance,
    Flush,
    Create,
    Alter,
    Drop,
    Rename,
    Truncate,
    Grant,
    Revoke,
    Prepare,
    Execute,
    Deallocate,
    GetDiagnostics,
    Signal,
    Kill,
    Check,
    Checksum,
    Optimize,
    Repair,
    Backup,
    Reset,
    Purge,
    Change,
    Shutdown,
    Install,
    Uninstall,
    Cache,

    /// <summary>BEGIN NOT ATOMIC and other compound statements outside a stored program.</summary>
    Compound,

    /// <summary>The proxy's own: SCE ….</summary>
    Sce,
}
