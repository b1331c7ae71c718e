namespace SceNettyProxy.Tenancy.Rates;

/// <summary>What becomes of a statement that comes too early.</summary>
public enum RateExcess
{
    /// <summary>It waits, and nothing more of its client is read; above a bound it is refused.</summary>
    Delay,

    /// <summary>It gets an error.</summary>
    Refuse,
}
