namespace SceNettyProxy.Codecs.Sql;

/// <summary>What calling a function means for routing.</summary>
internal enum FunctionKind : byte
{
    /// <summary>Not known to be built in: perhaps a stored function, which may do anything.</summary>
    Unknown,

    /// <summary>Built in; reads its arguments, the session's own facts or the clock.</summary>
    Read,

    /// <summary>
    /// As <see cref="Read"/>, but only without a gap before the parenthesis; with one, and without IGNORE_SPACE, the
    /// name is looked up among the stored functions.
    /// </summary>
    AdjacentRead,

    /// <summary>CONNECTION_ID: a read that the proxy may answer.</summary>
    ConnectionId,

    /// <summary>JSON_TABLE: built in only where its COLUMNS follow.</summary>
    JsonTable,
    LastInsertId,

    /// <summary>FOUND_ROWS, ROW_COUNT.</summary>
    FollowsPrevious,

    /// <summary>Takes a lock that outlives the statement.</summary>
    TakesUserLock,

    /// <summary>Asks about or releases such locks.</summary>
    UserLock,
    Sequence,

    /// <summary>Answers what only this server knows: its files, its log positions.</summary>
    ServerState,
}
