namespace SceNettyProxy.Tenancy.Usage;

/// <summary>What a database has used, up to a moment or between two. Immutable.</summary>
public sealed class UsageTotals : IEquatable<UsageTotals>
{
    private readonly long[] values;

    /// <param name="values">In the order of <see cref="UsageCounters"/>; taken over.</param>
    internal UsageTotals(long[] values) => this.values = values;

    /// <summary>Nothing.</summary>
    public static UsageTotals Zero { get; } = new(new long[UsageCounters.Count]);

    /// <summary>Commands that clients have sent.</summary>
    public long Requests => values[UsageCounters.Requests];

    /// <summary>Bytes of packets from clients.</summary>
    public long BytesIn => values[UsageCounters.BytesIn];

    /// <summary>Bytes of packets to clients, as their sockets took them.</summary>
    public long BytesOut => values[UsageCounters.BytesOut];

    /// <summary>Rows to clients.</summary>
    public long Rows => values[UsageCounters.Rows];

    /// <summary>ERR packets to clients.</summary>
    public long Errors => values[UsageCounters.Errors];

    /// <summary>Logins that succeeded, changes of user included.</summary>
    public long Logins => values[UsageCounters.Logins];

    /// <summary>The latencies of all answered commands together, in microseconds.</summary>
    public long LatencySum => values[UsageCounters.LatencySum];

    /// <summary>Statements of all verbs.</summary>
    public long AllStatements => Sum(UsageCounters.Verbs, UsageCounters.VerbCount);

    /// <summary>Refusals for all reasons.</summary>
    public long AllRefusals => Sum(UsageCounters.Refusals, UsageCounters.RefusalCount);

    /// <summary>Commands whose latency was measured.</summary>
    public long Answered => Sum(UsageCounters.Latencies, UsageCounters.LatencyCount);

    /// <summary>Nothing was used.</summary>
    public bool IsZero => !values.AsSpan().ContainsAnyExcept(0L);

    /// <summary>In the order of <see cref="UsageCounters"/>.</summary>
    internal ReadOnlySpan<long> Values => values;

    /// <summary>Statements with that verb.</summary>
    public long Statements(UsageVerb verb) => values[UsageCounters.Verbs + (int)verb];

    /// <summary>Statements and logins that were refused for that reason.</summary>
    public long Refusals(RefusalReason reason) => values[UsageCounters.Refusals + (int)reason];

    /// <summary>Commands in that bucket of <see cref="LatencyBuckets"/>.</summary>
    public long Latencies(int bucket) => values[UsageCounters.Latencies + bucket];

    /// <summary>
    /// The latency that this part of all answered commands did not exceed, in microseconds: the upper end of its bucket. 0
    /// where none was answered.
    /// </summary>
    /// <param name="part">0 to 1; 0.95 for the 95th percentile.</param>
    public long LatencyAt(double part)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(Answered * part));
        for (int bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            wanted -= Latencies(bucket);
            if (wanted <= 0)
                return LatencyBuckets.LowerBound(Math.Min(bucket + 1, LatencyBuckets.Count - 1));
        }

        return 0;
    }

    public bool Equals(UsageTotals? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    public override bool Equals(object? obj) => Equals(obj as UsageTotals);

    public override int GetHashCode() => HashCode.Combine(Requests, BytesIn, BytesOut, Rows, AllStatements);

    /// <summary>What came since an earlier moment. A counter that stands lower than it did then gives 0.</summary>
    internal UsageTotals Since(UsageTotals earlier)
    {
        long[] difference = new long[UsageCounters.Count];
        for (int i = 0; i < difference.Length; i++)
            difference[i] = Math.Max(0, values[i] - earlier.values[i]);
        return new UsageTotals(difference);
    }

    /// <summary>Of each counter the higher of two readings.</summary>
    internal UsageTotals Max(UsageTotals other)
    {
        long[] highest = new long[UsageCounters.Count];
        for (int i = 0; i < highest.Length; i++)
            highest[i] = Math.Max(values[i], other.values[i]);
        return new UsageTotals(highest);
    }

    private long Sum(int first, int count)
    {
        long sum = 0;
        foreach (long value in values.AsSpan(first, count))
            sum += value;
        return sum;
    }
}
