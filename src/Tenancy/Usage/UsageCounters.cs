namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The order of the counters of a database, 64-bit integers that only grow: in a slot of the counter file, in
/// <see cref="UsageTotals"/>, in the log.
/// <code>
/// index     counter
/// 0         requests
/// 1         bytes in
/// 2         bytes out
/// 3         rows out
/// 4         errors
/// 5         logins
/// 6         the sum of all latencies, in microseconds
/// 7         -
/// 8..55     statements, by UsageVerb
/// 56..71    refusals, by RefusalReason
/// 72..167   latencies, by LatencyBuckets
/// </code>
/// </summary>
internal static class UsageCounters
{
    public const int Requests = 0;
    public const int BytesIn = 1;
    public const int BytesOut = 2;
    public const int Rows = 3;
    public const int Errors = 4;
    public const int Logins = 5;
    public const int LatencySum = 6;

    public const int Verbs = 8;

    /// <summary>Room for verbs.</summary>
    public const int VerbCount = 48;

    public const int Refusals = Verbs + VerbCount;

    /// <summary>Room for reasons.</summary>
    public const int RefusalCount = 16;

    public const int Latencies = Refusals + RefusalCount;

    /// <summary>Room for buckets.</summary>
    public const int LatencyCount = 96;

    /// <summary>All of them.</summary>
    public const int Count = Latencies + LatencyCount;
}
