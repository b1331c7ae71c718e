using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Where the sessions of databases are counted: <c>counters</c> in proxy.json.</summary>
public sealed record CountersOptions
{
    /// <summary>memcached's own port.</summary>
    public const int DefaultPort = 11211;

    /// <summary>Bytes of <see cref="Prefix"/> at most.</summary>
    public const int MaxPrefix = 50;

    public const double MinTimeoutSeconds = 0.01;
    public const double MaxTimeoutSeconds = 60;

    /// <summary>A memcached server counts whole seconds: a lease of one could lapse at once.</summary>
    public const double MinLeaseSeconds = 2;
    public const double MaxLeaseSeconds = 3600;
    public const double MaxReconcileSeconds = 3600;
    public const int MaxProxies = 1024;

    public CounterKind Kind { get; init; } = CounterKind.Local;

    /// <summary>The servers; the same ones at every proxy, in any order.</summary>
    public EquatableArray<Endpoint> Servers { get; init; } = [new Endpoint("127.0.0.1", DefaultPort)];

    /// <summary>In front of a database's name, in the key of its total.</summary>
    public string Prefix { get; init; } = "dbproxy_";

    /// <summary>For one answer, the connect included, and for the whole wait of a login.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>How long what a proxy has counted lives without it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between two tries to reach a server that was left out, or to bring it a count.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two comparisons of totals and shares by the master; zero is never.</summary>
    public TimeSpan Reconcile { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many proxies there are at least: without a server each keeps to its part of a limit.</summary>
    public int Proxies { get; init; } = 1;
}
