using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>The capability flags of the proxy's own logins to servers.</summary>
internal static class BackendCapabilities
{
    /// <summary>
    /// The flags that change the bytes of a result: they have to be the same on both sides of a bridge, so idle
    /// connections are kept apart by them. MULTI_STATEMENTS is not among them: COM_SET_OPTION changes it.
    /// </summary>
    public const CapabilityFlags SharedWithClient =
        CapabilityFlags.FoundRows | CapabilityFlags.IgnoreSpace | CapabilityFlags.MultiResults
        | CapabilityFlags.PsMultiResults | CapabilityFlags.DeprecateEof | CapabilityFlags.LocalFiles
        | CapabilityFlags.QueryAttributes | CapabilityFlags.OptionalResultsetMetadata;

    /// <summary>MariaDB's flags that a client may have as its servers have them.</summary>
    public const MariaDbCapabilities SharedMariaDb =
        MariaDbCapabilities.Progress | MariaDbCapabilities.StmtBulkOperations | MariaDbCapabilities.ExtendedMetadata
        | MariaDbCapabilities.CacheMetadata | MariaDbCapabilities.BulkUnitResults;

    /// <summary>Those of them that a server may lack: it then refuses what would need them by itself.</summary>
    public const CapabilityFlags Dispensable = CapabilityFlags.LocalFiles;

    /// <summary>What every login to a server sets, where the server offers it.</summary>
    private const CapabilityFlags Own =
        CapabilityFlags.LongFlag | CapabilityFlags.ConnectWithDb
        | CapabilityFlags.Protocol41 | CapabilityFlags.Transactions | CapabilityFlags.SecureConnection
        | CapabilityFlags.PluginAuth | CapabilityFlags.PluginAuthLenencData | CapabilityFlags.ConnectAttrs
        | CapabilityFlags.SessionTrack;

    /// <summary>The flags of the proxy's own that a login to that server sets.</summary>
    /// <param name="server">Its greeting.</param>
    /// <param name="mariaDb">The extended flags that the login sends. They count only without LONG_PASSWORD, which a
    /// MariaDB server leaves out of its greeting and which says that this is no MariaDB client.</param>
    public static CapabilityFlags OwnFor(HandshakeV10 server, MariaDbCapabilities mariaDb) =>
        (Own & server.Capabilities) | (mariaDb == MariaDbCapabilities.None ? CapabilityFlags.LongPassword : CapabilityFlags.None);
}
