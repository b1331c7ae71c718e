namespace SceNettyProxy.Tenancy.Rates;

/// <summary>
/// A token bucket that any number of threads share without a lock: the generic cell rate algorithm of ITU-T I.371 as a virtual
/// schedule. Its state is one number, the moment up to which time has to run to pay for all that was taken; a take is one
/// compare-and-swap, so that no two threads pass on the same token. The limit is an argument of each take and may change at any time.
/// </summary>
/// <remarks>Times are nanoseconds of one clock, see <see cref="RateClock"/>.</remarks>
public sealed class RateBucket
{
    private const double Second = 1e9;

    private long paidUntil;

    /// <summary>
    /// Takes <paramref name="cost"/> units, now or ahead of time. What is larger than the burst waits for a full bucket only and leaves
    /// a debt, which those that follow wait for.
    /// </summary>
    /// <param name="now">The clock.</param>
    /// <param name="cost">Units; 0 asks for nothing but that there is no debt.</param>
    /// <param name="limit">The limit in force.</param>
    /// <param name="mostWait">How long the taker would wait.</param>
    /// <param name="wait">Time until the units may be used, 0 for at once; where it is more than
    /// <paramref name="mostWait"/> nothing was taken.</param>
    /// <returns>Whether the units were taken.</returns>
    public bool TryTake(long now, long cost, in RateLimit limit, long mostWait, out long wait)
    {
        long price = TimeOf(cost, limit);
        long capacity = TimeOf(limit.Burst, limit);
        while (true)
        {
            long seen = Volatile.Read(ref paidUntil);
            long from = Math.Max(seen, now);
            wait = Math.Max(0, from - now + Math.Min(price, capacity) - capacity);
            if (wait > mostWait)
                return false;
            if (price == 0 || Interlocked.CompareExchange(ref paidUntil, from + price, seen) == seen)
                return true;
        }
    }

    /// <summary>Takes units that are used already, be there any or not.</summary>
    /// <returns>How long it takes until the debt is paid; 0 where there is none.</returns>
    public long Charge(long now, long cost, in RateLimit limit)
    {
        long price = TimeOf(cost, limit);
        while (true)
        {
            long seen = Volatile.Read(ref paidUntil);
            long next = Math.Max(seen, now) + price;
            if (Interlocked.CompareExchange(ref paidUntil, next, seen) == seen)
                return Math.Max(0, next - now - TimeOf(limit.Burst, limit));
        }
    }

    /// <summary>How long whoever has been charged already has to wait for what was charged before, by the rule of
    /// <see cref="TryTake"/> for what is larger than the burst.</summary>
    /// <param name="charged">Units that were charged for the one who asks.</param>
    public long WaitBehind(long now, long charged, in RateLimit limit)
    {
        long price = TimeOf(charged, limit);
        long capacity = TimeOf(limit.Burst, limit);
        long others = Math.Max(0, Volatile.Read(ref paidUntil) - price - now);
        return Math.Max(0, others + Math.Min(price, capacity) - capacity);
    }

    /// <summary>Gives back units that were taken and not used.</summary>
    public void Return(long cost, in RateLimit limit) => Interlocked.Add(ref paidUntil, -TimeOf(cost, limit));

    /// <summary>Units that could be taken at once; negative is a debt.</summary>
    public long Available(long now, in RateLimit limit) =>
        limit.Burst - (long)Math.Round(Math.Max(0, Volatile.Read(ref paidUntil) - now) / Second * limit.PerSecond);

    private static long TimeOf(long units, in RateLimit limit) => (long)Math.Round(units * Second / limit.PerSecond);
}
