using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>Prepared statements and the state of their session.</summary>
[TestClass]
public sealed class StatementSessionTests : StatementTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_reset_of_the_connection_forgets_all_statements(bool holdsPrimary)
    {
        TestClient client = Rig.LoggedIn();
        if (holdsPrimary)
            client.Write();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        client.Send(Wire.Command(0x1F));
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1243, sequence: 1);
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_connection_that_was_reset_and_comes_back_does_not_pass_for_prepared()
    {
        Rig.Apply(Databases.Shop with { Pool = new PoolDefinition { Max = 1 } });
        TestClient holder = Rig.LoggedIn();
        holder.Write();
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        // It lets the replica go before it waits for the primary, and gets the same connection back afterwards.
        client.Query("UPDATE t SET a = 2");
        Assert.IsNull(client.Session.Replica);
        holder.HangUp();
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        Prepares(Rig.Replica, 12);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(12, Typed), Wire.BinaryRows(["a"]));
        Assert.HasCount(1, Rig.Replica.Connections);
    }

    [TestMethod]
    public void The_texts_of_statements_count_as_held_bytes_until_they_go()
    {
        TestClient client = Rig.LoggedIn();
        uint first = Prepare(client, Rig.Replica, Read, 77);
        Prepare(client, Rig.Primary, Write, 9, columns: 0);
        Assert.AreEqual(Read.Length + Write.Length, Rig.Services.HeldBudget.Held);
        client.Send(Wire.Statement(0x19, first));
        Assert.AreEqual(Write.Length, Rig.Services.HeldBudget.Held);
        client.HangUp();
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_statement_whose_text_may_not_be_kept_runs_where_it_was_prepared()
    {
        Rig.Session.Set(Rig.Session.Value with { HeldBudget = 10 });
        TestClient client = Rig.LoggedIn();
        uint write = Prepare(client, Rig.Primary, Write, 9, columns: 0);
        Run(client, Rig.Primary, Wire.Execute(write, Typed), Wire.Execute(9, Typed), Wire.Ok());
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_read_whose_text_may_not_be_kept_is_prepared_where_it_can_always_run()
    {
        Rig.Session.Set(Rig.Session.Value with { HeldBudget = 10 });
        TestClient client = Rig.LoggedIn();
        uint read = Prepare(client, Rig.Primary, Read, 9);
        Run(client, Rig.Primary, Wire.Execute(read, Typed), Wire.Execute(9, Typed), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void A_statement_whose_text_was_not_kept_is_lost_with_its_server()
    {
        Rig.Session.Set(Rig.Session.Value with { HeldBudget = 10 });
        TestClient client = Rig.LoggedIn();
        uint write = Prepare(client, Rig.Primary, Write, 9, columns: 0);
        Rig.Primary.Latest.HangUp();
        client.Send(Wire.Execute(write, Typed));
        client.AssertError(1615, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_prepared_SET_is_replayed_on_other_servers()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, "SET @a = 5", 9, parameters: 0, columns: 0);
        client.Read();
        Assert.AreEqual(0, CountOf(Rig.Replica, "QUERY SET @a=5"), "to prepare is not to run");
        Run(client, Rig.Primary, Wire.Execute(id), Wire.Execute(9), Wire.Ok());
        client.Read();
        Assert.AreEqual(1, CountOf(Rig.Replica, "QUERY SET @a=5"));
    }

    [TestMethod]
    public void A_prepared_SET_with_a_parameter_keeps_the_session_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, "SET @a = ?", 9, columns: 0);
        client.Read();
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(9, Typed), Wire.Ok());
        client.ReadOnPrimary();
    }

    [TestMethod]
    public void A_prepared_SHOW_WARNINGS_follows_the_statement_before()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        uint id = Prepare(client, Rig.Primary, "SHOW WARNINGS", 9, parameters: 0);
        Prepares(Rig.Replica, 77, parameters: 0);
        client.Read();
        Run(client, Rig.Replica, Wire.Execute(id), Wire.Execute(77), Wire.BinaryRows(["a"]));
        client.Write();
        Run(client, Rig.Primary, Wire.Execute(id), Wire.Execute(9), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void A_prepared_CALL_with_several_results_is_one_response()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, "CALL p(?)", 9, columns: 0);
        byte[] answer =
        [
            .. Wire.BinaryRows(["a"], status: Wire.MoreResults), .. Wire.BinaryRows(["b", "c"], sequence: 6, status: Wire.MoreResults),
            .. Wire.Ok(12),
        ];
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(9, Typed), answer);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_reset_of_a_statement_without_state_on_a_server_is_answered_by_the_proxy()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        int before = Rig.Replica.Latest.History.Count;
        client.Send(Wire.Statement(0x1A, id));
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.HasCount(before, Rig.Replica.Latest.History);
    }
}
