using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// The databases of this proxy. Empty until something is applied. Lookups take no lock and may come from any
/// thread.
/// </summary>
public sealed class TenantRegistry
{
    private readonly Lock applying = new();
    private volatile TenantIndex index = TenantIndex.Empty;

    /// <summary>
    /// Raised after each application, with lookups already answering from the new snapshot. Runs on the thread that
    /// applied, one change at a time in their order; a subscriber must not block, throw or apply anything.
    /// </summary>
    public event Action<RegistryChange>? Changed;

    /// <summary>The snapshot in force.</summary>
    public RegistrySnapshot Snapshot => index.Snapshot;

    /// <summary>Addresses that may log in to every database.</summary>
    public AddressList AuthedIps => index.Snapshot.AuthedIps;

    /// <summary>All live tenants, in no order.</summary>
    public ImmutableArray<Tenant> Tenants => index.All;

    /// <summary>The database that clients log in to by that name, or null. Case counts.</summary>
    public Tenant? Find(string name) => index.Tenants.GetValueOrDefault(name);

    /// <summary>
    /// Every database that has a user of that name, in the order of their names: the candidates for a login that names no
    /// database or only a schema. Empty when there is none.
    /// </summary>
    public ImmutableArray<Tenant> FindByUser(string user) => index.ByUser(user);

    /// <summary>Puts a snapshot in force. Tenants whose name stays keep their live record. Any thread.</summary>
    /// <returns>What changed, as <see cref="Changed"/> was told.</returns>
    public RegistryChange Apply(RegistrySnapshot snapshot)
    {
        lock (applying)
        {
            List<TenantChange> changes = [];
            foreach ((string name, DatabaseDefinition definition) in snapshot.Databases)
                Note(name, definition, changes);
            foreach ((string name, _) in index.Tenants)
            {
                if (!snapshot.Databases.ContainsKey(name))
                    Note(name, null, changes);
            }

            return Apply(snapshot, changes);
        }
    }

    /// <summary>Changes the snapshot in force; the cost is that of what changes. Otherwise as with a whole snapshot.</summary>
    public RegistryChange Apply(RegistryEdit edit)
    {
        lock (applying)
        {
            RegistrySnapshot old = index.Snapshot;
            var databases = (old.Databases as ImmutableDictionary<string, DatabaseDefinition>
                ?? old.Databases.ToImmutableDictionary(StringComparer.Ordinal)).ToBuilder();
            List<TenantChange> changes = [];
            foreach ((string name, DatabaseDefinition? definition) in edit.Databases)
            {
                Note(name, definition, changes);
                if (definition is null)
                    databases.Remove(name);
                else
                    databases[name] = definition;
            }

            return Apply(
                new RegistrySnapshot
                {
                    AuthedIps = edit.AuthedIps ?? old.AuthedIps,
                    Types = edit.Types ?? old.Types,
                    Databases = databases.ToImmutable(),
                },
                changes);
        }
    }

    /// <summary>Adds what becomes of a database, where it becomes something else.</summary>
    private void Note(string name, DatabaseDefinition? definition, List<TenantChange> changes)
    {
        if (!index.Tenants.TryGetValue(name, out Tenant? tenant))
        {
            if (definition is not null)
                changes.Add(new TenantChange(new Tenant(definition), null, definition));
        }
        else if (tenant.Current != definition)
        {
            changes.Add(new TenantChange(tenant, tenant.Current, definition));
        }
    }

    private RegistryChange Apply(RegistrySnapshot snapshot, List<TenantChange> changes)
    {
        changes.Sort(static (left, right) => string.CompareOrdinal(left.Tenant.Name, right.Tenant.Name));
        TenantIndex old = index;
        foreach (TenantChange change in changes.Where(static change => change is { Old: not null, New: not null }))
            change.Tenant.Set(change.New);
        index = old.With(snapshot, changes);
        foreach (TenantChange change in changes.Where(static change => change.New is null))
            change.Tenant.Set(null);

        RegistryChange told = new(old.Snapshot, snapshot, [.. changes]);
        Changed?.Invoke(told);
        return told;
    }
}
