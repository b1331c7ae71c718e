using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>The tree that proxies share: <c>registry.zookeeper</c>.</summary>
internal sealed record ZooKeeperSettings
{
    /// <summary><c>host:port</c> each, in any order; empty for none, and then the registry and the forbids are files.</summary>
    public EquatableArray<string> Servers { get; init; } = [];

    /// <summary>The node that stands for the root; empty for ZooKeeper's own.</summary>
    public string Chroot { get; init; } = "";

    /// <summary><c>user:password</c> in plain text; empty for none. Never in a log.</summary>
    public string Digest { get; init; } = "";

    /// <summary>How long the session outlives its connection; the servers have bounds of their own.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a start waits for ZooKeeper before it uses the snapshot.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The file of the last known tree, relative to the configuration folder; empty for none.</summary>
    public string Snapshot { get; init; } = "zookeeper-snapshot.json";

    /// <summary><c>address:port</c> by which other proxies know this one; empty for its first listener.</summary>
    public string Name { get; init; } = "";

    public bool IsUsed => !Servers.IsEmpty;

    /// <summary>Without the password.</summary>
    public override string ToString() => string.Join(',', Servers);
}
