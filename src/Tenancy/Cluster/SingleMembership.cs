using System.Collections.Immutable;

namespace SceNettyProxy.Tenancy.Cluster;

/// <summary>A proxy that knows of no others: it is the master, always.</summary>
public sealed class SingleMembership(ProxyMember self) : IMembership
{
    public bool IsMaster => true;

    public ProxyMember Self { get; } = self;

    public ImmutableArray<ProxyMember> Members { get; } = [self];

    public event Action? Changed
    {
        add { }
        remove { }
    }
}
