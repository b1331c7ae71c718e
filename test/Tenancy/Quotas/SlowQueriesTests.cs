using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Quotas;

[TestClass]
public sealed class SlowQueriesTests
{
    [TestMethod]
    [DataRow(1_999_999L, 0L)]
    [DataRow(2_000_000L, 0L)]
    [DataRow(2_097_152L, 1L)]
    [DataRow(60_000_000L, 1L)]
    public void A_command_counts_that_was_certainly_slow(long microseconds, long expected) =>
        Assert.AreEqual(expected, SlowQueries.In(One(microseconds), TimeSpan.FromSeconds(2)));

    [TestMethod]
    public void Every_command_is_slower_than_nothing() => Assert.AreEqual(1, SlowQueries.In(One(0), TimeSpan.Zero));

    private static UsageTotals One(long microseconds)
    {
        var accounts = UsageAccounts.InMemory(TimeProvider.System);
        accounts.Store.Slot(accounts, "shop").RequestAnswered(TimeSpan.FromMicroseconds(microseconds));
        return accounts.Find("shop")!.SinceStart;
    }
}
