using SceNettyProxy.Handlers.Tests.Policy.Forbids;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Handlers.Tests.HotPath;

/// <summary>What is kept of a text for the case that it comes again says nothing that may have changed meanwhile.</summary>
[TestClass]
public sealed class RepeatedStatementTests : ForbidTest
{
    private const ushort NoBackslashEscapes = 0x0202;
    private const string Delete = "DELETE FROM t";

    [TestMethod]
    public void A_policy_that_changes_between_them_counts()
    {
        SqlPolicyDefinition own = SqlPolicies.Standard with { Name = "own" };
        Rig.Policies.Set(new SqlPolicies([own]));
        Rig.Apply(Databases.Shop with { SqlPolicy = "own" });
        TestClient client = Rig.LoggedIn();
        client.Write(Delete);
        client.Write(Delete);
        Rig.Policies.Set(new SqlPolicies([own with { RequireWhere = true }]));
        client.Query(Delete);
        client.AssertError(2906);
        Rig.Policies.Set(new SqlPolicies([own]));
        client.Write(Delete);
    }

    [TestMethod]
    public void A_text_that_a_policy_knows_by_what_was_prepared_before_is_judged_by_that()
    {
        Rig.Apply(Databases.Shop with { SqlPolicy = "standard" });
        TestClient client = Rig.LoggedIn();
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Query("EXECUTE s");
        client.AssertError(2906);
        client.Write("PREPARE s FROM 'SELECT 1'");
        client.Write("EXECUTE s");
    }

    [TestMethod]
    public void A_forbid_that_is_set_between_them_counts()
    {
        TestClient client = Rig.LoggedIn();
        client.Write(Delete);
        client.Write(Delete);
        Forbid("DELETE");
        AssertRefused(client, Delete);
    }

    [TestMethod]
    public void A_mode_that_changes_between_them_counts()
    {
        const string Text = @"SELECT '\'; DELETE FROM t; -- '";
        TestClient client = Rig.LoggedIn(MultiClient);
        client.Write();
        client.Read(Text);
        client.Read(Text);
        Rig.Primary.AgreesToSetup = false;
        client.Write("SET sql_mode = 'NO_BACKSLASH_ESCAPES'", NoBackslashEscapes);
        client.Write(Text, NoBackslashEscapes);
        client.Write("SET sql_mode = ''");
        client.Read(Text);
    }

    [TestMethod]
    public void A_transaction_that_begins_between_them_counts()
    {
        TestClient client = Rig.LoggedIn();
        client.Read("SELECT 1");
        Begin(client);
        client.ReadOnPrimary("SELECT 1", Wire.InTransaction);
    }

    [TestMethod]
    public void A_statement_that_is_closed_between_two_executions_is_unknown()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, serverId: 9);
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(9, Typed), Wire.BinaryRows(["x"]));
        client.Send(Wire.Statement(0x19, id));
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1243);
    }
}
