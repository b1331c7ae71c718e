namespace SceNettyProxy.Codecs.Sql.Inspection;

/// <summary>What a SET, or the assignments of a SET STATEMENT, give a value to.</summary>
[Flags]
public enum SetTargets
{
    None = 0,

    /// <summary>The session variable autocommit.</summary>
    Autocommit = 1 << 0,

    /// <summary>Any other variable of the session.</summary>
    SessionVariable = 1 << 1,

    /// <summary><c>@name</c></summary>
    UserVariable = 1 << 2,

    /// <summary>GLOBAL, PERSIST, PERSIST_ONLY.</summary>
    GlobalVariable = 1 << 3,

    /// <summary>SET NAMES, SET CHARACTER SET.</summary>
    CharacterSet = 1 << 4,

    /// <summary>SET TRANSACTION, of the session or of the next transaction.</summary>
    Transaction = 1 << 5,

    /// <summary>Anything that could not be read: it may be any of the others, or no valid SET at all.</summary>
    Unreadable = 1 << 6,
}
