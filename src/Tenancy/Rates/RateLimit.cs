namespace SceNettyProxy.Tenancy.Rates;

/// <summary>How fast something may go.</summary>
/// <param name="PerSecond">Units per second in the long run; at least 1.</param>
/// <param name="Burst">Units at once after a pause; at least 1.</param>
public readonly record struct RateLimit(long PerSecond, long Burst);
