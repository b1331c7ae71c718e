using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Integration.Memcached;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>What counts sessions, as <c>counters</c> in proxy.json says.</summary>
internal sealed class CountersRuntime(
    ProxyOptions options,
    IRegistryRuntime shared,
    TenantRegistry registry,
    ITransport transport,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private MemcachedClient? client;
    private MemcachedConnectionCounters? counters;

    /// <summary>The counter of all proxies, or <paramref name="local"/> where each counts for itself. Once.</summary>
    /// <param name="local">This proxy's own.</param>
    public IConnectionCounters Create(IConnectionCounters local, ThreadGroups groups)
    {
        if (options.Counters.Kind == CounterKind.Local)
            return local;
        ILogger logger = loggers.CreateLogger("SceNettyProxy.Counters");
        IEventLoopGroup workers = groups[options.Listeners[0].Workers];
        client = new MemcachedClient(options.Counters, workers, transport.CreateChannel, logger);
        return counters = new MemcachedConnectionCounters(
            local, client, options.Counters, shared.Membership, () => registry.Snapshot.Databases.Keys, time, logger);
    }

    /// <summary>With the sessions ended and the event loops still running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (counters is not null)
            await counters.DisposeAsync().ConfigureAwait(false);
        counters = null;
        if (client is not null)
            await client.DisposeAsync().ConfigureAwait(false);
        client = null;
    }
}
