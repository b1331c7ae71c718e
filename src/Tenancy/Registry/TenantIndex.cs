using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// A snapshot with its live tenants, found by name and by user. Immutable but for the tenants themselves.
/// </summary>
internal sealed class TenantIndex
{
    public TenantIndex(RegistrySnapshot snapshot, FrozenDictionary<string, Tenant> tenants)
    {
        Snapshot = snapshot;
        Tenants = tenants;
        ByUser = snapshot.Databases.Values
            .OrderBy(definition => definition.Name, StringComparer.Ordinal)
            .SelectMany(definition => definition.Users, (definition, user) => (user.Name, Tenant: tenants[definition.Name]))
            .GroupBy(pair => pair.Name, pair => pair.Tenant)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
    }

    public static TenantIndex Empty { get; } = new(RegistrySnapshot.Empty, FrozenDictionary<string, Tenant>.Empty);

    public RegistrySnapshot Snapshot { get; }

    public FrozenDictionary<string, Tenant> Tenants { get; }

    public FrozenDictionary<string, ImmutableArray<Tenant>> ByUser { get; }
}
