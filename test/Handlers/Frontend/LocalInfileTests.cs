using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>LOAD DATA LOCAL INFILE: in the middle of a response the client sends a file.</summary>
[TestClass]
public sealed class LocalInfileTests : ProxyTest
{
    private const string Load = "LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t";
    private const uint Client = Wire.PlainClient | Wire.LocalFiles;
    private static readonly byte[] Request = Wire.Packet(1, [0xFB, .. "a.csv"u8]);

    private static DatabaseDefinition Loading { get; } = Databases.Shop with { AllowLocalInfile = true };

    private ServerConnection Server => Rig.Primary.Latest;

    [TestMethod]
    public void The_file_goes_to_the_server_as_it_comes_and_the_answer_ends_the_command()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1, 2, 3));
        CollectionAssert.AreEqual(Wire.Packet(2, 1, 2, 3), Server.Channel.TakeSent(), "streamed");
        client.Send(Wire.Packet(3, 4), Wire.Packet(4));
        CollectionAssert.AreEqual((byte[])[.. Wire.Packet(3, 4), .. Wire.Packet(4)], Server.Channel.TakeSent());
        AssertEnds(client, Wire.Ok(5, affected: 7));
    }

    [TestMethod]
    public void A_file_byte_by_byte_arrives_unchanged()
    {
        TestClient client = BeginLoad();
        byte[] file = [.. Wire.Packet(2, 1, 2, 3), .. Wire.Packet(3)];
        client.SendBytewise(file);
        CollectionAssert.AreEqual(file, Server.Channel.TakeSent());
        AssertEnds(client, Wire.Ok(4));
    }

    [TestMethod]
    public void A_file_cut_at_any_offset_arrives_unchanged()
    {
        byte[] file = [.. Wire.Packet(2, 1, 2, 3), .. Wire.Packet(3, 4, 5), .. Wire.Packet(4)];
        TestClient client = LoggedIn();
        for (int cut = 1; cut < file.Length; cut++)
        {
            Start(client);
            client.Send(file[..cut], file[cut..]);
            CollectionAssert.AreEqual(file, Server.Channel.TakeSent(), $"cut at {cut}");
            AssertEnds(client, Wire.Ok(5));
        }
    }

    [TestMethod]
    public void An_empty_file_ends_at_once()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2));
        CollectionAssert.AreEqual(Wire.Packet(2), Server.Channel.TakeSent());
        AssertEnds(client, Wire.Ok(3));
    }

    [TestMethod]
    public void The_empty_packet_behind_one_of_16_MiB_does_not_end_the_file()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, new byte[0xFF_FFFF]));
        client.Send(Wire.Packet(3));
        Assert.AreEqual(SessionPhase.Relaying, client.Session.Phase);
        client.Send(Wire.Packet(4, 9));
        client.Send(Wire.Packet(5));
        Assert.AreEqual(0xFF_FFFF + 1 + (4 * 4), Server.Channel.TakeSent().Length);
        AssertEnds(client, Wire.Ok(6));
    }

    [TestMethod]
    public void An_error_of_the_server_behind_the_file_is_an_answer_like_any_other()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1), Wire.Packet(3));
        AssertEnds(client, Wire.Error(4, 1062, "23000", "Duplicate entry"));
    }

    [TestMethod]
    public void A_server_that_is_lost_in_the_middle_is_told_behind_the_clients_last_packet()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1));
        Server.HangUp();
        Assert.IsEmpty(client.Take(), "the client is still sending");
        client.Send(Wire.Packet(3, 2), Wire.Packet(4));
        client.AssertError(2909, sequence: 5);
        client.AssertAlive();
        client.Write();
    }

    [TestMethod]
    public void A_server_that_is_lost_behind_the_file_is_told_at_once()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1), Wire.Packet(3));
        Server.HangUp();
        client.AssertError(2909, sequence: 4);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_server_that_is_lost_inside_a_transaction_ends_the_session_behind_the_file()
    {
        TestClient client = LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        Start(client);
        Server.HangUp();
        Assert.IsTrue(client.IsOpen, "the client is still sending");
        client.Send(Wire.Packet(2, 1), Wire.Packet(3));
        client.AssertError(2909, sequence: 4);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_server_that_answers_early_is_left_and_the_rest_of_the_file_dropped()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1));
        byte[] error = Wire.Error(3, 1146, "42S02", "no such table");
        Server.Send(error);
        CollectionAssert.AreEqual(error, client.Take());
        client.Send(Wire.Packet(3, 2), Wire.Packet(4), Wire.Command(0x0E));
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.IsFalse(Server.Channel.Active, "it would take the next command for a part of the file");
        client.Write();
    }

    [TestMethod]
    public void A_server_that_refuses_the_load_is_no_load()
    {
        TestClient client = LoggedIn();
        client.Run(Rig.Primary, Load, Wire.Error(1, 1146, "42S02", "no such table"));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_client_that_vanishes_in_the_middle_takes_the_connection_with_it()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(2, 1));
        client.HangUp();
        Assert.IsFalse(Server.Channel.Active);
        Assert.DoesNotContain("RESET", Server.History);
    }

    [TestMethod]
    public void Commands_right_behind_the_file_run_after_it()
    {
        TestClient client = BeginLoad();
        client.Send([.. Wire.Packet(2, 1), .. Wire.Packet(3), .. Wire.Command(0x0E)]);
        Assert.IsEmpty(client.Take());
        Server.Send(Wire.Ok(4));
        CollectionAssert.AreEqual((byte[])[.. Wire.Ok(4), .. Wire.Ok(1)], client.Take());
    }

    [TestMethod]
    public void A_command_where_the_file_must_begin_is_out_of_order()
    {
        TestClient client = LoggedIn();
        client.Send([.. Wire.Query(Load), .. Wire.Command(0x0E)]);
        Server.Send(Request);
        List<RawPacket> answers = client.TakePackets();
        Assert.AreEqual(1156, answers[^1].ErrorCode, "the session must not wait for a file that cannot come");
        client.AssertClosed();
    }

    [TestMethod]
    public void A_packet_of_the_file_with_a_wrong_number_ends_the_session()
    {
        TestClient client = BeginLoad();
        client.Send(Wire.Packet(0, 1));
        client.AssertClosed();
        Assert.IsFalse(Server.Channel.Active);
    }

    [TestMethod]
    public void A_load_in_the_middle_of_a_text_is_followed_by_the_other_results()
    {
        const string Sql = $"SELECT 1; {Load}; SELECT 2";
        TestClient client = LoggedIn(Client | Wire.MultiStatements);
        client.Query(Sql);
        byte[] first = Wire.Value("1", status: Wire.MoreResults);
        Server.Send([.. first, .. Wire.Packet(6, [0xFB, .. "a.csv"u8])]);
        CollectionAssert.AreEqual((byte[])[.. first, .. Wire.Packet(6, [0xFB, .. "a.csv"u8])], client.Take());
        Server.Channel.TakeSent();
        client.Send(Wire.Packet(7, 1), Wire.Packet(8));
        CollectionAssert.AreEqual((byte[])[.. Wire.Packet(7, 1), .. Wire.Packet(8)], Server.Channel.TakeSent());
        AssertEnds(client, [.. Wire.Ok(9, status: Wire.MoreResults), .. Wire.Value("2", sequence: 10)]);
    }

    [TestMethod]
    public void Two_loads_of_one_text_get_a_file_each()
    {
        TestClient client = LoggedIn(Client | Wire.MultiStatements);
        client.Query($"{Load}; {Load}");
        Server.Send(Request);
        client.Send(Wire.Packet(2, 1), Wire.Packet(3));
        Server.Send([.. Wire.Ok(4, status: Wire.MoreResults), .. Wire.Packet(5, [0xFB, .. "a.csv"u8])]);
        client.Take();
        client.Send(Wire.Packet(6, 1), Wire.Packet(7));
        AssertEnds(client, Wire.Ok(8));
    }

    [TestMethod]
    public void A_database_that_does_not_allow_it_logs_in_without_the_flag()
    {
        TestClient client = LoggedIn(Client, Databases.Shop);
        client.Write();
        Assert.AreEqual(0u, BitConverter.ToUInt32(Server.Login!.Payload) & Wire.LocalFiles);
        client.Query(Load);
        Server.Send(Request);
        client.AssertError(2909);
        Assert.IsFalse(Server.Channel.Active, "a server that asks for a file unasked is not trusted");
    }

    [TestMethod]
    public void A_client_without_the_flag_makes_a_login_without_it()
    {
        TestClient client = LoggedIn(Wire.PlainClient);
        client.Write();
        Assert.AreEqual(0u, BitConverter.ToUInt32(Server.Login!.Payload) & Wire.LocalFiles);
    }

    [TestMethod]
    public void A_server_without_the_flag_refuses_by_itself()
    {
        Rig.Apply(Loading);
        TestClient client = Rig.LoggedIn(Client);
        client.Run(Rig.Primary, Load, Wire.Error(1, 1148, "42000", "The used command is not allowed"));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_server_that_does_not_keep_up_stops_the_client()
    {
        TestClient client = BeginLoad();
        Server.Channel.StallPeer();
        for (int i = 0; i < 20; i++)
            client.Send(Wire.Packet(2 + i, new byte[30_000]));
        Assert.IsTrue(client.Channel.HasUnread);
        Server.Channel.ResumePeer();
        Rig.Run();
        Assert.IsFalse(client.Channel.HasUnread);
        client.Send(Wire.Packet(22));
        AssertEnds(client, Wire.Ok(23));
    }

    private TestClient LoggedIn(uint capabilities = Client, DatabaseDefinition? database = null)
    {
        Rig.Primary.Greeting = Wire.Greeting(flags: Wire.ServerFlags | Wire.LocalFiles);
        Rig.Apply(database ?? Loading);
        return Rig.LoggedIn(capabilities);
    }

    private TestClient BeginLoad()
    {
        TestClient client = LoggedIn();
        Start(client);
        return client;
    }

    /// <summary>The server has asked for the file.</summary>
    private void Start(TestClient client)
    {
        client.Query(Load);
        Assert.IsTrue(Server.Awaits($"QUERY {Load}"));
        Assert.AreNotEqual(0u, BitConverter.ToUInt32(Server.Login!.Payload) & Wire.LocalFiles);
        Server.Send(Request);
        CollectionAssert.AreEqual(Request, client.Take());
        Server.Channel.TakeSent();
    }

    private void AssertEnds(TestClient client, byte[] answer)
    {
        Server.Send(answer);
        CollectionAssert.AreEqual(answer, client.Take());
        Assert.AreEqual(SessionPhase.Ready, client.Session.Phase);
        client.AssertAlive();
    }
}
