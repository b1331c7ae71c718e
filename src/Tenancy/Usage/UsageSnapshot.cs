namespace SceNettyProxy.Tenancy.Usage;

/// <summary>What one database has used, as it stands at one moment.</summary>
public sealed record UsageSnapshot
{
    /// <summary>Empty for what belongs to no database.</summary>
    public required string Database { get; init; }

    /// <summary>When the running minute began, UTC.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>What was used in the running minute so far.</summary>
    public required UsageTotals RunningMinute { get; init; }

    /// <summary>What was used since the process was started.</summary>
    public required UsageTotals SinceStart { get; init; }

    /// <summary>Sessions now.</summary>
    public required long Connections { get; init; }

    /// <summary>The most sessions in the running minute.</summary>
    public required long PeakConnections { get; init; }

    /// <summary>The most sessions since the start.</summary>
    public required long PeakConnectionsSinceStart { get; init; }

    /// <summary>Connections to servers now.</summary>
    public required long Backends { get; init; }

    /// <summary>The most connections to servers in the running minute.</summary>
    public required long PeakBackends { get; init; }

    /// <summary>The most connections to servers since the start.</summary>
    public required long PeakBackendsSinceStart { get; init; }
}
