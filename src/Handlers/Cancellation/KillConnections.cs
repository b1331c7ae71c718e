using System.Collections.Concurrent;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>
/// Connections to servers that carry one KILL each, outside the limits of the pools: where all places are taken by
/// statements that should be killed there would be none. Bounded per database and server; more kills queue. Any thread.
/// </summary>
internal sealed class KillConnections(ProxyServices services)
{
    /// <summary>Per database and server.</summary>
    public const int MaxOpen = 8;

    private readonly ConcurrentDictionary<(string Database, Endpoint Endpoint), EndpointPool> pools = new();

    /// <summary>Connections now, those being opened included.</summary>
    public int OpenCount => pools.Values.Sum(static pool => pool.OpenCount);

    /// <summary>Kills that wait for a connection.</summary>
    public int WaitingCount => pools.Values.Sum(static pool => pool.WaitingCount);

    /// <summary>Where connections to the server of <paramref name="target"/> come from; with the settings in force
    /// now.</summary>
    public EndpointPool For(BackendTarget target)
    {
        Tenancy.Settings.PoolOptions options = services.PoolOptions.Value.With(target.Database.Pool) with { Max = MaxOpen, Min = 0 };
        if (!pools.TryGetValue((target.Database.Name, target.Endpoint), out EndpointPool? pool))
        {
            pool = pools.GetOrAdd(
                (target.Database.Name, target.Endpoint),
                new EndpointPool(services, target.Database.Name, target.Endpoint, options));
            // A retired pool keeps nothing: a connection that nobody wants any more is closed.
            pool.Flush(retire: true);
        }

        pool.SetOptions(options);
        return pool;
    }
}
