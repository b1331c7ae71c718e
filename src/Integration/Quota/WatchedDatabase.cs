using SceNettyProxy.Tenancy.Quotas;

namespace SceNettyProxy.Integration.Quota;

/// <summary>What the monitor remembers of a database from one run to the next. Used by one run at a time; the statuses are
/// read by any thread.</summary>
internal sealed class WatchedDatabase
{
    private volatile IReadOnlyList<QuotaStatus> statuses = UnmeasuredQuotas.Instance.Of("");

    /// <summary>Slow commands since the start of the proxy.</summary>
    public GrowthWindow SlowQueries { get; } = new();

    /// <summary>Seconds of processor time of the account.</summary>
    public GrowthWindow CpuTime { get; } = new();

    /// <summary>What <see cref="SlowQueries"/> counts as slow.</summary>
    public TimeSpan SlowQueryDuration { get; set; }

    /// <summary>What was logged last, until it is over.</summary>
    public string? Problem { get; set; }

    public IReadOnlyList<QuotaStatus> Statuses => statuses;

    /// <summary>What was not measured now stays as it was measured before.</summary>
    public void Note(QuotaMeasurement measurement, DateTimeOffset now) => statuses =
    [
        .. statuses.Select(status => measurement.Used(status.Kind) is { } used
            ? new QuotaStatus(status.Kind, used, now)
            : status),
    ];
}
