using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>A command that was written to a server and whose response is due. Of one loop.</summary>
internal abstract class Exchange
{
    public ResponseContext Context { get; protected set; }

    /// <summary>The number that the first packet of the response carries.</summary>
    public byte FirstSequence { get; protected set; } = 1;

    /// <summary>The scanner has been set to this response.</summary>
    public bool HasBegun { get; set; }
}
