using SceNettyProxy.Tenancy.Quotas;

namespace SceNettyProxy.Tenancy.Tests.Quotas;

[TestClass]
public sealed class GrowthWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(100);
    private readonly GrowthWindow growth = new();

    [TestMethod]
    public void The_first_sample_says_nothing() => Assert.IsNull(Add(0, 50));

    [TestMethod]
    public void Growth_is_counted_within_the_window_only()
    {
        Add(0, 50);
        Assert.AreEqual(10, Add(60, 60));
        Assert.AreEqual(15, Add(100, 65));
        Assert.AreEqual(5, Add(160, 65), "since 60, when it stood at 60");
        Assert.AreEqual(0, Add(300, 65));
    }

    [TestMethod]
    public void A_counter_that_begins_anew_says_nothing_at_first()
    {
        Add(0, 50);
        Assert.IsNull(Add(60, 3));
        Assert.AreEqual(4, Add(70, 7));
    }

    private double? Add(int seconds, double value) => growth.Add(DateTimeOffset.UnixEpoch.AddSeconds(seconds), value, Window);
}
