using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>What the greeting offers to clients: the one place that decides.</summary>
internal static class FrontendCapabilities
{
    /// <summary>What a login must set.</summary>
    public const CapabilityFlags Required = CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection;

    /// <summary>Offered by every listener.</summary>
    public const CapabilityFlags Always =
        CapabilityFlags.LongPassword | CapabilityFlags.FoundRows | CapabilityFlags.LongFlag
        | CapabilityFlags.ConnectWithDb | CapabilityFlags.LocalFiles | CapabilityFlags.IgnoreSpace
        | CapabilityFlags.Protocol41
        | CapabilityFlags.Interactive | CapabilityFlags.Transactions | CapabilityFlags.SecureConnection
        | CapabilityFlags.MultiStatements | CapabilityFlags.MultiResults | CapabilityFlags.PsMultiResults
        | CapabilityFlags.PluginAuth | CapabilityFlags.ConnectAttrs | CapabilityFlags.PluginAuthLenencData
        | CapabilityFlags.SessionTrack | CapabilityFlags.DeprecateEof;

    /// <summary>What a client of this listener may negotiate.</summary>
    /// <param name="servers">What the servers are; a MariaDB client looks for MariaDB's own flags only where LONG_PASSWORD is
    /// off.</param>
    public static CapabilityFlags Of(ListenerSettings listener, ServerIdentity servers)
    {
        CapabilityFlags offered = Always | servers.Capabilities;
        if (servers.MariaDb != MariaDbCapabilities.None)
            offered &= ~CapabilityFlags.LongPassword;
        if (listener.Tls != TlsMode.Off)
            offered |= CapabilityFlags.Ssl;
        if (listener.Compression)
            offered |= CapabilityFlags.Compress;
        return offered;
    }
}
