namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// What statements are counted by. The numbers stand in the counter file: a new verb goes to the end, below
/// <see cref="UsageCounters.VerbCount"/>, and none is ever given another number.
/// </summary>
public enum UsageVerb : byte
{
    /// <summary>Known, but none of the others: HANDLER, SIGNAL, compound statements …</summary>
    Other = 0,

    /// <summary>SELECT, WITH, TABLE, VALUES.</summary>
    Select = 1,
    Insert = 2,
    Replace = 3,
    Update = 4,
    Delete = 5,

    /// <summary>LOAD DATA and LOAD XML.</summary>
    Load = 6,
    Call = 7,
    Do = 8,

    /// <summary>SET of anything but a password or a role.</summary>
    Set = 9,

    /// <summary>SHOW, HELP, and the commands that stand for them.</summary>
    Show = 10,

    /// <summary>EXPLAIN, DESCRIBE, ANALYZE of a statement.</summary>
    Explain = 11,

    /// <summary>USE and COM_INIT_DB.</summary>
    Use = 12,

    /// <summary>BEGIN and START TRANSACTION.</summary>
    Begin = 13,
    Commit = 14,
    Rollback = 15,

    /// <summary>SAVEPOINT and RELEASE SAVEPOINT.</summary>
    Savepoint = 16,

    /// <summary>LOCK and UNLOCK of tables or the instance.</summary>
    Lock = 17,
    Create = 18,
    Alter = 19,
    Drop = 20,
    Rename = 21,
    Truncate = 22,

    /// <summary>GRANT, REVOKE, SET PASSWORD, SET ROLE.</summary>
    Grant = 23,

    /// <summary>PREPARE as a statement. COM_STMT_PREPARE is a request and runs nothing.</summary>
    Prepare = 24,

    /// <summary>EXECUTE as a statement. The execution of a prepared statement counts by the verb of its text.</summary>
    Execute = 25,
    Deallocate = 26,

    /// <summary>KILL and COM_PROCESS_KILL.</summary>
    Kill = 27,

    /// <summary>CHECK, CHECKSUM, OPTIMIZE, REPAIR, FLUSH, BACKUP and what else looks after a server.</summary>
    Maintain = 28,
    Xa = 29,

    /// <summary>SCE …, answered by the proxy.</summary>
    Private = 30,

    /// <summary>A text that was too long to be read, or whose first words are not known.</summary>
    Unread = 31,
}
