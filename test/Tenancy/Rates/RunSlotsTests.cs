using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Tenancy.Tests.Rates;

[TestClass]
public sealed class RunSlotsTests
{
    private readonly RunSlots slots = new();

    [TestMethod]
    public void Only_so_many_are_given()
    {
        Assert.IsTrue(slots.TryEnter(2));
        Assert.IsTrue(slots.TryEnter(2));
        Assert.IsFalse(slots.TryEnter(2));
        slots.Leave();
        Assert.IsTrue(slots.TryEnter(2));
    }

    [TestMethod]
    public void A_slot_that_is_given_back_wakes_one_waiter_the_oldest()
    {
        List<string> woken = [];
        Assert.IsTrue(slots.TryEnter(1));
        foreach (string name in (string[])["first", "second"])
        {
            slots.Wait(() =>
            {
                woken.Add(name);
                return true;
            });
        }

        slots.Leave();
        CollectionAssert.AreEqual(new[] { "first" }, woken);
    }

    [TestMethod]
    public void A_waiter_that_has_given_up_is_passed_over()
    {
        bool isWoken = false;
        Assert.IsTrue(slots.TryEnter(1));
        slots.Wait(static () => false);
        slots.Wait(() => isWoken = true);
        slots.Leave();
        Assert.IsTrue(isWoken);
    }

    [TestMethod]
    public void Threads_never_hold_more_than_there_are_and_none_waits_for_ever()
    {
        const int most = 3;
        int inside = 0;
        int highest = 0;
        int done = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 2000; i++)
            {
                while (!slots.TryEnter(most) && !WaitAndEnter(most))
                {
                }

                int now = Interlocked.Increment(ref inside);
                InterlockedMax(ref highest, now);
                Interlocked.Decrement(ref inside);
                slots.Leave();
                Interlocked.Increment(ref done);
            }
        });
        Assert.AreEqual(16_000, done);
        Assert.IsLessThanOrEqualTo(most, highest);
        Assert.AreEqual(0, slots.Running);
    }

    /// <summary>True with a slot; false when it is worth another try.</summary>
    private bool WaitAndEnter(int most)
    {
        using var turn = new SemaphoreSlim(0);
        int state = 0;
        slots.Wait(() =>
        {
            if (Interlocked.CompareExchange(ref state, 1, 0) != 0)
                return false;
            turn.Release();
            return true;
        });
        if (!slots.TryEnter(most))
        {
            Assert.IsTrue(turn.Wait(TimeSpan.FromSeconds(60)), "a waiter was forgotten");
            return false;
        }

        if (Interlocked.CompareExchange(ref state, 1, 0) == 0)
            return true;
        // Woken meanwhile: the call was for a slot that somebody else may have now.
        turn.Wait();
        slots.Leave();
        return false;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
