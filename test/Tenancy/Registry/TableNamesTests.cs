using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Tenancy.Tests.Registry;

[TestClass]
public sealed class TableNamesTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false, 0)]
    [DataRow(true, 1)]
    [DataRow(true, 2)]
    [DataRow(true, 0, 1)]
    [DataRow(true, 1, 0)]
    public void Case_does_not_count_until_a_server_says_so_and_wherever_one_says_it_does_not(bool folds, params int[] told)
    {
        TenantRegistry registry = new();
        registry.Apply(Definitions.Snapshot(Definitions.Shop()));
        Tenant tenant = registry.Find("shop")!;
        foreach (int value in told)
            tenant.LearnTableNames(value);
        Assert.AreEqual(folds, tenant.FoldsTableNames);
    }
}
