using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>
/// proxy.json. To add a setting: the property with its default and docstring in its record, the line in
/// <see cref="ProxyOptionsReader"/> or its neighbours, and the commented key in conf/proxy.json; a test compares the three.
/// </summary>
internal sealed record ProxyOptions
{
    /// <summary>Where clients connect; at least one. Restart.</summary>
    public EquatableArray<ListenerOptions> Listeners { get; init; } = [new ListenerOptions()];

    /// <summary>The kind of event loops and sockets: a name that <see cref="Threads.TransportSelection"/> knows. Restart.</summary>
    public string Transport { get; init; } = TransportSelection.Automatic;

    /// <summary>The thread groups; boss, workers and offload are always among them. Restart.</summary>
    public EquatableArray<ThreadGroupOptions> Threads { get; init; } = ThreadGroupOptions.Defaults;

    /// <summary>Where the databases come from. Restart.</summary>
    public RegistryOptions Registry { get; init; } = new();

    /// <summary>What is forbidden for a time or for ever. Restart.</summary>
    public ForbidOptions Forbids { get; init; } = new();

    /// <summary>Where sessions are counted. Restart.</summary>
    public CountersOptions Counters { get; init; } = new();

    public PoolOptions Pool { get; init; } = new();

    public SessionOptions Session { get; init; } = new();

    /// <summary>Custom handlers.</summary>
    public CustomHandlersOptions Handlers { get; init; } = new();

    public AdminOptions Admin { get; init; } = new();

    /// <summary>How usage is counted and kept.</summary>
    public StatisticsOptions Statistics { get; init; } = new();

    /// <summary>How quotas are watched.</summary>
    public QuotaOptions Quota { get; init; } = new();

    /// <summary>Which statements may run: the policies that databases may name.</summary>
    public SqlPolicies Policy { get; init; } = SqlPolicies.BuiltIn;

    /// <summary>Where digests are kept, and how many. Restart.</summary>
    public LearningOptions Learning { get; init; } = new();

    /// <summary>DotNetty's buffer pool. Restart.</summary>
    public BufferOptions Buffers { get; init; } = new();

    /// <summary>Dumps for finding out what is wrong. Restart.</summary>
    public DiagnosticsOptions Diagnostics { get; init; } = new();

    public LoggingOptions Logging { get; init; } = new();
}
