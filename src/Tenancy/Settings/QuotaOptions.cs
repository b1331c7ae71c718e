namespace SceNettyProxy.Tenancy.Settings;

/// <summary>How quotas are watched: <c>quota</c> in proxy.json. How much is granted stands in the types of databases.</summary>
public sealed record QuotaOptions
{
    public const double MinSeconds = 0.1;
    public const double MaxSeconds = 86_400;

    /// <summary>The longest time that servers get to answer.</summary>
    public const double MaxTimeoutSeconds = 3600;

    /// <summary>False: nothing is measured, and nothing forbidden for an excess.</summary>
    public bool Enabled { get; init; }

    /// <summary>Between two runs; the first is so long after the start.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an excess forbids; it is forbidden anew as long as the excess lasts.</summary>
    public TimeSpan Forbid { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>What slow queries and processor time are counted over.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Limit for what one server is asked about one database.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
