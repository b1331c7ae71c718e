namespace SceNettyProxy.Testing.Servers;

/// <summary>Which server of a <see cref="MariaDbCluster"/>.</summary>
/// <param name="Name">The server's name: that of its folder, and the row of its table <c>shop.whoami</c>.</param>
public sealed record ServerRole(string Name)
{
    /// <summary>The server that takes writes.</summary>
    public static ServerRole Primary { get; } = new("primary");

    /// <summary>A read-only server, counted from 1.</summary>
    public static ServerRole Replica(int number) => new($"replica{number}");

    /// <inheritdoc/>
    public override string ToString() => this.Name;
}
