using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

[TestClass]
public sealed class LatencyBucketsTests
{
    [TestMethod]
    [DataRow(-5L, 0)]
    [DataRow(0L, 0)]
    [DataRow(15L, 0)]
    [DataRow(16L, 1)]
    [DataRow(19L, 1)]
    [DataRow(20L, 2)]
    [DataRow(31L, 4)]
    [DataRow(32L, 5)]
    [DataRow(1024L, 25)]
    [DataRow((1L << 27) - 1, 92)]
    [DataRow(1L << 27, 93)]
    [DataRow(long.MaxValue, 93)]
    public void A_latency_has_its_bucket(long microseconds, int bucket) =>
        Assert.AreEqual(bucket, LatencyBuckets.IndexOf(microseconds));

    [TestMethod]
    public void Every_bucket_begins_where_the_one_before_ends_and_is_at_most_a_quarter_wide()
    {
        for (int bucket = 1; bucket < LatencyBuckets.Count; bucket++)
        {
            long lower = LatencyBuckets.LowerBound(bucket);
            Assert.AreEqual(bucket, LatencyBuckets.IndexOf(lower), $"{lower}");
            Assert.AreEqual(bucket - 1, LatencyBuckets.IndexOf(lower - 1), $"{lower - 1}");
            if (bucket > 1)
                Assert.IsLessThanOrEqualTo(LatencyBuckets.LowerBound(bucket - 1) / 4, lower - LatencyBuckets.LowerBound(bucket - 1));
        }
    }

    [TestMethod]
    public void A_percentile_is_the_upper_end_of_its_bucket()
    {
        UsageAccounts accounts = UsageAccounts.InMemory(TimeProvider.System);
        UsageSlot slot = accounts.Store.Slot(this, "shop");
        for (int i = 0; i < 95; i++)
            slot.RequestAnswered(TimeSpan.FromMicroseconds(100));
        for (int i = 0; i < 5; i++)
            slot.RequestAnswered(TimeSpan.FromMilliseconds(10));
        UsageTotals used = accounts.Find("shop")!.SinceStart;
        Assert.AreEqual(112, used.LatencyAt(0.5));
        Assert.AreEqual(112, used.LatencyAt(0.95));
        Assert.AreEqual(10_240, used.LatencyAt(0.96));
        Assert.AreEqual((95 * 100) + (5 * 10_000), used.LatencySum);
        Assert.AreEqual(0, UsageTotals.Zero.LatencyAt(0.5));
    }
}
