using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// A snapshot with its live tenants, found by name and by user. Immutable but for the tenants themselves; the next one
/// shares all that stays the same, so that a change costs what has changed and not what there is.
/// </summary>
internal sealed class TenantIndex
{
    private readonly ImmutableDictionary<string, ImmutableSortedDictionary<string, Tenant>> byUser;
    private readonly Lazy<ImmutableArray<Tenant>> all;

    private TenantIndex(
        RegistrySnapshot snapshot,
        ImmutableDictionary<string, Tenant> tenants,
        ImmutableDictionary<string, ImmutableSortedDictionary<string, Tenant>> byUser)
    {
        Snapshot = snapshot;
        Tenants = tenants;
        this.byUser = byUser;
        all = new Lazy<ImmutableArray<Tenant>>(() => [.. tenants.Values]);
    }

    public static TenantIndex Empty { get; } = new(
        RegistrySnapshot.Empty,
        ImmutableDictionary.Create<string, Tenant>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableSortedDictionary<string, Tenant>>(StringComparer.Ordinal));

    public RegistrySnapshot Snapshot { get; }

    public ImmutableDictionary<string, Tenant> Tenants { get; }

    public ImmutableArray<Tenant> All => all.Value;

    public ImmutableArray<Tenant> ByUser(string user) =>
        byUser.TryGetValue(user, out ImmutableSortedDictionary<string, Tenant>? found) ? [.. found.Values] : [];

    /// <summary>The index of a snapshot that differs from this one by these changes.</summary>
    public TenantIndex With(RegistrySnapshot snapshot, IReadOnlyCollection<TenantChange> changes)
    {
        var tenants = Tenants.ToBuilder();
        var users = byUser.ToBuilder();
        foreach (TenantChange change in changes)
        {
            Tenant tenant = change.Tenant;
            foreach (UserDefinition user in change.Old?.Users ?? [])
            {
                ImmutableSortedDictionary<string, Tenant> left = users[user.Name].Remove(tenant.Name);
                if (left.IsEmpty)
                    users.Remove(user.Name);
                else
                    users[user.Name] = left;
            }

            foreach (UserDefinition user in change.New?.Users ?? [])
            {
                ImmutableSortedDictionary<string, Tenant> others = users.GetValueOrDefault(user.Name)
                    ?? ImmutableSortedDictionary.Create<string, Tenant>(StringComparer.Ordinal);
                users[user.Name] = others.SetItem(tenant.Name, tenant);
            }

            if (change.New is null)
                tenants.Remove(tenant.Name);
            else
                tenants[tenant.Name] = tenant;
        }

        return new TenantIndex(snapshot, tenants.ToImmutable(), users.ToImmutable());
    }
}
