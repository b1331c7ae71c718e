namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// MariaDB's extended capabilities, the MARIADB_CLIENT_* flags (bits 32 and up of its 64). They stand in reserved bytes
/// of greeting and login and count only where <see cref="CapabilityFlags.LongPassword"/> is off.
/// </summary>
[Flags]
public enum MariaDbCapabilities : uint
{
    None = 0,

    /// <summary>Long statements send progress reports: error packets with code 0xFFFF that end nothing.</summary>
    Progress = 1u << 0,
    ComMulti = 1u << 1,
    StmtBulkOperations = 1u << 2,

    /// <summary>Column definitions carry an extended type.</summary>
    ExtendedMetadata = 1u << 3,

    /// <summary>A byte behind the column count tells whether column definitions follow.</summary>
    CacheMetadata = 1u << 4,
    BulkUnitResults = 1u << 5,
}
