using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Quotas;

/// <summary>Counts slow commands by the latency histogram of their database.</summary>
public static class SlowQueries
{
    /// <summary>
    /// The commands that certainly took that long: those in buckets that begin at it or above. A bucket is a quarter of its lower
    /// bound wide at most, so commands up to 25 % slower than the duration may be left out, and none that is faster counts.
    /// </summary>
    public static long In(UsageTotals totals, TimeSpan duration)
    {
        long slow = 0;
        for (int bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            if (LatencyBuckets.LowerBound(bucket) >= duration.TotalMicroseconds)
                slow += totals.Latencies(bucket);
        }

        return slow;
    }
}
