namespace SceNettyProxy.Integration.Retrying;

/// <summary>How long to wait before the next try: twice as long each time, up to a bound. One thread at a time.</summary>
/// <param name="first">After the first failure.</param>
/// <param name="most">The bound.</param>
/// <param name="random">Takes off up to a fifth, so that many proxies do not come back at the same moment.</param>
internal sealed class BackOff(TimeSpan first, TimeSpan most, Random random)
{
    private const double Spread = 0.2;

    private int failures;

    public TimeSpan Next()
    {
        TimeSpan wait = first * Math.Pow(2, failures);
        if (wait < most)
            failures++;
        else
            wait = most;
        return wait * (1 - (Spread * random.NextDouble()));
    }

    /// <summary>It worked: the next failure is a first one again.</summary>
    public void Reset() => failures = 0;
}
