using System.Numerics;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>
/// A counter that several event loops raise without sharing a cache line. The sum may miss what is being added. Any thread.
/// </summary>
internal sealed class StripedCounter
{
    private static readonly int Count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 64));

    private readonly Stripe[] stripes = new Stripe[Count];

    public long Value
    {
        get
        {
            long sum = 0;
            foreach (ref Stripe stripe in stripes.AsSpan())
                sum += Volatile.Read(ref stripe.Value);
            return sum;
        }
    }

    public void Increment() =>
        Interlocked.Increment(ref stripes[Environment.CurrentManagedThreadId & (Count - 1)].Value);

    /// <summary>Two cache lines, since processors fetch them in pairs.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Stripe
    {
        public long Value;
    }
}
