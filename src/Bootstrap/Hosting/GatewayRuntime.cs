using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Runs the gateway's sessions on the worker groups.</summary>
internal sealed class GatewayRuntime(
    TenantRegistry registry,
    Live<SessionOptions> session,
    Live<PoolOptions> pool,
    ITransport transport,
    TimeProvider time,
    ILoggerFactory loggers) : ISessionRuntime, IDisposable
{
    /// <summary>How long the start waits for a primary to tell its version.</summary>
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(500);

    private readonly Gateway gateway = new(registry, session, pool, time, loggers, transport.CreateChannel);

    public Task StartAsync(ThreadGroups groups, CancellationToken cancellation) =>
        gateway.LearnServersAsync(groups.Boss.GetNext(), ProbeLimit);

    public IChannelHandler CreateInitializer(ListenerOptions listener) => gateway.CreateInitializer();

    public Task StopAsync(CancellationToken cancellation) => gateway.StopAsync(cancellation);

    public void Dispose() => gateway.Dispose();
}
