using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>What happened to one tenant.</summary>
/// <param name="Tenant">The live record, already changed.</param>
/// <param name="Old">The definition before; null for a tenant that came.</param>
/// <param name="New">The definition now; null for a tenant that went.</param>
public sealed record TenantChange(Tenant Tenant, DatabaseDefinition? Old, DatabaseDefinition? New)
{
    public TenantChangeKind Kind => (Old, New) switch
    {
        (null, _) => TenantChangeKind.Added,
        (_, null) => TenantChangeKind.Removed,
        _ => TenantChangeKind.Changed,
    };
}
