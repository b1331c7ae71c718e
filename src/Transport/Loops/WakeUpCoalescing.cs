using System.Diagnostics;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Loops;

/// <summary>
/// Whether a loop that has nothing to do waits for several events instead of one. A loop that is woken for each event costs about twice
/// the CPU of one that finds several, for itself and for whoever wakes it. Waiting longer costs latency, so it is done only
/// while two things hold: the thread often waits for a CPU, so that the time is lost anyway and others do use it; and many channels are
/// active, so that the other events are on their way. The thread of its loop only.
/// </summary>
/// <param name="limit">The longest that an event waits for others; zero switches it off.</param>
/// <param name="delay">For how long the thread has waited for a CPU so far, in nanoseconds.</param>
/// <param name="clock">Now, in nanoseconds.</param>
internal sealed class WakeUpCoalescing(TimeSpan limit, Func<long> delay, Func<long> clock) : IDisposable
{
    /// <summary>Events that are waited for at most.</summary>
    public const int MaxWanted = 8;

    /// <summary>Of so many active channels one event is waited for: half of them wait for a peer, and of these some answer late.</summary>
    public const int ChannelsPerEvent = 3;

    /// <summary>Turns between two looks at the clock.</summary>
    public const int TurnsPerLook = 64;

    /// <summary>Nanoseconds that are judged as a whole, at least.</summary>
    public const long Period = 20_000_000;

    // Shares of a period that the thread waits for a CPU: it begins above the first and ends below the second.
    private const double BeginsAbove = 0.10;
    private const double EndsBelow = 0.05;

    private long periodStart = clock();
    private long delayBefore = delay();
    private RunQueueDelay? owned;
    private bool isShort;
    private int wanted = 1;
    private int active;
    private int turns;

    /// <summary>Events to wait for; 1 where the first is enough.</summary>
    public int Wanted { get => wanted; init => wanted = value; }

    /// <inheritdoc cref="WakeUpCoalescing(TimeSpan, Func{long}, Func{long})" path="/param[@name='limit']"/>
    public TimeSpan Limit => limit;

    /// <summary>The number of this period, by which a channel counts once in it.</summary>
    public uint PeriodNumber { get; private set; } = 1;

    /// <summary>Makes that of a loop, on its thread.</summary>
    /// <param name="limit">As in <see cref="ITransport.CreateGroup"/>.</param>
    public static Func<WakeUpCoalescing> Factory(TimeSpan? limit) => () => OfThisThread(limit ?? NativeEventLoop.DefaultCoalescing);

    /// <summary>Of the calling thread; one that never coalesces where the system does not tell its delay.</summary>
    public static WakeUpCoalescing OfThisThread(TimeSpan limit)
    {
        if (limit <= TimeSpan.Zero || RunQueueDelay.Open() is not { } delay)
            return new WakeUpCoalescing(TimeSpan.Zero, static () => 0, static () => 0);
        // Without it the kernel adds up to 50 microseconds to each sleep.
        _ = LibC.Control(LibC.SetTimerSlack, 1);
        return new WakeUpCoalescing(limit, delay.Read, static () => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency))) { owned = delay };
    }

    /// <summary>Something came for a channel for the first time in this period.</summary>
    public void OnActive() => active++;

    /// <summary>A turn begins.</summary>
    public void OnTurn()
    {
        if (++turns % TurnsPerLook != 0 || limit <= TimeSpan.Zero)
            return;
        long now = clock();
        long elapsed = now - periodStart;
        if (elapsed < Period)
            return;
        long delayNow = delay();
        double share = (delayNow - delayBefore) / (double)elapsed;
        isShort = share > (isShort ? EndsBelow : BeginsAbove);
        wanted = isShort ? Math.Clamp(active / ChannelsPerEvent, 1, MaxWanted) : 1;
        active = 0;
        PeriodNumber++;
        periodStart = now;
        delayBefore = delayNow;
    }

    /// <summary>Lets events come together, where a wait cannot be for several.</summary>
    public unsafe void Sleep()
    {
        TimeLimit time = TimeLimit.Of(limit);
        _ = LibC.Sleep(&time, null);
    }

    public void Dispose() => owned?.Dispose();
}
