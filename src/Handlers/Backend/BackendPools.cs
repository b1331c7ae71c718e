using System.Collections.Concurrent;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>The pools of every database and server. Any thread.</summary>
internal sealed class BackendPools(ProxyServices services)
{
    private readonly ConcurrentDictionary<(string Database, Endpoint Endpoint), EndpointPool> pools = new();

    public IEnumerable<EndpointPool> All => pools.Values;

    /// <summary>Connections of all pools, those being opened included.</summary>
    public int OpenCount => pools.Values.Sum(static pool => pool.OpenCount);

    /// <summary>The pools of a database.</summary>
    public IEnumerable<EndpointPool> Of(string database) => pools.Values.Where(pool => pool.Database == database);

    /// <summary>The pool of a database's server; null where nobody has needed one yet.</summary>
    public EndpointPool? Find(string database, Endpoint endpoint) => pools.GetValueOrDefault((database, endpoint));

    /// <summary>The pool of a database's server; made on first use.</summary>
    public EndpointPool For(DatabaseDefinition database, Endpoint endpoint)
    {
        // The lookup first: the factory's closure is made for a new pool only.
        if (pools.TryGetValue((database.Name, endpoint), out EndpointPool? pool))
            return pool;
        return pools.GetOrAdd(
            (database.Name, endpoint),
            static (key, state) => new EndpointPool(
                state.services, key.Database, key.Endpoint, state.services.PoolOptions.Value.With(state.database.Pool)),
            (services, database));
    }

    /// <summary>Closes what has been idle for too long.</summary>
    public void CloseExpired()
    {
        foreach (EndpointPool pool in pools.Values)
            pool.CloseExpired();
    }

    /// <summary>The proxy stops: nothing idle stays.</summary>
    public void CloseAll()
    {
        foreach (EndpointPool pool in pools.Values)
            pool.Flush(retire: true);
    }

    /// <summary>The defaults of proxy.json have changed.</summary>
    public void ApplyOptions()
    {
        foreach (((string database, Endpoint _), EndpointPool pool) in pools)
        {
            if (services.Registry.Find(database)?.Current is { } definition)
                pool.SetOptions(services.PoolOptions.Value.With(definition.Pool));
        }
    }

    /// <summary>Servers that a database no longer names lose their idle connections, and so do all when the account or
    /// the schema changes; held connections follow when their sessions let go.</summary>
    public void Apply(RegistryChange change)
    {
        foreach (TenantChange tenant in change.Tenants)
        {
            foreach (((string database, Endpoint endpoint), EndpointPool pool) in pools)
            {
                if (database == tenant.Tenant.Name)
                    Apply(tenant, endpoint, pool);
            }
        }
    }

    private void Apply(TenantChange change, Endpoint endpoint, EndpointPool pool)
    {
        if (change.New is not { } definition || !Names(definition, endpoint))
        {
            pools.TryRemove((change.Tenant.Name, endpoint), out _);
            pool.Flush(retire: true);
            return;
        }

        pool.SetOptions(services.PoolOptions.Value.With(definition.Pool));
        if (change.Old is { } old && (old.ServerUser != definition.ServerUser
            || old.ServerPassword != definition.ServerPassword || old.Schema != definition.Schema
            || old.AllowLocalInfile != definition.AllowLocalInfile))
            pool.Flush(retire: false);
    }

    private static bool Names(DatabaseDefinition definition, Endpoint endpoint)
    {
        if (definition.Primary == endpoint)
            return true;
        foreach (ReplicaDefinition replica in definition.Replicas)
        {
            if (replica.Address == endpoint)
                return true;
        }

        return false;
    }
}
