using System.Collections.Immutable;

namespace SceNettyProxy.Tenancy.Cluster;

/// <summary>
/// Which proxies run, and whether this one is the master, which does what only one of them may do. Any thread.
/// </summary>
public interface IMembership
{
    /// <summary>
    /// This proxy is the master, as far as it can be sure: false as soon as the connection that says so is lost. A duty asks
    /// again before each step, and makes each write conditional besides.
    /// </summary>
    bool IsMaster { get; }

    /// <summary>This proxy.</summary>
    ProxyMember Self { get; }

    /// <summary>All that run, this one included, the master first; as last heard.</summary>
    ImmutableArray<ProxyMember> Members { get; }

    /// <summary>Raised after any of these has changed, on any thread; a subscriber must not block or throw.</summary>
    event Action? Changed;
}
