namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>
/// What statements do, by the words that forbids name. A statement may be several at a time: REPLACE is
/// <see cref="Insert"/> and <see cref="Delete"/> too.
/// </summary>
[Flags]
public enum SqlOperations : ulong
{
    None = 0,
    Select = 1UL << 0,
    Insert = 1UL << 1,
    Update = 1UL << 2,
    Delete = 1UL << 3,
    Replace = 1UL << 4,
    Load = 1UL << 5,
    Truncate = 1UL << 6,
    Create = 1UL << 7,
    Alter = 1UL << 8,
    Drop = 1UL << 9,
    Rename = 1UL << 10,
    Call = 1UL << 11,
    Do = 1UL << 12,
    Handler = 1UL << 13,
    Show = 1UL << 14,

    /// <summary>EXPLAIN, DESCRIBE, DESC.</summary>
    Explain = 1UL << 15,
    Analyze = 1UL << 16,
    Help = 1UL << 17,
    Use = 1UL << 18,
    Set = 1UL << 19,

    /// <summary>BEGIN, START TRANSACTION.</summary>
    Begin = 1UL << 20,
    Savepoint = 1UL << 21,

    /// <summary>XA START and XA BEGIN.</summary>
    Xa = 1UL << 22,
    Lock = 1UL << 23,
    Flush = 1UL << 24,
    Grant = 1UL << 25,
    Revoke = 1UL << 26,
    Prepare = 1UL << 27,
    Execute = 1UL << 28,
    Get = 1UL << 29,
    Signal = 1UL << 30,
    Kill = 1UL << 31,
    Check = 1UL << 32,
    Checksum = 1UL << 33,
    Optimize = 1UL << 34,
    Repair = 1UL << 35,
    Backup = 1UL << 36,
    Reset = 1UL << 37,
    Purge = 1UL << 38,
    Change = 1UL << 39,
    Shutdown = 1UL << 40,
    Install = 1UL << 41,
    Uninstall = 1UL << 42,
    Cache = 1UL << 43,

    // What only ends or gives back something.
    Commit = 1UL << 48,
    Rollback = 1UL << 49,
    Release = 1UL << 50,
    Unlock = 1UL << 51,
    Deallocate = 1UL << 52,

    /// <summary>The XA statements that lead to the end of a transaction.</summary>
    XaEnd = 1UL << 53,

    /// <summary>What ALL leaves alone, lest a forbid keep transactions and locks from ending.</summary>
    Ending = Commit | Rollback | Release | Unlock | Deallocate | XaEnd,

    /// <summary>What a statement does that cannot be read.</summary>
    Anything = ulong.MaxValue,

    /// <summary>What ALL forbids.</summary>
    All = Anything & ~Ending,
}
