using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Bootstrap.Tls;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Runs the gateway's sessions on the worker groups.</summary>
internal sealed class GatewayRuntime(
    ConfigurationSource source,
    TenantRegistry registry,
    Live<SessionOptions> session,
    Live<PoolOptions> pool,
    Live<SqlPolicies> policies,
    ITransport transport,
    TimeProvider time,
    ILoggerFactory loggers) : ISessionRuntime, IAsyncDisposable
{
    /// <summary>How long the start waits for a primary to tell its version.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(500);

    private readonly Gateway gateway = new(registry, session, pool, time, loggers, transport.CreateChannel, policies);

    private readonly List<ListenerIdentity> identities = [];
    private readonly ILogger logger = loggers.CreateLogger("SceNettyProxy.Tls");

    public Task StartAsync(ThreadGroups groups, CancellationToken cancellation) =>
        gateway.LearnServersAsync(groups.Boss.GetNext(), ProbeLimit);

    public IChannelHandler CreateInitializer(ListenerOptions listener) => gateway.CreateInitializer(new ListenerSettings
    {
        Tls = listener.Tls.Mode,
        TlsIdentity = IdentityOf(listener),
        Compression = listener.Compression,
        RequiresProxyHeader = listener.ProxyProtocol == ProxyHeaderMode.Required,
        TrustedProxies = listener.TrustedProxies,
    });

    public Task StopAsync(CancellationToken cancellation) => gateway.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (ListenerIdentity identity in identities)
            await identity.DisposeAsync().ConfigureAwait(false);
        gateway.Dispose();
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
