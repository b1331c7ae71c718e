namespace SceNettyProxy.Codecs.Memcached;

/// <summary>What a server answers.</summary>
public enum MemcachedReplyKind
{
    /// <summary>The items that were found, which may be none.</summary>
    Items,

    /// <summary>The number that a key holds after incr or decr.</summary>
    Number,

    /// <summary>STORED.</summary>
    Stored,

    /// <summary>NOT_STORED: add, and the key is there.</summary>
    NotStored,

    /// <summary>EXISTS: cas, and the key was changed meanwhile.</summary>
    Exists,

    /// <summary>NOT_FOUND.</summary>
    NotFound,

    /// <summary>DELETED.</summary>
    Deleted,

    /// <summary>VERSION.</summary>
    Version,

    /// <summary>CLIENT_ERROR: the command does not fit the key, such as incr on what is no number.</summary>
    ClientError,

    /// <summary>SERVER_ERROR, such as out of memory.</summary>
    ServerError,
}
