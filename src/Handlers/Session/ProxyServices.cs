using Microsoft.Extensions.Logging;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Frontend.Authentication;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Session;

/// <summary>What all sessions of a proxy share. Everything in it may be used from any thread.</summary>
internal sealed class ProxyServices
{
    public ProxyServices(
        TenantRegistry registry,
        Live<SessionOptions> session,
        Live<PoolOptions> pool,
        TimeProvider time,
        ILoggerFactory loggers,
        Live<SqlPolicies>? policies = null)
    {
        Registry = registry;
        SessionOptions = session;
        PoolOptions = pool;
        Time = time;
        SessionLogger = loggers.CreateLogger("SceNettyProxy.Session");
        LoginLogger = loggers.CreateLogger("SceNettyProxy.Login");
        BackendLogger = loggers.CreateLogger("SceNettyProxy.Backend");
        Pools = new BackendPools(this);
        LoginLimits = new LoginLimits(session);
        RefusalLog = new RefusalLog(LoginLogger, time);
        HeldBudget = new HeldBudget(session);
        LoginKey = new RsaLoginKey(session);
        Sessions = new SessionDirectory(session.Value.Node);
        Kills = new KillConnections(this);
        Policies = new PolicyTable(policies ?? new Live<SqlPolicies>(SqlPolicies.BuiltIn));
    }

    public TenantRegistry Registry { get; }

    public Live<SessionOptions> SessionOptions { get; }

    public Live<PoolOptions> PoolOptions { get; }

    public TimeProvider Time { get; }

    public ILogger SessionLogger { get; }

    public ILogger LoginLogger { get; }

    public ILogger BackendLogger { get; }

    public BackendPools Pools { get; }

    public LoginLimits LoginLimits { get; }

    public ConnectionLimits ConnectionLimits { get; } = new();

    public RefusalLog RefusalLog { get; }

    public HeldBudget HeldBudget { get; }

    public RsaLoginKey LoginKey { get; }

    public StandInUsers StandIns { get; } = new();

    public DigestCache Digests { get; } = new();

    /// <summary>Runs what takes too long for an event loop on some other thread. What it is given does not throw.</summary>
    public Action<Action> Offload { get; set; } =
        static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    public SessionDirectory Sessions { get; }

    public KillConnections Kills { get; }

    /// <summary>Which statements may run.</summary>
    public PolicyTable Policies { get; }

    public EndpointHealth Health { get; } = new();

    public ServerIdentity Identity { get; } = new();

    /// <summary>Set once, before the first session.</summary>
    public IBackendDialer Dialer { get; set; } = null!;

    /// <summary>The errors in the flavour that is configured now.</summary>
    public ErrorCatalog Errors => ErrorCatalog.For(SessionOptions.Value.Errors);
}
