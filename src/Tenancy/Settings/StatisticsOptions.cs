namespace SceNettyProxy.Tenancy.Settings;

/// <summary>How usage is counted and kept: <c>statistics</c> in proxy.json.</summary>
public sealed record StatisticsOptions
{
    public const int MaxKeepDays = 36500;
    public const double MinFlushSeconds = 0.1;
    public const double MaxFlushSeconds = 3600;

    /// <summary>Where the counter file and the log are, relative to the configuration folder. Empty: counted in memory alone.
    /// Restart.</summary>
    public string Folder { get; init; } = "usage";

    /// <summary>For how many days the log is kept; 0 for ever.</summary>
    public int KeepDays { get; init; } = 90;

    /// <summary>How often counters and log are brought to disk: what a power cut can lose.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where minutes go besides the log.</summary>
    public StatisticsDatabaseOptions Database { get; init; } = new();
}
