using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>The CLIENT_* flags of greeting and login; protocol page "Capabilities Flags".</summary>
[Flags]
[SuppressMessage("Design", "CA1008", Justification = "The name Reserved is the protocol's own.")]
public enum CapabilityFlags : uint
{
    None = 0,

    /// <summary>MariaDB calls it CLIENT_MYSQL: off means that <see cref="MariaDbCapabilities"/> are sent.</summary>
    LongPassword = 1u << 0,

    /// <summary>Affected rows are the rows found, not the rows changed.</summary>
    FoundRows = 1u << 1,
    LongFlag = 1u << 2,
    ConnectWithDb = 1u << 3,
    NoSchema = 1u << 4,
    Compress = 1u << 5,
    Odbc = 1u << 6,

    /// <summary>The client sends files for LOAD DATA LOCAL INFILE.</summary>
    LocalFiles = 1u << 7,
    IgnoreSpace = 1u << 8,
    Protocol41 = 1u << 9,
    Interactive = 1u << 10,
    Ssl = 1u << 11,
    IgnoreSigpipe = 1u << 12,
    Transactions = 1u << 13,
    Reserved = 1u << 14,

    /// <summary>The authentication data has a length of one byte in front.</summary>
    SecureConnection = 1u << 15,
    MultiStatements = 1u << 16,
    MultiResults = 1u << 17,
    PsMultiResults = 1u << 18,
    PluginAuth = 1u << 19,
    ConnectAttrs = 1u << 20,

    /// <summary>The authentication data has a length-encoded length in front.</summary>
    PluginAuthLenencData = 1u << 21,
    CanHandleExpiredPasswords = 1u << 22,

    /// <summary>OK packets carry session state changes.</summary>
    SessionTrack = 1u << 23,

    /// <summary>Results end in an OK packet with header 0xFE, and no EOF follows column definitions.</summary>
    DeprecateEof = 1u << 24,

    /// <summary>A byte in front of the column count tells whether column definitions follow (MySQL 8).</summary>
    OptionalResultsetMetadata = 1u << 25,
    ZstdCompression = 1u << 26,

    /// <summary>COM_QUERY and COM_STMT_EXECUTE carry attributes in front of the text (MySQL 8).</summary>
    QueryAttributes = 1u << 27,
    MultiFactorAuthentication = 1u << 28,
    CapabilityExtension = 1u << 29,
    SslVerifyServerCert = 1u << 30,
    RememberOptions = 1u << 31,
}
