using System.Net;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Limits;

/// <summary>
/// A session that wants to be counted, with the limits of the moment of its login: a limit that is lowered later does not
/// end it. It is given back as it was taken. Immutable.
/// </summary>
public sealed record ConnectionClaim
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>The client's address; an IPv4-mapped one is IPv4.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Sessions of the database; null is no limit, as for those that follow.</summary>
    public long? OfDatabase { get; init; }

    /// <summary>Sessions of the user.</summary>
    public long? OfUser { get; init; }

    /// <summary>Sessions of one address in the database.</summary>
    public long? OfAddressInDatabase { get; init; }

    /// <summary>Sessions of one address as the user.</summary>
    public long? OfAddressAsUser { get; init; }

    /// <summary>Sessions of one address in all databases.</summary>
    public long? OfAddress { get; init; }

    /// <param name="type">The database's type, whose quota limits it too; null where it is not known.</param>
    /// <param name="ofAddress">See <see cref="OfAddress"/>.</param>
    public static ConnectionClaim Of(
        DatabaseDefinition database, UserDefinition user, TypeDefinition? type, IPAddress address, long? ofAddress) => new()
        {
            Database = database.Name,
            User = user.Name,
            Address = address,
            OfDatabase = LimitOf(database, type),
            OfUser = user.Limits.Connections,
            OfAddressInDatabase = database.Limits.ConnectionsPerAddress,
            OfAddressAsUser = user.Limits.ConnectionsPerAddress,
            OfAddress = ofAddress,
        };

    /// <summary>How many sessions a database may have; null is no limit.</summary>
    /// <param name="type">Its type, where that is known.</param>
    public static long? LimitOf(DatabaseDefinition database, TypeDefinition? type) =>
        Lower(database.Limits.Connections, type?.Connections);

    private static long? Lower(long? left, long? right) => left is { } a && right is { } b ? Math.Min(a, b) : left ?? right;
}
