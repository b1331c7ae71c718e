using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Tests.Settings;

[TestClass]
public sealed class PoolOptionsTests
{
    [TestMethod]
    public void A_database_without_own_settings_has_those_of_the_proxy()
    {
        PoolOptions proxy = new() { Max = 7, Min = 2, Idle = TimeSpan.FromSeconds(9) };
        Assert.AreEqual(proxy, proxy.With(PoolDefinition.Inherited));
    }

    [TestMethod]
    public void Every_setting_of_a_database_counts()
    {
        PoolDefinition database = new()
        {
            Max = 9,
            Min = 3,
            Idle = TimeSpan.FromSeconds(11),
            ConnectTimeout = TimeSpan.FromSeconds(12),
            WaitTimeout = TimeSpan.FromSeconds(13),
            CheckAfter = TimeSpan.FromSeconds(14),
            Drain = TimeSpan.FromSeconds(15),
            ReplicaRetry = TimeSpan.FromSeconds(16),
        };
        PoolOptions options = new PoolOptions().With(database);
        foreach (var property in typeof(PoolDefinition).GetProperties().Where(property => property.Name != nameof(PoolDefinition.Inherited)))
            Assert.AreEqual(property.GetValue(database), typeof(PoolOptions).GetProperty(property.Name)!.GetValue(options), property.Name);
    }

    [TestMethod]
    public void A_database_that_lowers_the_upper_bound_lowers_the_lower_one()
    {
        PoolOptions options = new PoolOptions { Min = 20 }.With(new PoolDefinition { Max = 5 });
        Assert.AreEqual(5, options.Max);
        Assert.AreEqual(5, options.Min);
    }
}
