using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>What the greeting offers to clients: the one place that decides.</summary>
internal static class FrontendCapabilities
{
    /// <summary>What a login must set.</summary>
    public const CapabilityFlags Required = CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection;

    /// <summary>Offered by every listener. LONG_PASSWORD is among it: without it a MariaDB client would look for MariaDB's
    /// own flags.</summary>
    public const CapabilityFlags Always =
        CapabilityFlags.LongPassword | CapabilityFlags.FoundRows | CapabilityFlags.LongFlag
        | CapabilityFlags.ConnectWithDb | CapabilityFlags.IgnoreSpace | CapabilityFlags.Protocol41
        | CapabilityFlags.Interactive | CapabilityFlags.Transactions | CapabilityFlags.SecureConnection
        | CapabilityFlags.MultiStatements | CapabilityFlags.MultiResults | CapabilityFlags.PsMultiResults
        | CapabilityFlags.PluginAuth | CapabilityFlags.ConnectAttrs | CapabilityFlags.PluginAuthLenencData
        | CapabilityFlags.SessionTrack | CapabilityFlags.DeprecateEof;

    /// <summary>What a client of this listener may negotiate.</summary>
    public static CapabilityFlags Of(ListenerSettings listener)
    {
        CapabilityFlags offered = Always;
        if (listener.Tls != TlsMode.Off)
            offered |= CapabilityFlags.Ssl;
        if (listener.Compression)
            offered |= CapabilityFlags.Compress;
        return offered;
    }
}
