using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Diagnostics;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// The sessions of one proxy with their pools: what the host starts and stops. Members may be called from any thread;
/// <see cref="StopAsync"/> once, with the event loops still running.
/// </summary>
public sealed class Gateway : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);
    /// <summary>How long last packets may take to leave.</summary>
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(20);

    private readonly ProxyServices services;
    private readonly Func<AddressFamily, IChannel> channelFactory;
    private readonly ITimer sweeper;
    private readonly MemoryForbidStore? ownForbids;

    /// <param name="registry">Who may connect; followed live.</param>
    /// <param name="settings">Followed live.</param>
    /// <param name="channelFactory">Makes the channels to servers, for the event loops that the sessions run on.</param>
    /// <param name="usage">What counts the usage of the databases; counters that end with the process where there is none.
    /// </param>
    /// <param name="forbids">Where forbids are set and lifted; null keeps them in memory.</param>
    /// <param name="quotas">What is measured against quotas; null where nothing is.</param>
    /// <param name="digests">What the databases have learnt; null begins with nothing.</param>
    public Gateway(
        TenantRegistry registry,
        GatewaySettings settings,
        TimeProvider time,
        ILoggerFactory loggers,
        Func<AddressFamily, IChannel> channelFactory,
        UsageAccounts? usage = null,
        IForbidStore? forbids = null,
        IQuotaView? quotas = null,
        DigestStore? digests = null)
    {
        this.channelFactory = channelFactory;
        if (forbids is null)
            forbids = ownForbids = new MemoryForbidStore(registry, time);
        services = new ProxyServices(
            registry,
            settings,
            time,
            loggers,
            usage ?? UsageAccounts.InMemory(time),
            forbids,
            quotas ?? UnmeasuredQuotas.Instance)
        {
            LearnedDigests = digests ?? new DigestStore(new LearningOptions().MaxDigests),
        };
        services.Dialer = new BackendDialer(services, channelFactory);
        registry.Changed += OnRegistryChanged;
        services.LoginKey.PrepareFor(registry.Snapshot, services.Offload);
        settings.Pool.Changed += OnPoolOptionsChanged;
        sweeper = time.CreateTimer(_ => services.Pools.CloseExpired(), null, SweepInterval, SweepInterval);
    }

    /// <summary>What the sessions share.</summary>
    internal ProxyServices Services => services;

    /// <summary>Sessions now, logged in or not.</summary>
    public int SessionCount => services.Sessions.Count;

    /// <summary>
    /// Asks the primaries what they are, for the greeting: the version, where it is configured as <c>auto</c>, and the flags
    /// that not every kind of server has. Unreachable ones are logged.
    /// </summary>
    /// <param name="loop">Where the question is asked.</param>
    /// <param name="limit">How long to wait for the first answer; a proxy whose servers are down starts all the same.</param>
    public Task LearnServersAsync(IEventLoop loop, TimeSpan limit) =>
        VersionProbe.RunAsync(services, loop, channelFactory, limit);

    /// <summary>The handler that builds the pipeline of each channel that a listener accepts; sharable.</summary>
    /// <param name="listener">The listener's settings; the defaults where there are none.</param>
    public IChannelHandler CreateInitializer(ListenerSettings? listener = null) =>
        new FrontendInitializer(services, listener ?? new ListenerSettings());

    /// <summary>The custom handlers with their counters. Any thread.</summary>
    public IReadOnlyList<HandlerStatus> HandlerStatuses => services.CustomHandlers.Statuses;

    /// <summary>What it holds now. Any thread, and no event loop is waited for.</summary>
    public GatewaySummary Summarize() => new(
        [.. services.Sessions.All.OrderBy(static session => session.ConnectionId).Select(Summarize)],
        [
            .. services.Pools.All.Select(static pool => new PoolSummary(
                pool.Database, pool.Endpoint.ToString(), pool.OpenCount, pool.IdleCount, pool.WaitingCount, pool.Options.Max)),
        ],
        services.HeldBudget.Held);

    /// <summary>
    /// Puts these custom handlers in service in the place of the present ones, in this order. Interceptors count from the
    /// next command of every session, channel handlers for the sessions that log in from now on.
    /// </summary>
    public void ApplyHandlers(IReadOnlyList<HandlerRegistration> registrations)
    {
        services.CustomHandlers.Apply(registrations);
        // A session that sends nothing must not keep an old handler in memory.
        ForEachSession(static session => session.Interceptors?.Refresh());
    }

    /// <summary>The node in the connection ids of sessions that come from now on. Any thread.</summary>
    public void UseNode(int node) => services.Sessions.Node = node;

    /// <summary>Sessions are admitted by another counter than this process's own, which it is given. Before the first session.</summary>
    public void CountBy(Func<IConnectionCounters, IConnectionCounters> counters) =>
        services.ConnectionCounters = counters(services.ConnectionLimits);

    /// <summary>Where asynchronous interceptors run: something that runs what it is given on threads that may block.</summary>
    public void UseOffload(Action<Action> offload) => services.HandlerOffload = offload;

    /// <summary>How a KILL that means sessions of other proxies gets there. Before the first session.</summary>
    public void UsePeers(IPeerKills peers) => services.Peers = peers;

    /// <summary>Does what a KILL says that another proxy has passed on. Any thread.</summary>
    /// <returns>What its killer is told: null for OK. Never fails.</returns>
    public Task<SceError?> KillAsync(KillOrder order)
    {
        TaskCompletionSource<SceError?> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SessionKiller.KillHere(services, order, told.SetResult);
        return told.Task;
    }

    /// <summary>
    /// Ends all sessions: idle ones now, busy ones when their command is done, at the latest after the configured time,
    /// when they get 1053. Completes when no session is left.
    /// </summary>
    /// <param name="cancellation">Cuts the waiting short.</param>
    public async Task StopAsync(CancellationToken cancellation)
    {
        ForEachSession(session => session.Stop());
        long start = services.Time.GetTimestamp();
        TimeSpan limit = services.SessionOptions.Value.StopTimeout;
        while (SessionCount > 0 && services.Time.GetElapsedTime(start) < limit && !cancellation.IsCancellationRequested)
            await Task.Delay(StopPoll, services.Time, CancellationToken.None).ConfigureAwait(false);
        ForEachSession(session => session.StopNow());
        // The last packets are on their way; the channels close behind them.
        start = services.Time.GetTimestamp();
        while (SessionCount > 0 && services.Time.GetElapsedTime(start) < GoodbyeLimit)
            await Task.Delay(StopPoll, services.Time, CancellationToken.None).ConfigureAwait(false);
        services.Pools.CloseAll();
        start = services.Time.GetTimestamp();
        while (services.Pools.OpenCount > 0 && services.Time.GetElapsedTime(start) < GoodbyeLimit)
            await Task.Delay(StopPoll, services.Time, CancellationToken.None).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        services.Registry.Changed -= OnRegistryChanged;
        services.PoolOptions.Changed -= OnPoolOptionsChanged;
        sweeper.Dispose();
        ownForbids?.Dispose();
    }

    private static SessionSummary Summarize(ProxySession session)
    {
        bool isIn = session.IsAuthenticated;
        return new SessionSummary(
            session.ConnectionId,
            session.Address.ToString(),
            isIn ? session.Definition.Name : null,
            isIn ? session.User.Name : null,
            !isIn ? "login" : session.IsBusy ? "busy" : "idle",
            isIn && !session.IsBusy ? (long)session.Gate.IdleFor.TotalSeconds : 0,
            session.Pins == PinReasons.None ? null : session.Pins.ToString());
    }

    private void OnPoolOptionsChanged(PoolOptions options) => services.Pools.ApplyOptions();

    private void OnRegistryChanged(RegistryChange change)
    {
        services.LoginKey.PrepareFor(change.New, services.Offload);
        services.Pools.Apply(change);
        HashSet<Tenant> changed = [.. change.Tenants.Select(tenant => tenant.Tenant)];
        ForEachSession(session =>
        {
            if (session.Tenant is { } tenant && changed.Contains(tenant))
                session.OnTenantChanged();
        });
    }

    private void ForEachSession(Action<ProxySession> action)
    {
        foreach (ProxySession session in services.Sessions.All)
        {
            // A session whose channel is not registered yet has no loop, and nothing to be told.
            if (session.Channel.Registered)
                session.Loop.Execute(() => action(session));
        }
    }
}
