namespace SceNettyProxy.Tenancy.Rates;

/// <summary>What a database has taken of its rate limits, over all event loops. Any thread.</summary>
public sealed class TenantRates
{
    public RateBucket Statements { get; } = new();

    /// <summary>Bytes from clients.</summary>
    public RateBucket BytesIn { get; } = new();

    /// <summary>Bytes to clients.</summary>
    public RateBucket BytesOut { get; } = new();

    public RunSlots Running { get; } = new();
}
