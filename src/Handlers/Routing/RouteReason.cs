namespace SceNettyProxy.Handlers.Routing;

/// <summary>Why a statement goes where it goes.</summary>
internal enum RouteReason : byte
{
    /// <summary>A read that nothing keeps from a replica.</summary>
    Read,

    /// <summary>The database names no replica.</summary>
    NoReplica,

    /// <summary>SCE MASTER = 1.</summary>
    MasterOnly,

    /// <summary>A reason of <see cref="Session.PinReasons"/> holds.</summary>
    Pinned,
    Transaction,
    AutocommitOff,
    Serializable,

    /// <summary>The statement behind SET TRANSACTION without a scope.</summary>
    NextTransaction,

    /// <summary>Asks about the statement before.</summary>
    FollowsPrevious,

    /// <summary>The statement itself; see its PrimaryReason.</summary>
    Statement,

    /// <summary>Reads a user variable whose value the proxy does not know.</summary>
    UserVariable,

    /// <summary>The session may have written a moment ago.</summary>
    ReadAfterWrite,
    HintPrimary,
    HintReplica,

    /// <summary>The prepared statement is tied to that server: by its cursor, by long data, or since it cannot be prepared
    /// elsewhere as the session stands now.</summary>
    PreparedStatement,

    /// <summary>Not a COM_QUERY: the command's own rule.</summary>
    Command,
}
