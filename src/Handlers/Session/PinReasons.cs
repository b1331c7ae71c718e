namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// Why every statement of a session stays on the primary until it disconnects or resets (or what is noted). A loss of that
/// backend is a loss of the session.
/// </summary>
[Flags]
internal enum PinReasons
{
    None = 0,

    /// <summary>LOCK TABLES, until UNLOCK TABLES.</summary>
    TableLocks = 1 << 0,

    /// <summary>FLUSH TABLES … WITH READ LOCK, until UNLOCK TABLES.</summary>
    ReadLock = 1 << 1,

    /// <summary>LOCK INSTANCE FOR BACKUP, until UNLOCK INSTANCE.</summary>
    InstanceLock = 1 << 2,

    /// <summary>HANDLER … OPEN.</summary>
    Handler = 1 << 3,

    /// <summary>GET_LOCK.</summary>
    UserLock = 1 << 4,

    /// <summary>CREATE TEMPORARY TABLE.</summary>
    TemporaryTable = 1 << 5,

    /// <summary>Text PREPARE.</summary>
    TextPrepare = 1 << 6,

    /// <summary>A user variable whose value is not known as a literal.</summary>
    UserVariable = 1 << 7,

    /// <summary>A SET that cannot be replayed, SET ROLE included.</summary>
    UntrackableSet = 1 << 8,

    /// <summary>SQL_CALC_FOUND_ROWS.</summary>
    FoundRows = 1 << 9,

    /// <summary>A stored routine or unknown function ran, which may have left any of the above behind.</summary>
    RoutineCall = 1 << 10,
}
