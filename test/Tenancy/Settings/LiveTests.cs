using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Tests.Settings;

[TestClass]
public sealed class LiveTests
{
    [TestMethod]
    public void Only_a_different_value_is_told()
    {
        Live<PoolOptions> live = new(new PoolOptions());
        List<PoolOptions> told = [];
        live.Changed += told.Add;
        live.Set(new PoolOptions());
        Assert.AreEqual(0, told.Count);
        PoolOptions next = new() { Max = 1 };
        live.Set(next);
        Assert.AreSame(next, told.Single());
        Assert.AreSame(next, live.Value);
    }
}
