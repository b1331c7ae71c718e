namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Where digests are kept, and how many: <c>learning</c> in proxy.json. Restart.</summary>
public sealed record LearningOptions
{
    public const int MostDigests = 1_000_000;
    public const double MinFlushSeconds = 1;
    public const double MaxFlushSeconds = 3600;

    /// <summary>The folder of the files, one per database, relative to the configuration folder. Empty: in memory alone.</summary>
    public string Folder { get; init; } = "digests";

    /// <summary>The most known digests of a database.</summary>
    public int MaxDigests { get; init; } = 10_000;

    /// <summary>How often the files are written: what a crash can lose.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(10);
}
