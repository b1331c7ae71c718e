namespace SceNettyProxy.Codecs.Sql;

/// <summary>What a statement does to the session beyond its answer.</summary>
[Flags]
public enum StatementEffects
{
    None = 0,

    /// <summary>May change data or definitions: starts the read-after-write window; refused for read-only users.</summary>
    MayWrite = 1 << 0,

    /// <summary>Asks about the statement before: must run on that statement's backend.</summary>
    FollowsPrevious = 1 << 1,

    /// <summary>USE.</summary>
    ChangesSchema = 1 << 2,

    /// <summary>SET of a session or user variable, NAMES, CHARACTER SET: see Assignments.</summary>
    SetsVariables = 1 << 3,

    /// <summary>A SET that cannot be tracked by name and value.</summary>
    SetsUntrackable = 1 << 4,

    /// <summary>Changes character set or sql_mode, so that text behind it is read differently.</summary>
    ChangesReading = 1 << 5,

    /// <summary>SET TRANSACTION without scope: the next statement belongs to it.</summary>
    SetsNextTransaction = 1 << 6,

    /// <summary>SET ROLE, SET DEFAULT ROLE, SET PASSWORD: a reset does not undo it.</summary>
    Poisons = 1 << 7,
    LocksTables = 1 << 8,
    UnlocksTables = 1 << 9,

    /// <summary>FLUSH TABLES … WITH READ LOCK, FLUSH TABLES … FOR EXPORT, BACKUP STAGE/LOCK.</summary>
    FlushesWithLock = 1 << 10,
    LocksInstance = 1 << 11,
    UnlocksInstance = 1 << 12,
    OpensHandler = 1 << 13,

    /// <summary>GET_LOCK.</summary>
    TakesUserLock = 1 << 14,

    /// <summary>CREATE TEMPORARY TABLE.</summary>
    CreatesTemporaryTable = 1 << 15,

    /// <summary>Text PREPARE … FROM.</summary>
    PreparesText = 1 << 16,

    /// <summary>@x := …, SELECT … INTO @x, and whatever else gives a user variable a value not known as a literal.</summary>
    AssignsUserVariable = 1 << 17,

    /// <summary>SQL_CALC_FOUND_ROWS.</summary>
    CalculatesFoundRows = 1 << 18,

    /// <summary>BEGIN, START TRANSACTION, XA START.</summary>
    BeginsTransaction = 1 << 19,

    /// <summary>Calls a stored routine or an unknown function, which may do anything to the session's variables.</summary>
    CallsUnknown = 1 << 20,

    /// <summary>LOAD DATA LOCAL INFILE.</summary>
    LoadsLocalFile = 1 << 21,

    /// <summary>COMMIT … RELEASE, ROLLBACK … RELEASE: the server closes the connection afterwards.</summary>
    ReleasesConnection = 1 << 22,

    /// <summary>KILL, as the statement itself or in text that it runs or prepares: its ids are the proxy's.</summary>
    Kills = 1 << 23,
}
