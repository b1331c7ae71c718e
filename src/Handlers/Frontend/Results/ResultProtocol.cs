using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend.Results;

/// <summary>What the bytes of a result depend on.</summary>
/// <param name="Status">The status flags of its end.</param>
/// <param name="Capabilities">Negotiated with the client.</param>
/// <param name="MariaDb">MariaDB's own, negotiated with the client.</param>
/// <param name="IsBinary">Rows as the execution of a prepared statement gets them.</param>
internal readonly record struct ResultProtocol(
    ServerStatus Status, CapabilityFlags Capabilities, MariaDbCapabilities MariaDb, bool IsBinary)
{
    public bool DeprecatesEof => (Capabilities & CapabilityFlags.DeprecateEof) != 0;

    public bool HasOptionalMetadata => (Capabilities & CapabilityFlags.OptionalResultsetMetadata) != 0;

    public bool HasExtendedMetadata => (MariaDb & MariaDbCapabilities.ExtendedMetadata) != 0;

    public bool CachesMetadata => (MariaDb & MariaDbCapabilities.CacheMetadata) != 0;
}
