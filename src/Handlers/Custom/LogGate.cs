namespace SceNettyProxy.Handlers.Custom;

/// <summary>Lets one log line of a kind pass per interval and counts what the others were about. Any thread.</summary>
internal sealed class LogGate(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long counted;
    private long nextAt = long.MinValue;

    /// <summary>True when a line is due.</summary>
    /// <param name="count">How much happened since the last line, this time included.</param>
    public bool TryPass(out long count)
    {
        Interlocked.Increment(ref counted);
        count = 0;
        long now = time.GetTimestamp();
        long next = Volatile.Read(ref nextAt);
        if (now < next)
            return false;
        long after = now + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        if (Interlocked.CompareExchange(ref nextAt, after, next) != next)
            return false;
        count = Interlocked.Exchange(ref counted, 0);
        return true;
    }
}
