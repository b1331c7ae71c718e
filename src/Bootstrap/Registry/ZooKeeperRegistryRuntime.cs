using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Integration.ZooKeeper.Client;
using SceNettyProxy.Integration.ZooKeeper.Cluster;
using SceNettyProxy.Integration.ZooKeeper.Forbids;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Integration.ZooKeeper.Shared;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Registry;

/// <summary>Databases and forbids in the tree that proxies share in ZooKeeper, and the other proxies there.</summary>
internal sealed class ZooKeeperRegistryRuntime : IRegistryRuntime
{
    private readonly TimeSpan startTimeout;
    private readonly IEventLoopGroup loop;
    private readonly ZooKeeperClient client;
    private readonly ZooKeeperTreeMirror mirror;
    private readonly SharedTree tree;
    private readonly ZooKeeperRegistrySource registry;
    private readonly ZooKeeperMembership membership;
    private readonly ZooKeeperForbidStore forbids;
    private int disposed;

    public ZooKeeperRegistryRuntime(
        ConfigurationSource source,
        ProxyOptions options,
        TenantRegistry tenants,
        MemoryForbidStore memory,
        GatewaySettings settings,
        ITransport transport,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        ZooKeeperSettings zookeeper = options.Registry.ZooKeeper;
        startTimeout = zookeeper.StartTimeout;
        loop = transport.CreateGroup("zookeeper", 1, []);
        client = ZooKeeperClients.Create(zookeeper, loop, transport, time, loggers);
        mirror = new ZooKeeperTreeMirror(client, ProxyTree.Root, [], time, loggers.CreateLogger<ZooKeeperTreeMirror>());
        SharedTreeFile? file = zookeeper.Snapshot.Length == 0 ? null : new SharedTreeFile(source.Resolve(zookeeper.Snapshot), time);
        tree = new SharedTree(mirror, file, time, loggers.CreateLogger<SharedTree>());
        registry = new ZooKeeperRegistrySource(
            tree,
            () => ConfigurationCheck.SecretsOf(source, options.Registry),
            Path.GetFullPath(source.Folder),
            tenants,
            settings.Policies,
            loggers.CreateLogger<ZooKeeperRegistrySource>());
        membership = new ZooKeeperMembership(
            client, mirror, ProxyMembers.SelfOf(options), loggers.CreateLogger<ZooKeeperMembership>());
        forbids = new ZooKeeperForbidStore(
            client, tree, membership, memory, time, loggers.CreateLogger<ZooKeeperForbidStore>());
    }

    public IForbidStore Forbids => forbids;

    public IMembership Membership => membership;

    public async Task StartAsync(CancellationToken cancellation)
    {
        membership.Start();
        mirror.Start();
        client.Start();
        await tree.StartAsync(startTimeout, cancellation).ConfigureAwait(false);
    }

    public void Reload() => registry.Reload();

    /// <summary>What is wrong stays as it was, and another look at the same tree would find the same.</summary>
    public bool FitsPolicies(SqlPolicies policies) => false;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await forbids.DisposeAsync().ConfigureAwait(false);
        registry.Dispose();
        await tree.DisposeAsync().ConfigureAwait(false);
        await membership.DisposeAsync().ConfigureAwait(false);
        await mirror.DisposeAsync().ConfigureAwait(false);
        // Ends the session, so that the others need not wait until it runs out.
        await client.DisposeAsync().ConfigureAwait(false);
        await loop.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
    }
}
