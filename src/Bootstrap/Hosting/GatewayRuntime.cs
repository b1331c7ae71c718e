using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Admin;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Custom;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Bootstrap.Tls;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.Quota;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Runs the gateway's sessions on the worker groups.</summary>
internal sealed class GatewayRuntime(
    ConfigurationSource source,
    TenantRegistry registry,
    GatewaySettings settings,
    Live<CustomHandlersOptions> handlers,
    UsageRuntime usage,
    IRegistryRuntime shared,
    QuotaMonitor quotas,
    DigestStore digests,
    CountersRuntime counters,
    ITransport transport,
    TimeProvider time,
    ILoggerFactory loggers) : ISessionRuntime, IAsyncDisposable
{
    /// <summary>How long the start waits for a primary to tell its version.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(500);

    private readonly Gateway gateway =
        new(registry, settings, time, loggers, transport.CreateChannel, usage.Accounts, shared.Forbids, quotas, digests);

    private readonly PeerClient peers =
        new(shared.Membership, settings.Admin, loggers.CreateLogger("SceNettyProxy.Admin"));

    private readonly List<ListenerIdentity> identities = [];
    private readonly ILogger logger = loggers.CreateLogger("SceNettyProxy.Tls");

    private AdminServer? admin;
    private HandlerSet? handlerSet;

    /// <summary>The sessions.</summary>
    public Gateway Gateway => gateway;

    /// <summary>The threads that they run on; null before the start.</summary>
    public ThreadGroups? Groups { get; private set; }

    public async Task StartAsync(ThreadGroups groups, CancellationToken cancellation)
    {
        Groups = groups;
        gateway.CountBy(local => counters.Create(local, groups));
        gateway.UseOffload(new OffloadQueue(groups.Offload).Run);
        ILogger handlerLogger = loggers.CreateLogger("SceNettyProxy.Handlers");
        handlerSet = new HandlerSet(new HandlerLoader(source.Folder, loggers), gateway.ApplyHandlers, time, handlerLogger);
        handlerSet.Start(handlers.Value);
        handlers.Changed += OnHandlersChanged;
        shared.Membership.Changed += UseNode;
        UseNode();
        gateway.UsePeers(peers);
        await gateway.LearnServersAsync(groups.Boss.GetNext(), ProbeLimit).ConfigureAwait(false);
        admin = new AdminServer(
            settings.Admin, new StatusReport(gateway.Summarize, shared.Membership).Make, gateway.KillAsync, loggers.CreateLogger("SceNettyProxy.Admin"));
        await admin.StartAsync(cancellation).ConfigureAwait(false);
    }

    public IChannelHandler CreateInitializer(ListenerOptions listener) => gateway.CreateInitializer(new ListenerSettings
    {
        Tls = listener.Tls.Mode,
        TlsIdentity = IdentityOf(listener),
        Compression = listener.Compression,
        RequiresProxyHeader = listener.ProxyProtocol == ProxyHeaderMode.Required,
        TrustedProxies = listener.TrustedProxies,
    });

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (admin is not null)
            await admin.DisposeAsync().ConfigureAwait(false);
        handlers.Changed -= OnHandlersChanged;
        shared.Membership.Changed -= UseNode;
        await gateway.StopAsync(cancellation).ConfigureAwait(false);
        await counters.DisposeAsync().ConfigureAwait(false);
        if (handlerSet is not null)
            await handlerSet.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ListenerIdentity identity in identities)
            await identity.DisposeAsync().ConfigureAwait(false);
        gateway.Dispose();
        peers.Dispose();
    }

    /// <summary>Not on the thread of the change, which must not wait for assemblies to be read.</summary>
    private void OnHandlersChanged(CustomHandlersOptions changed) => _ = Task.Run(() => handlerSet!.Update(handlers.Value));

    /// <summary>The node may be leased, and another one after a long outage.</summary>
    private void UseNode()
    {
        if (shared.Membership.Self.Node is { } node)
            gateway.UseNode(node);
    }

    private Live<TlsIdentity>? IdentityOf(ListenerOptions listener)
    {
        if (listener.Tls.Mode == TlsMode.Off)
            return null;
        ListenerIdentity identity = new(listener, source, time, logger);
        identities.Add(identity);
        return identity.Identity;
    }
}
