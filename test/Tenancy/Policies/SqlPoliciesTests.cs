using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Tenancy.Tests.Policies;

[TestClass]
public sealed class SqlPoliciesTests
{
    [TestMethod]
    public void Policies_are_equal_by_value()
    {
        Assert.AreEqual(Own("a"), Own("a"));
        Assert.AreNotEqual(Own("a"), Own("b"));
        Assert.AreEqual(new SqlPolicies([Own("a")]), new SqlPolicies([Own("a")]));
        Assert.AreNotEqual(new SqlPolicies([Own("a")]), new SqlPolicies([Own("a") with { RequireWhere = true }]));

        static SqlPolicyDefinition Own(string table) =>
            SqlPolicies.Standard with { Name = "own", Tables = new NameRules([table], []), Engines = ["InnoDB"] };
    }

    [TestMethod]
    public void Built_in_policies_and_own_ones_are_found_by_name()
    {
        SqlPolicyDefinition own = SqlPolicies.Standard with { Name = "own" };
        SqlPolicies policies = new([own]);
        Assert.AreSame(own, policies.Find("own"));
        Assert.AreSame(SqlPolicies.Standard, policies.Find("standard"));
        Assert.AreSame(SqlPolicies.Transparent, policies.Find("transparent"));
        Assert.IsNull(policies.Find("Standard"));
        Assert.AreEqual("internal own standard transparent", string.Join(' ', policies.Names));
    }

    [TestMethod]
    [DataRow(PolicyReason.None, "", "allowed")]
    [DataRow(PolicyReason.NoWhere, "", "no-where")]
    [DataRow(PolicyReason.Table, "secret", "table:secret")]
    [DataRow(PolicyReason.MultiStatement, "", "multi-statement")]
    public void A_verdict_has_a_code_for_programs(PolicyReason reason, string name, string code) =>
        Assert.AreEqual(code, new PolicyVerdict(reason, name).Code);

    [TestMethod]
    [DataRow(PolicyReason.Statement, "", 2906, "SQL statement is forbidden")]
    [DataRow(PolicyReason.Unreadable, "", 2906, "SQL statement is forbidden")]
    [DataRow(PolicyReason.Engine, "MyISAM", 2907, "Engine 'MyISAM' isn't being supported")]
    [DataRow(PolicyReason.EngineMissing, "", 2908, "Engine isn't specified.")]
    [DataRow(PolicyReason.TooLong, "", 1153, "Got a packet bigger than 'max_allowed_packet' bytes")]
    public void A_verdict_has_an_error_for_the_client(PolicyReason reason, string name, int code, string message)
    {
        SceError error = new PolicyVerdict(reason, name).ToError(ErrorCatalog.Sce);
        Assert.AreEqual((code, message), (error.Code, error.Message));
    }
}
