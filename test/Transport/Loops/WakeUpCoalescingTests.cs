using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.Tests.Loops;

/// <summary>When a loop waits for several events: where its thread has to wait for a CPU, and many channels are active.</summary>
[TestClass]
public sealed class WakeUpCoalescingTests
{
    private const int Many = WakeUpCoalescing.MaxWanted * WakeUpCoalescing.ChannelsPerEvent;

    private long now;
    private long delay;

    [TestMethod]
    public void At_first_one_event_is_enough() => Assert.AreEqual(1, New().Wanted);

    [TestMethod]
    public void Where_the_thread_waits_for_a_CPU_and_channels_are_active_several_are_waited_for()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.2, active: 16);
        Assert.AreEqual(16 / WakeUpCoalescing.ChannelsPerEvent, coalescing.Wanted);
    }

    [TestMethod]
    public void They_have_a_limit()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.2, active: 100 * Many);
        Assert.AreEqual(WakeUpCoalescing.MaxWanted, coalescing.Wanted);
    }

    [TestMethod]
    public void Where_a_CPU_is_free_one_is_enough_whatever_is_active()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.09, active: Many);
        Assert.AreEqual(1, coalescing.Wanted);
    }

    [TestMethod]
    public void Where_few_channels_are_active_one_is_enough_whatever_the_thread_waits()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.9, active: (2 * WakeUpCoalescing.ChannelsPerEvent) - 1);
        Assert.AreEqual(1, coalescing.Wanted);
    }

    [TestMethod]
    public void It_goes_on_until_the_thread_clearly_waits_less()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.2, active: Many);
        PassPeriod(coalescing, delayShare: 0.06, active: Many);
        Assert.AreEqual(WakeUpCoalescing.MaxWanted, coalescing.Wanted);
        PassPeriod(coalescing, delayShare: 0.04, active: Many);
        Assert.AreEqual(1, coalescing.Wanted);
        PassPeriod(coalescing, delayShare: 0.09, active: Many);
        Assert.AreEqual(1, coalescing.Wanted);
    }

    [TestMethod]
    public void It_ends_with_the_channels_that_were_active()
    {
        using WakeUpCoalescing coalescing = New();
        PassPeriod(coalescing, delayShare: 0.2, active: Many);
        PassPeriod(coalescing, delayShare: 0.2, active: 0);
        Assert.AreEqual(1, coalescing.Wanted);
    }

    [TestMethod]
    public void A_short_time_is_not_judged()
    {
        using WakeUpCoalescing coalescing = New();
        uint period = coalescing.PeriodNumber;
        PassPeriod(coalescing, delayShare: 0.9, active: Many, WakeUpCoalescing.Period - 1);
        Assert.AreEqual((1, period), (coalescing.Wanted, coalescing.PeriodNumber));
        PassPeriod(coalescing, delayShare: 0.9, active: 0, 1);
        Assert.AreEqual((WakeUpCoalescing.MaxWanted, period + 1), (coalescing.Wanted, coalescing.PeriodNumber));
    }

    [TestMethod]
    public void Without_a_limit_nothing_waits()
    {
        using WakeUpCoalescing coalescing = new(TimeSpan.Zero, () => delay, () => now);
        PassPeriod(coalescing, delayShare: 0.9, active: Many);
        Assert.AreEqual(1, coalescing.Wanted);
    }

    [TestMethod]
    public void The_system_tells_how_long_a_thread_has_waited()
    {
        using RunQueueDelay own = RunQueueDelay.Open()!;
        string[] told = File.ReadAllText("/proc/thread-self/schedstat").Split(' ');
        long before = own.Read();
        Assert.IsGreaterThanOrEqualTo(long.Parse(told[1], null), before);
        // More threads than CPUs, so that this one has to wait.
        using CancellationTokenSource end = new();
        Thread[] others = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (!end.IsCancellationRequested)
                Thread.SpinWait(1000);
        }))];
        Array.ForEach(others, static thread => thread.Start());
        Assert.IsTrue(SpinWait.SpinUntil(() => own.Read() > before + 1_000_000, TimeSpan.FromSeconds(20)));
        end.Cancel();
        Array.ForEach(others, static thread => thread.Join());
    }

    [TestMethod]
    public void To_ask_for_it_allocates_nothing()
    {
        using RunQueueDelay own = RunQueueDelay.Open()!;
        own.Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        own.Read();
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private WakeUpCoalescing New() => new(NativeEventLoop.DefaultCoalescing, () => delay, () => now);

    private void PassPeriod(WakeUpCoalescing coalescing, double delayShare, int active, long length = WakeUpCoalescing.Period)
    {
        for (int i = 0; i < active; i++)
            coalescing.OnActive();
        now += length;
        delay += (long)(length * delayShare);
        for (int i = 0; i < WakeUpCoalescing.TurnsPerLook; i++)
            coalescing.OnTurn();
    }
}
