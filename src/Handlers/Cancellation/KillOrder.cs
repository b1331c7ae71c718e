using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>A KILL with who asks for it, as one proxy passes it on to another.</summary>
public sealed record KillOrder
{
    /// <summary>A connection id as clients see it; null for all sessions of the user of the database.</summary>
    public uint? Id { get; init; }

    /// <summary>Only the statement ends, not the session.</summary>
    public bool QueryOnly { get; init; }

    public KillStrength Strength { get; init; }

    /// <summary>The database that the killer has logged in to.</summary>
    public required string Database { get; init; }

    /// <summary>The user that the killer has logged in as.</summary>
    public required string User { get; init; }

    /// <summary>The killer is an operator, who may kill any session.</summary>
    public bool IsOperator { get; init; }
}
