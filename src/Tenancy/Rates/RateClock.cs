namespace SceNettyProxy.Tenancy.Rates;

/// <summary>The clock of <see cref="RateBucket"/>s. Any thread.</summary>
public sealed class RateClock(TimeProvider time)
{
    private const long Second = 1_000_000_000;

    private const long TimeSpanTick = 100;

    private readonly long frequency = time.TimestampFrequency;

    /// <summary>Nanoseconds of a time span.</summary>
    public static long Of(TimeSpan time) => time.Ticks * TimeSpanTick;

    /// <summary>A time span of so many nanoseconds, rounded up.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks((nanoseconds + TimeSpanTick - 1) / TimeSpanTick);

    /// <summary>Nanoseconds since some moment; never goes back.</summary>
    public long Now
    {
        get
        {
            long ticks = time.GetTimestamp();
            return frequency == Second ? ticks : (long)((Int128)ticks * Second / frequency);
        }
    }
}
