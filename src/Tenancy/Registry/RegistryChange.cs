using System.Collections.Immutable;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>The difference between two snapshots of a registry.</summary>
/// <param name="Old">The snapshot before.</param>
/// <param name="New">The snapshot in force.</param>
/// <param name="Tenants">The tenants that came, went or changed, in the order of their names. May be empty.</param>
public sealed record RegistryChange(RegistrySnapshot Old, RegistrySnapshot New, ImmutableArray<TenantChange> Tenants)
{
    public bool AuthedIpsChanged => !Old.AuthedIps.Equals(New.AuthedIps);
}
