using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>On which server a prepared statement runs, and what that server has to be told first.</summary>
[TestClass]
public sealed class PreparedRoutingTests : StatementTest
{
    [TestMethod]
    public void A_prepared_read_runs_on_the_replica_under_the_servers_id()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Assert.AreNotEqual(77u, id);
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a", "bc"]));
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_prepared_write_runs_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 9, columns: 0);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(9, Typed), Wire.Ok(affected: 1));
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void With_DEPRECATE_EOF_it_is_the_same()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.DeprecateEof);
        client.Send(Wire.Prepare(Read));
        Rig.Replica.Latest.Send(Wire.Prepared(77, 1, 2, deprecateEof: true));
        byte[] answer = client.Take();
        uint id = BitConverter.ToUInt32(answer, 5);
        CollectionAssert.AreEqual(Wire.Prepared(id, 1, 2, deprecateEof: true), answer);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a", "b"], deprecateEof: true));
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        Rig.Primary.Latest.Send(Wire.Prepared(3, 1, 2, deprecateEof: true));
        Assert.AreEqual(Described(Wire.Execute(3, Typed)), Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.BinaryRows(["a"], deprecateEof: true));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"], deprecateEof: true), client.Take());
    }

    [TestMethod]
    public void The_first_execution_on_another_server_prepares_there_once()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        Begin(client);
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["a"], status: Wire.InTransaction));
        Assert.AreEqual(1, CountOf(Rig.Primary, Described(Wire.Prepare(Read))));
    }

    [TestMethod]
    public void Types_that_only_another_server_has_got_are_put_in()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
        Run(client, Rig.Replica, Wire.Execute(id, Untyped), Wire.Execute(77, Untyped), Wire.BinaryRows(["a"]));
        Prepares(Rig.Primary, 5);
        Begin(client);
        byte[] answer = Wire.BinaryRows(["a"], status: Wire.InTransaction);
        Run(client, Rig.Primary, Wire.Execute(id, Untyped), Wire.Execute(5, Typed), answer);
        Run(client, Rig.Primary, Wire.Execute(id, Untyped), Wire.Execute(5, Untyped), answer);
    }

    [TestMethod]
    public void Types_that_have_changed_on_another_server_since_are_put_in()
    {
        byte[] text = [0, 1, 0xFD, 0, 1, (byte)'x'];
        byte[] untypedText = [0, 0, 1, (byte)'x'];
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        Begin(client);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["a"], status: Wire.InTransaction));
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
        Run(client, Rig.Replica, Wire.Execute(id, text), Wire.Execute(77, text), Wire.BinaryRows(["a"]));
        Begin(client);
        Run(client, Rig.Primary, Wire.Execute(id, untypedText), Wire.Execute(5, text), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void Types_are_put_into_a_bulk_too()
    {
        const string Insert = "INSERT INTO t VALUES (?)";
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Insert, 9, columns: 0);
        byte[] typed = [128, 0, 8, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
        byte[] untyped = [0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, typed), Wire.Statement(0xFA, 9, typed), Wire.Ok());
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, untyped), Wire.Statement(0xFA, 9, untyped), Wire.Ok());
        Rig.Primary.Latest.HangUp();
        Prepares(Rig.Primary, 10, columns: 0);
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, untyped), Wire.Statement(0xFA, 10, typed), Wire.Ok());
    }

    [TestMethod]
    public void Where_preparing_fails_on_a_replica_the_primary_runs_the_statement()
    {
        TestClient client = Rig.LoggedIn();
        Begin(client);
        uint id = Prepare(client, Rig.Primary, Read, 5);
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
        Rig.Replica.Answer = _ => Wire.Error(1, 1146, "42S02", "no such table yet");
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["a"]));
        Assert.AreEqual(1, CountOf(Rig.Replica, Described(Wire.Prepare(Read))));
    }

    [TestMethod]
    public void Where_preparing_fails_on_the_primary_the_client_gets_the_servers_error()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        Rig.Primary.Latest.Send(Wire.Error(1, 1146, "42S02", "Table 'shop.t' doesn't exist"));
        RawPacket error = client.AssertError(1146, sequence: 1);
        Assert.AreEqual(("42S02", "Table 'shop.t' doesn't exist"), (error.SqlState, error.ErrorMessage));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_statement_with_other_parameters_is_closed_and_the_client_gets_1615()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5, 2, 1);
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1615, sequence: 1);
        Assert.AreEqual(Described(Wire.Statement(0x19, 5)), Rig.Primary.Latest.History[^1]);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_statement_with_other_columns_runs_as_its_execution_describes_them()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5, 1, 2);
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        Assert.AreEqual(Described(Wire.Execute(5, Typed)), Rig.Primary.Latest.History[^1]);
    }

    [TestMethod]
    public void A_replica_that_is_lost_while_it_prepares_is_replaced_by_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        Begin(client);
        uint id = Prepare(client, Rig.Primary, Read, 5);
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
        client.Send(Wire.Execute(id, Typed));
        Rig.Replica.Latest.HangUp();
        Assert.AreEqual(Described(Wire.Execute(5, Typed)), Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.BinaryRows(["a"]));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take());
    }

    [TestMethod]
    public void A_primary_that_is_lost_while_it_prepares_is_an_error_and_the_session_goes_on()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 9, columns: 0);
        Rig.Primary.Latest.HangUp();
        client.Send(Wire.Execute(id, Typed));
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        Prepares(Rig.Primary, 10, columns: 0);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(10, Typed), Wire.Ok());
    }

    [TestMethod]
    public void A_read_whose_server_is_lost_before_any_answer_runs_on_another_with_its_types_once()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
        Prepares(Rig.Primary, 5);
        client.Send(Wire.Execute(id, Untyped));
        Rig.Replica.Latest.HangUp();
        Assert.AreEqual(Described(Wire.Execute(5, Typed)), Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.BinaryRows(["a"]));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take());
    }

    [TestMethod]
    public void A_prepare_whose_server_is_lost_before_any_answer_runs_on_another()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare(Read));
        Prepares(Rig.Primary, 5);
        Rig.Replica.Latest.HangUp();
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        Assert.AreEqual(Read.Length, Rig.Services.HeldBudget.Held, "its text is known, so that it can be prepared elsewhere");
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    [DataRow("USE shop_real2")]
    [DataRow("SET NAMES latin1")]
    [DataRow("SET sql_mode = 'ANSI_QUOTES'")]
    public void A_statement_that_would_be_read_otherwise_now_stays_where_it_is(string change)
    {
        Rig.Apply(Databases.Shop with { Schemas = ["shop_real2"] });
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        if (change.StartsWith("SET", StringComparison.Ordinal))
            client.Set(change);
        else
            client.Run(Rig.Primary, change, Wire.Ok());
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1615, sequence: 1);
        client.AssertAlive();
        Assert.AreEqual(0, CountOf(Rig.Primary, Described(Wire.Prepare(Read))));
    }

    [TestMethod]
    public void A_statement_prepared_before_the_modes_were_known_is_read_by_those_of_the_first_server()
    {
        const string Sql = @"SELECT 'a\'; b'";
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Sql, 5, parameters: 0);
        Prepares(Rig.Replica, 77, parameters: 0);
        Run(client, Rig.Replica, Wire.Execute(id), Wire.Execute(77), Wire.BinaryRows(["a"]));
        Assert.AreEqual(PinReasons.None, client.Session.Pins);
    }
}
