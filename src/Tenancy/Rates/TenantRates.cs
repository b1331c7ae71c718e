namespace SceNettyProxy.Tenancy.Rates;

/// <summary>What a database has taken of its rate limits, over all event loops. Any thread.</summary>
/// <param name="time">Whose timestamps the buckets run by.</param>
public sealed class TenantRates(TimeProvider time)
{
    public RateBucket Statements { get; } = new(time.TimestampFrequency);

    /// <summary>Bytes from clients.</summary>
    public RateBucket BytesIn { get; } = new(time.TimestampFrequency);

    /// <summary>Bytes to clients.</summary>
    public RateBucket BytesOut { get; } = new(time.TimestampFrequency);

    public RunSlots Running { get; } = new();
}
