using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>A command that was written to a server and whose response is due. Of one loop.</summary>
internal abstract class Exchange
{
    public ResponseContext Context { get; protected set; }

    /// <summary>The number that the first packet of the response carries.</summary>
    public byte FirstSequence { get; protected set; } = 1;

    /// <summary>Of a prepare under MariaDB's CACHE_METADATA: what the server says of parameters and columns.</summary>
    public DefinitionsDigest? Definitions { get; private set; }

    /// <summary>The scanner has been set to this response.</summary>
    public bool HasBegun { get; protected set; }

    /// <summary>The first byte of the response has come.</summary>
    /// <param name="mariaDb">In force on the connection.</param>
    public void BeginResponse(MariaDbCapabilities mariaDb)
    {
        HasBegun = true;
        bool isCached = Context == ResponseContext.Prepare && (mariaDb & MariaDbCapabilities.CacheMetadata) != 0;
        Definitions = isCached ? new DefinitionsDigest() : null;
    }
}
