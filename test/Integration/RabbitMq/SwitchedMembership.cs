using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

/// <summary>A proxy that is the master when the test says so.</summary>
internal sealed class SwitchedMembership(bool isMaster) : IMembership
{
    private volatile bool isMaster = isMaster;

    public bool IsMaster
    {
        get => isMaster;
        set
        {
            isMaster = value;
            Changed?.Invoke();
        }
    }

    public ProxyMember Self { get; } = new("127.0.0.1:61050", null, null);

    public ImmutableArray<ProxyMember> Members => [Self];

    public event Action? Changed;
}
