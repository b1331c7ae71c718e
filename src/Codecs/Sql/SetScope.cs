namespace SceNettyProxy.Codecs.Sql;

/// <summary>Where a SET puts its value.</summary>
public enum SetScope : byte
{
    /// <summary><c>SET x</c>, <c>SET SESSION x</c>, <c>SET LOCAL x</c>, <c>@@x</c>, <c>@@session.x</c>.</summary>
    Session,

    /// <summary><c>SET @x</c>.</summary>
    User,

    /// <summary>GLOBAL, PERSIST, PERSIST_ONLY: never replayed.</summary>
    Global,

    /// <summary>SET NAMES.</summary>
    Names,

    /// <summary>SET CHARACTER SET, SET CHARSET.</summary>
    CharacterSet,

    /// <summary>
    /// <c>SET SESSION TRANSACTION …</c>: Name is empty, Value is the characteristics text
    /// (<c>ISOLATION LEVEL SERIALIZABLE</c>, <c>READ ONLY</c> …).
    /// </summary>
    SessionTransaction,

    /// <summary><c>SET TRANSACTION …</c> without a scope: for the next transaction only, never replayed.</summary>
    NextTransaction,
}
