using Microsoft.Extensions.Logging;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Frontend.Authentication;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.PrivateSql;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Session;

/// <summary>What all sessions of a proxy share. Everything in it may be used from any thread.</summary>
internal sealed class ProxyServices
{
    public ProxyServices(
        TenantRegistry registry,
        GatewaySettings settings,
        TimeProvider time,
        ILoggerFactory loggers,
        UsageAccounts usage,
        IForbidStore forbids,
        IQuotaView quotas)
    {
        ConnectionCounters = ConnectionLimits;
        Forbids = forbids;
        Quotas = quotas;
        Registry = registry;
        Settings = settings;
        RateClock = new RateClock(time);
        Usage = usage.Store;
        UsageView = usage;
        Time = time;
        SessionLogger = loggers.CreateLogger("SceNettyProxy.Session");
        LoginLogger = loggers.CreateLogger("SceNettyProxy.Login");
        BackendLogger = loggers.CreateLogger("SceNettyProxy.Backend");
        Pools = new BackendPools(this);
        LoginLimits = new LoginLimits(settings.Session);
        RefusalLog = new RefusalLog(LoginLogger, time);
        HeldBudget = new HeldBudget(settings.Session);
        LoginKey = new RsaLoginKey(settings.Session);
        Sessions = new SessionDirectory(settings.Session.Value.Node ?? 0);
        Kills = new KillConnections(this);
        CustomHandlers = new CustomHandlers(loggers.CreateLogger("SceNettyProxy.Handlers"), time);
        Operator = new OperatorAccount(settings.Admin);
        Policies = new PolicyTable(settings.Policies);
    }

    public TenantRegistry Registry { get; }

    /// <summary>Counts what the databases use.</summary>
    public UsageStore Usage { get; }

    /// <summary>Tells what they have used.</summary>
    public IUsageView UsageView { get; }

    public GatewaySettings Settings { get; }

    public Live<SessionOptions> SessionOptions => Settings.Session;

    public Live<PoolOptions> PoolOptions => Settings.Pool;

    public TimeProvider Time { get; }

    public ILogger SessionLogger { get; }

    public ILogger LoginLogger { get; }

    public ILogger BackendLogger { get; }

    public BackendPools Pools { get; }

    public LoginLimits LoginLimits { get; }

    /// <summary>The sessions of this proxy.</summary>
    public ConnectionLimits ConnectionLimits { get; } = new();

    /// <summary>What admits sessions: <see cref="ConnectionLimits"/>, or a counter that proxies share. Set before the first
    /// session.</summary>
    public IConnectionCounters ConnectionCounters { get; set; }

    /// <summary>Where forbids are set and lifted. Those in force stand on each <see cref="Tenant"/>.</summary>
    public IForbidStore Forbids { get; }

    /// <summary>Tells what was measured against quotas.</summary>
    public IQuotaView Quotas { get; }

    /// <summary>What the databases have learnt.</summary>
    public required DigestStore LearnedDigests { get; init; }

    public RefusalLog RefusalLog { get; }

    public HeldBudget HeldBudget { get; }

    public RsaLoginKey LoginKey { get; }

    public StandInUsers StandIns { get; } = new();

    public DigestCache Digests { get; } = new();

    /// <summary>Runs what takes too long for an event loop on some other thread. What it is given does not throw.</summary>
    public Action<Action> Offload { get; set; } =
        static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    /// <summary>Runs custom handlers that block. What it is given does not throw.</summary>
    public Action<Action> HandlerOffload { get; set; } =
        static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    /// <summary>The handlers of <c>handlers</c>, with their counters.</summary>
    public CustomHandlers CustomHandlers { get; }

    public SessionDirectory Sessions { get; }

    public KillConnections Kills { get; }

    /// <summary>The way of a KILL to other proxies; null where there are none. Set before the first session.</summary>
    public IPeerKills? Peers { get; set; }

    public OperatorAccount Operator { get; }

    public RateClock RateClock { get; }
    /// <summary>Which statements may run.</summary>
    public PolicyTable Policies { get; }

    public EndpointHealth Health { get; } = new();

    public ServerIdentity Identity { get; } = new();

    /// <summary>Set once, before the first session.</summary>
    public IBackendDialer Dialer { get; set; } = null!;

    /// <summary>The errors in the flavour that is configured now.</summary>
    public ErrorCatalog Errors => ErrorCatalog.For(SessionOptions.Value.Errors);
}
