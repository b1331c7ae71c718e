using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Integration.Tests.Quota;

/// <summary>Is the master when a test says so.</summary>
internal sealed class ScriptedMembership : IMembership
{
    public bool IsMaster { get; set; } = true;

    public ProxyMember Self { get; } = new("127.0.0.1:1", null, null);

    public ImmutableArray<ProxyMember> Members => [Self];

    public event Action? Changed
    {
        add { }
        remove { }
    }
}
