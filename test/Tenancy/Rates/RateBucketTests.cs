using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Tenancy.Tests.Rates;

[TestClass]
public sealed class RateBucketTests
{
    private const long Second = 1_000_000_000;
    private static readonly RateLimit TenPerSecond = new(10, 5);

    private readonly RateBucket bucket = new();
    private long now = 1000 * Second;

    [TestMethod]
    public void A_full_bucket_gives_its_burst_and_then_the_rate()
    {
        for (int i = 0; i < 5; i++)
            Assert.IsTrue(Take(1));
        Assert.IsFalse(Take(1));
        now += Second / 10;
        Assert.IsTrue(Take(1));
        Assert.IsFalse(Take(1));
    }

    [TestMethod]
    public void A_pause_fills_the_bucket_and_no_more()
    {
        now += 3600 * Second;
        Assert.AreEqual(5, bucket.Available(now, TenPerSecond));
        for (int i = 0; i < 5; i++)
            Assert.IsTrue(Take(1));
        Assert.IsFalse(Take(1));
    }

    [TestMethod]
    public void Over_ten_seconds_the_burst_and_ten_times_the_rate_pass()
    {
        int passed = 0;
        for (long end = now + (10 * Second); now < end; now += Second / 1000)
        {
            if (Take(1))
                passed++;
        }

        Assert.AreEqual(5 + 100, passed, 1.0);
    }

    [TestMethod]
    public void What_waits_gets_its_turn_in_order_at_the_rate()
    {
        long[] waits = new long[8];
        for (int i = 0; i < waits.Length; i++)
            Assert.IsTrue(bucket.TryTake(now, 1, TenPerSecond, Second, out waits[i]));
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 0, 0, Second / 10, 2 * Second / 10, 3 * Second / 10 }, waits);
    }

    [TestMethod]
    public void What_would_wait_too_long_takes_nothing_and_is_told_how_long()
    {
        Assert.IsTrue(bucket.TryTake(now, 5, TenPerSecond, 0, out _));
        Assert.IsFalse(bucket.TryTake(now, 5, TenPerSecond, Second / 4, out long wait));
        Assert.AreEqual(Second / 2, wait);
        Assert.IsFalse(bucket.TryTake(now, 5, TenPerSecond, Second / 4, out long again));
        Assert.AreEqual(wait, again);
    }

    [TestMethod]
    public void What_is_larger_than_the_burst_passes_once_and_leaves_a_debt()
    {
        Assert.IsTrue(Take(1000));
        Assert.AreEqual(-995, bucket.Available(now, TenPerSecond));
        Assert.IsFalse(bucket.TryTake(now, 1, TenPerSecond, 0, out long wait));
        Assert.AreEqual(((1000 - 5 + 1) * Second) / 10, wait);
        now += wait;
        Assert.IsTrue(Take(1));
    }

    [TestMethod]
    public void What_is_larger_than_the_burst_waits_for_a_full_bucket()
    {
        Assert.IsTrue(Take(1));
        Assert.IsFalse(bucket.TryTake(now, 1000, TenPerSecond, 0, out long wait));
        Assert.AreEqual(Second / 10, wait);
    }

    [TestMethod]
    public void A_charge_makes_those_that_follow_wait_for_the_debt_only()
    {
        Assert.AreEqual(Second, bucket.Charge(now, 15, TenPerSecond));
        Assert.IsFalse(bucket.TryTake(now, 0, TenPerSecond, 0, out long wait));
        Assert.AreEqual(Second, wait);
        now += Second;
        Assert.IsTrue(Take(0));
        Assert.IsFalse(Take(1));
    }

    [TestMethod]
    public void Whoever_is_charged_already_waits_for_what_was_charged_before()
    {
        Assert.AreEqual(0, bucket.Charge(now, 4, TenPerSecond));
        Assert.AreEqual(0, bucket.WaitBehind(now, 4, TenPerSecond));
        Assert.AreEqual(3 * Second / 10, bucket.Charge(now, 4, TenPerSecond));
        Assert.AreEqual(3 * Second / 10, bucket.WaitBehind(now, 4, TenPerSecond));
        now += 100 * Second;
        Assert.AreEqual(95 * Second / 10, bucket.Charge(now, 100, TenPerSecond), "its size is a debt");
        Assert.AreEqual(0, bucket.WaitBehind(now, 100, TenPerSecond), "which others wait for");
        Assert.AreEqual(10 * Second, bucket.WaitBehind(now, 0, TenPerSecond) + (Second / 2));
    }

    [TestMethod]
    public void What_is_given_back_can_be_taken_again()
    {
        Assert.IsTrue(Take(5));
        bucket.Return(2, TenPerSecond);
        Assert.IsTrue(Take(2));
        Assert.IsFalse(Take(1));
    }

    [TestMethod]
    public void A_changed_limit_counts_from_the_next_take()
    {
        Assert.IsTrue(Take(5));
        RateLimit faster = new(1000, 5);
        Assert.IsFalse(bucket.TryTake(now, 1, faster, 0, out long wait));
        now += wait;
        Assert.IsTrue(bucket.TryTake(now, 1, faster, 0, out _));
        Assert.IsFalse(bucket.TryTake(now, 1, faster, 0, out wait));
        Assert.AreEqual(Second / 1000, wait);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void Threads_that_take_at_the_same_time_share_one_budget(int threads)
    {
        RateLimit limit = new(100_000, 1000);
        RateBucket shared = new();
        long clock = now;
        long end = now + (10 * Second);
        long passed = 0;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            long mine = 0;
            while (true)
            {
                // One clock for all, which every attempt moves.
                long at = Interlocked.Add(ref clock, Second / 400_000);
                if (at >= end)
                    break;
                if (shared.TryTake(at, 1, limit, 0, out long _))
                    mine++;
            }

            Interlocked.Add(ref passed, mine);
        });
        Assert.AreEqual(1_001_000, passed, 1000.0, "the rate for 10 s and one burst");
    }

    private bool Take(long cost) => bucket.TryTake(now, cost, TenPerSecond, 0, out _);
}
