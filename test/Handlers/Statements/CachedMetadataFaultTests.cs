using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>CACHE_METADATA when something goes wrong: no client may read rows by definitions of other rows.</summary>
[TestClass]
public sealed class CachedMetadataFaultTests : CachedMetadataTest
{
    /// <summary>Behind the column count and the first definition of a result that tells them.</summary>
    private static readonly int FirstDefinitionEnd = 6 + 4 + Wire.Definition("b").Length;

    [TestMethod]
    public void An_error_behind_rows_has_the_number_that_the_client_expects()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b", "c");
        EnterTransaction(client);
        byte[] error = Wire.Error(0, 1317, "70100", "interrupted")[4..];
        Run(
            client, Rig.Primary, id, 5, Packets(1, [[2, 0], End, Row("x"), error]),
            Packets(1, [[2, 1], Wire.Definition("b"), Wire.Definition("c"), End, Row("x"), error]));
    }

    [TestMethod]
    public void So_has_the_error_of_the_proxy_when_the_server_goes()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Rig.Replica.Latest.HangUp();
        Describes(Rig.Replica, 78, "b", "c");
        client.Send(Wire.Execute(id, Typed));
        Rig.Replica.Latest.Send(Bare(2, "x")[..6]);
        Rig.Replica.Latest.HangUp();
        List<RawPacket> answer = client.TakePackets();
        CollectionAssert.AreEqual((int[])[1, 2, 3, 4], answer.ConvertAll(static packet => (int)packet.Sequence));
        Assert.AreEqual(2909, answer[^1].ErrorCode);
        // What was told was told whole.
        Rig.Replica.Answer = null;
        Describes(Rig.Replica, 79, "b", "c");
        Rig.Advance(TimeSpan.FromMinutes(1));
        Run(client, Rig.Replica, id, 79, Bare(2, "x"), Bare(2, "x"));
    }

    [TestMethod]
    public void After_definitions_that_were_cut_off_the_client_is_told_all_of_them()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "a");
        EnterTransaction(client);
        Commit(client);
        client.Send(Wire.Execute(id, Typed));
        Rig.Replica.Latest.Send(Told(["b", "c"], "x")[..FirstDefinitionEnd]);
        Rig.Replica.Latest.HangUp();
        Assert.AreEqual(2909, client.TakePackets()[^1].ErrorCode);
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Told(["a"], "x"));
    }

    [TestMethod]
    public void Definitions_that_may_not_be_kept_make_the_client_prepare_again()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Rig.Session.Set(Rig.Session.Value with { HeldBudget = Read.Length + 10 });
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1615, sequence: 1);
        Assert.AreEqual(Described(Wire.Statement(0x19, 5)), Rig.Primary.Latest.History[^1]);
        client.AssertAlive();
        Describes(Rig.Primary, 6, "a");
        Run(client, Rig.Primary, id, 6, Bare(1, "x"), Bare(1, "x"));
    }

    [TestMethod]
    public void So_do_those_that_are_too_long()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        string[] many = [.. Enumerable.Range(0, 40_000).Select(static i => $"c{i}")];
        byte[] header = Wire.Packet(1, [0, 5, 0, 0, 0, 0x40, 0x9C, 1, 0, 0, 0, 0]);
        byte[] answer = [.. header, .. Packets(2, [Wire.Definition("?"), End, .. many.Select(Wire.Definition), End])];
        Rig.Primary.Answer = command => command.StartsWith("COM_22 ", StringComparison.Ordinal) ? answer : null;
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1615, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void Definitions_are_held_until_their_statement_goes()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Told(["b"], "x"));
        int definition = 4 + Wire.Definition("b").Length;
        Assert.AreEqual(Read.Length + definition, Rig.Services.HeldBudget.Held);
        Commit(client);
        Rig.Primary.Latest.HangUp();
        Describes(Rig.Primary, 6, "c");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 6, Bare(1, "x"), Told(["c"], "x"));
        Assert.AreEqual(Read.Length + definition, Rig.Services.HeldBudget.Held, "those of the lost connection have gone");
        Commit(client);
        client.HangUp();
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void Definitions_go_with_their_statement()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Told(["b"], "x"));
        client.Send(Wire.Statement(0x19, id));
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void A_cursor_stays_though_nobody_knows_any_more_what_the_client_was_told()
    {
        byte[] two = [2, 0, 0, 0];
        byte[] opened = Packets(1, [[1, 0], Wire.Eof(0, Wire.CursorExists)[4..]]);
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Run(client, Rig.Replica, id, 77, opened, opened);
        client.Query("SCE MASTER = 1");
        Assert.IsTrue(client.TakePacket().IsOk);
        Describes(Rig.Primary, 5, "a");
        client.Send(Wire.Execute(id, Typed));
        Rig.Primary.Latest.Send(Told(["b", "c"], "x")[..FirstDefinitionEnd]);
        Rig.Primary.Latest.HangUp();
        Assert.AreEqual(2909, client.TakePackets()[^1].ErrorCode);
        Run(client, Rig.Replica, Wire.Statement(0x1C, id, two), Wire.Statement(0x1C, 77, two), Wire.Fetched(Wire.LastRowSent, "x"));
    }

    [TestMethod]
    public void A_client_that_goes_while_another_server_prepares_leaves_nothing()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        client.HangUp();
        if (Rig.Primary.Latest.Channel.Active)
            Rig.Primary.Latest.Send(Prepared(5, "b"));
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
    }

    [TestMethod]
    public void Rows_that_nobody_can_describe_do_not_reach_the_client()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "a");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Bare(1, "x"));
        Commit(client);
        Run(client, Rig.Replica, id, 77, Told(["b"], "x"), Told(["b"], "x"));
        // The text would be read otherwise now, so that the primary's copy has to do. A server describes it anew by itself
        // then; this one does not.
        client.Set("SET NAMES latin1");
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        Rig.Primary.Latest.Send(Bare(1, "secret"));
        client.AssertError(2909, sequence: 1);
    }

    [TestMethod]
    public void A_read_that_nobody_can_describe_runs_where_it_can_be()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Replica, 78, "b");
        Rig.Replica.Latest.HangUp();
        Describes(Rig.Primary, 5, "a");
        // The server says that it has told one column, and then leaves out two.
        client.Send(Wire.Execute(id, Typed));
        Rig.Replica.Latest.Send(Bare(2, "x"));
        Rig.Primary.Latest.Send(Bare(1, "y"));
        CollectionAssert.AreEqual(Bare(1, "y"), client.Take());
    }
}
