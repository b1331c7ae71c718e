using System.Numerics;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The buckets of a latency histogram: four per power of two, so that a value is known to within 25 %.
/// <code>
/// bucket   microseconds
/// 0        below 16
/// 1..92    from 16 to 2^27 (134 s): 16, 20, 24, 28, 32, 40, 48, 56, 64 …
/// 93       from 2^27 on
/// </code>
/// </summary>
public static class LatencyBuckets
{
    /// <summary>How many there are.</summary>
    public const int Count = 94;

    private const int FirstPower = 4;
    private const int PerPower = 4;
    private const int PerPowerBits = 2;

    /// <summary>The bucket of a latency; a negative one counts as none.</summary>
    /// <param name="microseconds">The latency.</param>
    public static int IndexOf(long microseconds)
    {
        if (microseconds < 1L << FirstPower)
            return 0;
        int power = BitOperations.Log2((ulong)microseconds);
        int part = (int)(microseconds >> (power - PerPowerBits)) & (PerPower - 1);
        return Math.Min(1 + ((power - FirstPower) * PerPower) + part, Count - 1);
    }

    /// <summary>The lowest latency of a bucket, in microseconds.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public static long LowerBound(int index)
    {
        if (index == 0)
            return 0;
        int power = FirstPower + ((index - 1) / PerPower);
        long part = (index - 1) % PerPower;
        return (1L << power) + (part << (power - PerPowerBits));
    }
}
