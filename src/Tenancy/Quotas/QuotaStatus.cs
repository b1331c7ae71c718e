namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>One quota of one database as it was measured last.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Used">See <see cref="QuotaMeasurement.Used"/>; null where it was never measured.</param>
/// <param name="MeasuredAt">When; null where it never was.</param>
public sealed record QuotaStatus(QuotaKind Kind, long? Used, DateTimeOffset? MeasuredAt)
{
    /// <summary>The server guesses: InnoDB samples pages.</summary>
    public bool IsEstimate => Used is not null && Kind is QuotaKind.Disk or QuotaKind.TableSize or QuotaKind.TableRows;
}
