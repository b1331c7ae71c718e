namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// What one database used in one minute. A minute may have more than one of these: after a restart in the middle of it, and
/// when the clock was set back. They add up.
/// </summary>
public sealed record ClosedMinute
{
    /// <summary>Grows by one with each; the only one with that number.</summary>
    public required long Sequence { get; init; }

    /// <summary>When the minute began, UTC.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>Empty for what belongs to no database.</summary>
    public required string Database { get; init; }

    /// <summary>What was used in that minute.</summary>
    public required UsageTotals Used { get; init; }

    /// <summary>What was used from the beginning of all counting up to the end of that minute.</summary>
    public required UsageTotals Total { get; init; }

    /// <summary>Sessions at the end of the minute.</summary>
    public long Connections { get; init; }

    /// <summary>The most sessions in it.</summary>
    public long PeakConnections { get; init; }

    /// <summary>Connections to servers at the end of the minute.</summary>
    public long Backends { get; init; }

    /// <summary>The most connections to servers in it.</summary>
    public long PeakBackends { get; init; }
}
