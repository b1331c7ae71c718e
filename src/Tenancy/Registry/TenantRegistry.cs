using System.Collections.Frozen;
using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// The databases of this proxy. Empty until the first <see cref="Apply"/>. Lookups take no lock and may come from any
/// thread.
/// </summary>
public sealed class TenantRegistry
{
    private readonly Lock applying = new();
    private volatile TenantIndex index = TenantIndex.Empty;

    /// <summary>
    /// Raised after each <see cref="Apply"/>, with lookups already answering from the new snapshot. Runs on the thread that
    /// applied, one change at a time in their order; a subscriber must not block, throw or call <see cref="Apply"/>.
    /// </summary>
    public event Action<RegistryChange>? Changed;

    /// <summary>The snapshot in force.</summary>
    public RegistrySnapshot Snapshot => index.Snapshot;

    /// <summary>Addresses that may log in to every database.</summary>
    public AddressList AuthedIps => index.Snapshot.AuthedIps;

    /// <summary>All live tenants, in no order.</summary>
    public ImmutableArray<Tenant> Tenants => index.Tenants.Values;

    /// <summary>The database that clients log in to by that name, or null. Case counts.</summary>
    public Tenant? Find(string name) => index.Tenants.GetValueOrDefault(name);

    /// <summary>
    /// Every database that has a user of that name, in the order of their names: the candidates for a login that names no
    /// database or only a schema. Empty when there is none.
    /// </summary>
    public ImmutableArray<Tenant> FindByUser(string user) =>
        index.ByUser.TryGetValue(user, out ImmutableArray<Tenant> tenants) ? tenants : [];

    /// <summary>Puts a snapshot in force. Tenants whose name stays keep their live record. Any thread.</summary>
    /// <returns>What changed, as <see cref="Changed"/> was told.</returns>
    public RegistryChange Apply(RegistrySnapshot snapshot)
    {
        lock (applying)
        {
            TenantIndex old = index;
            Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
            List<TenantChange> changes = [];
            foreach ((string name, DatabaseDefinition definition) in snapshot.Databases)
            {
                if (!old.Tenants.TryGetValue(name, out Tenant? tenant))
                {
                    tenant = new Tenant(definition);
                    changes.Add(new TenantChange(tenant, null, definition));
                }
                else if (tenant.Current is { } before && before != definition)
                {
                    tenant.Set(definition);
                    changes.Add(new TenantChange(tenant, before, definition));
                }

                tenants.Add(name, tenant);
            }

            index = new TenantIndex(snapshot, tenants.ToFrozenDictionary(StringComparer.Ordinal));
            foreach ((string name, Tenant tenant) in old.Tenants)
            {
                if (tenants.ContainsKey(name))
                    continue;
                changes.Add(new TenantChange(tenant, tenant.Current, null));
                tenant.Set(null);
            }

            changes.Sort(static (left, right) => string.CompareOrdinal(left.Tenant.Name, right.Tenant.Name));
            RegistryChange change = new(old.Snapshot, snapshot, [.. changes]);
            Changed?.Invoke(change);
            return change;
        }
    }
}
