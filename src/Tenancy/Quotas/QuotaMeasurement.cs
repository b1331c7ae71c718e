namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>What one run of the monitor knows of a database; null is what it does not.</summary>
public sealed record QuotaMeasurement
{
    public IReadOnlyList<TableMeasurement>? Tables { get; init; }

    /// <inheritdoc cref="QuotaKind.Network"/>
    public long? NetworkBytes { get; init; }

    /// <inheritdoc cref="QuotaKind.SlowQueries"/>
    public long? SlowQueries { get; init; }

    /// <inheritdoc cref="QuotaKind.CpuTime"/>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Whether the kind was measured.</summary>
    public bool Knows(QuotaKind kind) => Used(kind) is not null;

    /// <summary>
    /// What was used, in the unit of the quota: bytes, rows, tables, queries, whole seconds. Of the quotas of one table it is
    /// that of the table that uses most. Null where it is not known.
    /// </summary>
    public long? Used(QuotaKind kind) => kind switch
    {
        QuotaKind.Disk => Tables?.Sum(static table => table.Bytes),
        QuotaKind.TableSize => Tables?.Select(static table => table.Bytes).DefaultIfEmpty(0).Max(),
        QuotaKind.TableRows => Tables?.Select(static table => table.Rows).DefaultIfEmpty(0).Max(),
        QuotaKind.TableNums => Tables?.Count,
        QuotaKind.Network => NetworkBytes,
        QuotaKind.SlowQueries => SlowQueries,
        _ => (long?)CpuTime?.TotalSeconds,
    };
}
