using System.Collections.Immutable;
using System.Text;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>How to reach ZooKeeper.</summary>
public sealed record ZooKeeperOptions
{
    /// <summary><c>host:port</c>, <c>host</c> (port 2181) or <c>[IPv6]:port</c> each; tried in random order.</summary>
    public required ImmutableArray<string> Servers { get; init; }

    /// <summary>The node that paths begin at; empty is the root. It is not created by the client.</summary>
    public string Chroot { get; init; } = "";

    /// <summary><c>user:password</c> of scheme digest; null logs in as nobody. A secret.</summary>
    public string? Digest { get; init; }

    /// <summary>Asked for; the server may answer with another (2 to 20 of its ticks).</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For the wait for a connection, and again from sending to the answer. A request that was sent and is not answered by
    /// then costs the connection, since answers come in order.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one server: name lookup, connect and the beginning of the session.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Bytes of the largest answer that is taken; a larger one is passed over, and its request fails with MarshallingError.
    /// </summary>
    public int MaxAnswer { get; init; } = 16 * 1024 * 1024;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{nameof(Servers)} = {string.Join(',', Servers)}, {nameof(Chroot)} = {Chroot}");
        return true;
    }
}
