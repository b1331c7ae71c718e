using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>What a proxy holds at a moment, as its admin port tells it.</summary>
internal sealed record ProxyStatus
{
    /// <summary>See <see cref="ProxyMember.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Its number in connection ids.</summary>
    public int? Node { get; init; }

    public bool IsMaster { get; init; }

    public string? Version { get; init; }

    /// <summary>When the process began, UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>Logged in or not.</summary>
    public int Sessions { get; init; }

    /// <summary>Those that have sessions or connections, in the order of their names.</summary>
    public required IReadOnlyList<DatabaseStatus> Databases { get; init; }

    /// <summary>All proxies that it knows of, itself included, the master first.</summary>
    public required IReadOnlyList<ProxyMember> Members { get; init; }
}
