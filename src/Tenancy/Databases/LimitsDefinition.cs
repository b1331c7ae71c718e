using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Tenancy.Databases;

/// <summary>How much a database or one of its users may take of this proxy. Null means no limit.</summary>
public sealed record LimitsDefinition
{
    public static LimitsDefinition None { get; } = new();

    /// <summary>Sessions at a time; at least 1.</summary>
    public int? Connections { get; init; }

    /// <summary>Sessions of one client address at a time; at least 1.</summary>
    public int? ConnectionsPerAddress { get; init; }

    /// <summary>Statements; of a database only, as all that follow.</summary>
    public RateLimit? Statements { get; init; }

    /// <summary>Bytes of MySQL packets from clients.</summary>
    public RateLimit? BytesIn { get; init; }

    /// <summary>Bytes of MySQL packets to clients.</summary>
    public RateLimit? BytesOut { get; init; }

    /// <summary>Statements that run at a time; at least 1.</summary>
    public int? ConcurrentStatements { get; init; }

    /// <summary>What becomes of what comes too early.</summary>
    public RateExcess Excess { get; init; } = RateExcess.Delay;

    /// <summary>How long a statement may be delayed; what would have to wait for longer is refused.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Any of the limits that a statement may meet.</summary>
    public bool HasRates => (Statements ?? BytesIn ?? BytesOut) is not null || ConcurrentStatements is not null;
}
