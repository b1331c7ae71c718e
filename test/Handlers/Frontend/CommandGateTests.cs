using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>One command at a time, bounded memory, and the end of idle sessions.</summary>
[TestClass]
public sealed class CommandGateTests : ProxyTest
{
    [TestMethod]
    public void A_long_command_that_was_parked_whole_reaches_the_server_without_another_read_of_the_client()
    {
        TestClient client = Rig.LoggedIn();
        ServerConnection server = client.Write();
        server.Channel.TakeSent();
        client.Query("UPDATE t SET a = 2");
        byte[] parked = Wire.PaddedQuery("UPDATE t SET a = '", 100_000, end: "'");
        client.Send(parked);
        server.Channel.TakeSent();
        server.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        CollectionAssert.AreEqual(parked, server.Channel.TakeSent());
        server.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void Pipelined_commands_run_one_after_another_and_are_answered_in_order()
    {
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query("UPDATE t SET a = 1"), .. Wire.Command(0x0E), .. Wire.Query("UPDATE t SET a = 2")]);
        ServerConnection primary = Rig.Primary.Latest;
        CollectionAssert.AreEqual((string[])["QUERY UPDATE t SET a = 1"], primary.History);
        Assert.IsEmpty(client.Take(), "the ping waits for its turn");
        primary.Send(Wire.Ok(affected: 1));
        CollectionAssert.AreEqual((byte[])[.. Wire.Ok(affected: 1), .. Wire.Ok()], client.Take());
        Assert.AreEqual("QUERY UPDATE t SET a = 2", primary.History[^1]);
        primary.Send(Wire.Ok(affected: 2));
        CollectionAssert.AreEqual(Wire.Ok(affected: 2), client.Take());
    }

    [TestMethod]
    public void A_thousand_pipelined_pings_are_all_answered()
    {
        UseUnpooledBuffers();
        TestClient client = Rig.LoggedIn();
        byte[] ping = Wire.Command(0x0E);
        client.Send([.. Enumerable.Repeat(ping, 1000).SelectMany(static bytes => bytes)]);
        Assert.HasCount(1000, client.TakePackets());
    }

    [TestMethod]
    public void Too_much_that_comes_early_stops_the_reads_and_they_go_on_afterwards()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 0");
        byte[] early = Wire.PaddedQuery("UPDATE t SET a = '", 40_000, end: "'");
        for (int i = 0; i < 8; i++)
            client.Send(early);
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        Assert.IsTrue(client.Channel.HasUnread);
        Assert.IsTrue(client.Session.Gate.IsFull);

        Rig.Primary.Answer = static _ => Wire.Ok();
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.HasCount(9, client.TakePackets());
        Assert.IsTrue(client.Channel.Configuration.AutoRead);
        Assert.IsFalse(client.Channel.HasUnread);
    }

    [TestMethod]
    public void Parked_commands_of_a_client_that_leaves_are_dropped()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 0");
        client.Send(Wire.Query("UPDATE t SET a = 1"), Wire.PaddedQuery("INSERT '", 100_000));
        client.HangUp();
        client.AssertClosed();
        Assert.HasCount(1, Rig.Primary.Connections[0].History);
    }

    [TestMethod]
    [DataRow(70_000, 1)]
    [DataRow(0xFF_FFFE, 1)]
    [DataRow(0xFF_FFFF, 2)]
    [DataRow(0x180_0000, 2)]
    public void A_large_refused_command_is_answered_behind_its_last_packet(int size, int number)
    {
        UseUnpooledBuffers();
        TestClient client = Rig.LoggedIn();
        byte[] payload = new byte[size];
        payload[0] = 0x63;
        byte[] command = Wire.LongCommand(payload);
        client.Send(command.AsSpan(0, 66_000).ToArray());
        Assert.IsEmpty(client.Take(), "more of it is to come");
        client.Send(command.AsSpan(66_000).ToArray());
        client.AssertError(1047, sequence: number);
        client.AssertAlive();
    }

    [TestMethod]
    public void Commands_behind_a_large_refused_one_get_their_turn()
    {
        TestClient client = Rig.LoggedIn();
        byte[] payload = new byte[70_000];
        payload[0] = 0x63;
        client.Send([.. Wire.LongCommand(payload), .. Wire.Command(0x0E)]);
        List<RawPacket> answers = client.TakePackets();
        Assert.HasCount(2, answers);
        Assert.AreEqual(1047, answers[0].ErrorCode);
        Assert.IsTrue(answers[1].IsOk);
    }

    [TestMethod]
    public void An_idle_session_is_closed_after_the_limit_without_a_packet()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Advance(TimeSpan.FromSeconds(299));
        client.AssertAlive();
        Rig.Advance(TimeSpan.FromSeconds(299));
        Assert.IsTrue(client.IsOpen, "the ping began the time anew");
        Rig.Advance(TimeSpan.FromSeconds(1));
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
    }

    [TestMethod]
    public void A_session_that_waits_for_its_server_is_not_idle()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT SLEEP(1000)");
        Rig.Advance(TimeSpan.FromSeconds(1000));
        Assert.IsTrue(client.IsOpen);
        Rig.Primary.Connections.Concat(Rig.Replica.Connections).Single().Send(Wire.Value("0"));
        CollectionAssert.AreEqual(Wire.Value("0"), client.Take());
        Rig.Advance(TimeSpan.FromSeconds(301));
        client.AssertClosed();
    }

    [TestMethod]
    public void A_changed_idle_limit_counts_for_sessions_that_are_open()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Session.Set(Rig.Session.Value with { IdleTimeout = TimeSpan.FromSeconds(1000) });
        Rig.Advance(TimeSpan.FromSeconds(500));
        Assert.IsTrue(client.IsOpen);
        Rig.Advance(TimeSpan.FromSeconds(501));
        client.AssertClosed();
    }

    [TestMethod]
    public void A_command_with_a_wrong_number_gets_1156_and_a_close()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(1, 0x0E));
        client.AssertError(1156, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_login_that_is_too_large_gets_1153_and_a_close()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, new byte[PacketDecoder.MaxLogin + 1]));
        client.AssertError(1153);
        client.AssertClosed();
    }

    [TestMethod]
    public void Commands_that_come_byte_by_byte_are_answered_like_whole_ones()
    {
        TestClient client = Rig.LoggedIn();
        client.SendBytewise([.. Wire.Query("SELECT 1"), .. Wire.Command(0x0E)]);
        Rig.Replica.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual((byte[])[.. Wire.Value("1"), .. Wire.Ok()], client.Take());
        Assert.AreEqual(SessionPhase.Ready, client.Session.Phase);
    }
}
