using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>COM_STMT_SEND_LONG_DATA, which has no answer.</summary>
[TestClass]
public sealed class LongDataTests : StatementTest
{
    /// <summary>One parameter whose value went ahead.</summary>
    private static readonly byte[] Sent = [0, 1, 0xFC, 0];

    [TestMethod]
    public void Long_data_of_a_read_goes_to_the_primary_and_so_does_the_execution()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        client.Send(Wire.LongData(id, 0, 1, 2, 3), Wire.LongData(id, 0, 4));
        Assert.IsEmpty(client.Take());
        CollectionAssert.AreEqual(
            (string[])[Described(Wire.LongData(5, 0, 1, 2, 3)), Described(Wire.LongData(5, 0, 4))],
            Rig.Primary.Latest.History[^2..]);
        Run(client, Rig.Primary, Wire.Execute(id, Sent), Wire.Execute(5, Sent), Wire.BinaryRows(["a"]));
        Run(client, Rig.Replica, Wire.Execute(id, Sent), Wire.Execute(77, Sent), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void Data_of_several_parameters_arrives_in_order_behind_what_waits()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, "INSERT INTO t VALUES (?, ?)", 5, parameters: 2, columns: 0);
        byte[] execution = [0, 1, 0xFC, 0, 0xFC, 0];
        client.Send(
            [.. Wire.LongData(id, 0, 1), .. Wire.LongData(id, 1, 2), .. Wire.LongData(id, 0, 3), .. Wire.Execute(id, execution)]);
        CollectionAssert.AreEqual(
            (string[])
            [
                Described(Wire.LongData(5, 0, 1)), Described(Wire.LongData(5, 1, 2)), Described(Wire.LongData(5, 0, 3)),
                Described(Wire.Execute(5, execution)),
            ],
            Rig.Primary.Latest.History[^4..]);
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void Long_data_streams_while_it_comes_and_the_client_may_go_on_behind_it()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        byte[] data = Data(300_000);
        byte[] command = Wire.LongData(id, 0, data);
        client.Send(command[..150_000]);
        Assert.IsGreaterThan(140_000, Rig.Primary.Latest.Channel.TakeSent().Length, "not held until it is whole");
        client.Send(command[150_000..]);
        AssertReceived(Rig.Primary.Latest, data);
        Run(client, Rig.Primary, Wire.Execute(id, Sent), Wire.Execute(5, Sent), Wire.Ok());
    }

    [TestMethod]
    public void Long_data_that_came_whole_before_its_server_was_there_arrives_whole()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Rig.Primary.Greeting = null;
        byte[] data = Data(200_000);
        byte[] command = Wire.LongData(id, 0, data);
        client.Send(command, Wire.Execute(id, Sent));
        Prepares(Rig.Primary, 5);
        Rig.Primary.Latest.Send(Wire.Greeting());
        AssertReceived(Rig.Primary.Latest, data);
        Assert.AreEqual(Described(Wire.Execute(5, Sent)), Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.BinaryRows(["a"]));
        CollectionAssert.AreEqual(Wire.BinaryRows(["a"]), client.Take());
    }

    [TestMethod]
    public void A_server_that_does_not_keep_up_stops_the_client()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        WireChannel server = Rig.Primary.Latest.Channel;
        server.StallPeer();
        byte[] command = Wire.LongData(id, 0, Data(30_000));
        for (int i = 0; i < 20; i++)
            client.Send(command);
        Assert.IsTrue(client.Channel.HasUnread, "commands that have no answer are no way around the bound");
        server.ResumePeer();
        Rig.Run();
        Assert.IsFalse(client.Channel.HasUnread);
        Assert.AreEqual(20, Rig.Primary.Latest.Packets.Count(static packet => packet.Payload[0] == 0x18));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_server_that_is_lost_behind_the_data_is_an_error_of_the_execution_and_then_forgotten()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        client.Send(Wire.LongData(id, 0, 1));
        Rig.Primary.Latest.HangUp();
        client.Send(Wire.LongData(id, 0, 2));
        Assert.IsEmpty(client.Take());
        Assert.HasCount(1, Rig.Primary.Connections);
        client.Send(Wire.Execute(id, Sent));
        client.AssertError(2909, sequence: 1);
        Prepares(Rig.Primary, 6, columns: 0);
        // The client counts on its types to be known.
        Run(client, Rig.Primary, Wire.Execute(id, 0, 0, 1, 7), Wire.Execute(6, 0, 1, 0xFC, 0, 1, 7), Wire.Ok());
    }

    [TestMethod]
    public void A_server_that_is_lost_in_the_middle_of_the_data_is_an_error_of_the_execution()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        byte[] command = Wire.LongData(id, 0, Data(200_000));
        client.Send(command[..100_000]);
        Rig.Primary.Latest.HangUp();
        client.Send(command[100_000..]);
        Assert.IsEmpty(client.Take());
        client.AssertAlive();
        client.Send(Wire.Execute(id, Sent));
        client.AssertError(2909, sequence: 1);
    }

    [TestMethod]
    public void A_reset_of_the_statement_takes_the_error_away()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        client.Send(Wire.LongData(id, 0, 1));
        Rig.Primary.Latest.HangUp();
        client.Send(Wire.Statement(0x1A, id));
        Assert.IsTrue(client.TakePacket().IsOk);
        Prepares(Rig.Primary, 6, columns: 0);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(6, Typed), Wire.Ok());
    }

    [TestMethod]
    public void A_reset_of_the_statement_reaches_the_server_that_has_the_data()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        client.Send(Wire.LongData(id, 0, 1));
        Run(client, Rig.Primary, Wire.Statement(0x1A, id), Wire.Statement(0x1A, 5), Wire.Ok());
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(200_000)]
    public void Data_for_an_unknown_statement_is_dropped(int length)
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.LongData(42, 0, Data(length)));
        Assert.IsEmpty(client.Take());
        client.AssertAlive();
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(200_000)]
    public void A_primary_that_refuses_connections_is_told_at_the_execution(int length)
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Rig.Primary.IsDown = true;
        client.Send(Wire.LongData(id, 0, Data(length)));
        Assert.IsEmpty(client.Take());
        client.Send(Wire.Execute(id, Sent));
        client.AssertError(2914, sequence: 1);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
    }

    [TestMethod]
    public void A_client_that_vanishes_in_the_middle_takes_the_connection_with_it()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        client.Send(Wire.LongData(id, 0, Data(200_000))[..100_000]);
        client.HangUp();
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
        Assert.AreEqual(0, Rig.Primary.History.Count(static command => command is "RESET" or "QUIT"), "nothing inside the packet");
    }

    private static byte[] Data(int length)
    {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++)
            data[i] = (byte)(i % 251);
        return data;
    }

    private static void AssertReceived(ServerConnection server, byte[] data)
    {
        byte[] payload = server.Packets.Single(static packet => packet.Payload[0] == 0x18).Payload;
        CollectionAssert.AreEqual((byte[])[0x18, 5, 0, 0, 0, 0, 0], payload[..7]);
        Assert.IsTrue(data.AsSpan().SequenceEqual(payload.AsSpan(7)));
    }
}
