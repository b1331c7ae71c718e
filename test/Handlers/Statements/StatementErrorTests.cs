using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>Commands for statements that are not there, and how statements go.</summary>
[TestClass]
public sealed class StatementErrorTests : StatementTest
{
    private const uint Last = uint.MaxValue;

    [TestMethod]
    [DataRow((byte)0x17, "mysqld_stmt_execute")]
    [DataRow((byte)0x1C, "mysqld_stmt_fetch")]
    [DataRow((byte)0x1A, "mysqld_stmt_reset")]
    public void An_unknown_statement_is_named_with_the_command(byte code, string function)
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Statement(code, 42, 0, 1, 0, 0, 0));
        AssertMessage(client, 1243, $"Unknown prepared statement handler (42) given to {function}");
        client.AssertAlive();
    }

    [TestMethod]
    public void A_bulk_that_was_not_negotiated_is_not_supported()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Statement(0xFA, 42, 0, 1, 0, 0, 0));
        AssertMessage(client, 1295, "This command is not supported in the prepared statement protocol yet");
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow((byte)0x17)]
    [DataRow((byte)0xFA)]
    [DataRow((byte)0x1C)]
    [DataRow((byte)0x1A)]
    public void A_command_that_is_too_short_to_name_a_statement_is_malformed(byte code)
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0, code, 1, 0, 0));
        client.AssertError(1835, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void An_execution_that_ends_before_its_types_is_malformed_and_the_next_one_works()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        foreach (int length in (int[])[0, 4, 5, 6, 8])
        {
            client.Send(Wire.Statement(0x17, id, new byte[] { 0, 1, 0, 0, 0, 0, 1, 8 }.AsSpan(0, length)));
            client.AssertError(1835, sequence: 1);
        }

        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void Too_short_commands_without_an_answer_are_dropped()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0, 0x18, 1, 0, 0, 0, 0), Wire.Packet(0, 0x19, 1, 0));
        Assert.IsEmpty(client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void A_close_reaches_every_server_that_knows_the_statement_and_no_other()
    {
        TestClient client = Rig.LoggedIn();
        uint both = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        Begin(client);
        Run(client, Rig.Primary, Wire.Execute(both, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["a"]));
        Rig.Primary.Answer = null;
        uint one = Prepare(client, Rig.Replica, "SELECT 1", 78, parameters: 0);
        client.Send(Wire.Statement(0x19, one));
        client.Send(Wire.Statement(0x19, both));
        Assert.IsEmpty(client.Take());
        CollectionAssert.AreEqual(
            (string[])[Described(Wire.Statement(0x19, 78)), Described(Wire.Statement(0x19, 77))],
            Rig.Replica.Latest.History[^2..]);
        Assert.AreEqual(Described(Wire.Statement(0x19, 5)), Rig.Primary.Latest.History[^1]);
        Assert.AreEqual(0, CountOf(Rig.Primary, Described(Wire.Statement(0x19, 78))));
        client.Send(Wire.Execute(both, Typed));
        AssertMessage(client, 1243, $"Unknown prepared statement handler ({both}) given to mysqld_stmt_execute");
    }

    [TestMethod]
    public void The_limit_is_told_and_a_close_makes_room()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxPreparedStatements = 2 });
        TestClient client = Rig.LoggedIn();
        uint first = Prepare(client, Rig.Replica, Read, 1);
        Prepare(client, Rig.Replica, Read, 2);
        client.Send(Wire.Prepare(Read));
        AssertMessage(client, 1461, "Can't create more than max_prepared_stmt_count statements (current value: 2)");
        client.Send(Wire.Statement(0x19, first));
        Prepare(client, Rig.Replica, Read, 3);
    }

    [TestMethod]
    public void A_user_who_may_only_read_is_refused_at_the_prepare_of_a_write()
    {
        Rig.Apply(Databases.Shop with
        {
            Users = [new UserDefinition { Name = Databases.User, Password = Databases.Password, ReadOnly = true }],
        });
        TestClient client = Rig.LoggedIn();
        Prepare(client, Rig.Replica, Read, 77);
        client.Send([.. Wire.Prepare(Write), .. Wire.Execute(Last, Typed)]);
        var answers = client.TakePackets();
        CollectionAssert.AreEqual(
            (int[])[2906, 1243], answers.ConvertAll(static answer => answer.ErrorCode), "no older statement runs instead");
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void The_statement_prepared_last_is_executed_in_the_same_write()
    {
        TestClient client = Rig.LoggedIn();
        Prepares(Rig.Replica, 77);
        client.Send([.. Wire.Prepare(Read), .. Wire.Execute(Last, Typed)]);
        Assert.AreEqual(Described(Wire.Execute(77, Typed)), Rig.Replica.Latest.History[^1]);
        client.Take();
        Rig.Replica.Latest.Send(Wire.BinaryRows(["a"]));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take());
    }

    [TestMethod]
    public void After_a_failed_prepare_and_after_its_close_no_statement_is_the_last_one()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        client.Send(Wire.Statement(0x19, id), Wire.Execute(Last, Typed));
        client.AssertError(1243, sequence: 1);

        Prepare(client, Rig.Replica, Read, 78);
        client.Send(Wire.Prepare("SELECT nonsense"));
        Rig.Replica.Latest.Send(Wire.Error(1, 1054, "42S22", "Unknown column"));
        client.AssertError(1054, sequence: 1);
        client.Send(Wire.Execute(Last, Typed));
        client.AssertError(1243, sequence: 1);
    }

    [TestMethod]
    public void After_a_prepare_whose_servers_are_lost_no_statement_is_the_last_one()
    {
        TestClient client = Rig.LoggedIn();
        Prepare(client, Rig.Primary, Write, 9, columns: 0);
        client.Send(Wire.Prepare("DELETE FROM t WHERE a = ?"));
        Rig.Primary.Latest.Send(Wire.Prepared(10, 1, 0)[..16]);
        Rig.Primary.Latest.HangUp();
        var answer = client.TakePackets();
        Assert.HasCount(2, answer);
        Assert.AreEqual((2909, 2), (answer[1].ErrorCode, (int)answer[1].Sequence));
        client.Send(Wire.Execute(Last, Typed));
        client.AssertError(1243, sequence: 1);
    }
}
