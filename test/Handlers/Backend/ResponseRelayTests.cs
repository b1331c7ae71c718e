using DotNetty.Buffers;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Backend;

/// <summary>The way of a response from the server to the client.</summary>
[TestClass]
public sealed class ResponseRelayTests : ProxyTest
{
    private static readonly byte[] TwoRows = Wire.Rows([["1", null], ["abc", "d"]]);

    [TestMethod]
    public void A_response_reaches_the_client_in_the_same_memory()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        IByteBuffer buffer = Rig.Buffers.Copy(TwoRows);
        (byte[], int, int) memory = (buffer.Array, buffer.ArrayOffset, TwoRows.Length);
        int before = client.Channel.SentCount;
        Rig.Replica.Latest.Channel.Deliver(buffer);
        Rig.Run();
        CollectionAssert.AreEqual(TwoRows, client.Take());
        Assert.AreEqual(before + 1, client.Channel.SentCount, "one write");
        Assert.AreEqual(memory, client.Channel.SentFrom[^1]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_response_cut_at_any_offset_reaches_the_client_unchanged(bool deprecateEof)
    {
        TestClient client = Rig.LoggedIn(deprecateEof ? Wire.PlainClient | Wire.DeprecateEof : Wire.PlainClient);
        byte[] response = Wire.Rows([["1", null], ["abc", "d"]], deprecateEof);
        for (int cut = 1; cut < response.Length; cut++)
        {
            client.Query("SELECT 1");
            Rig.Replica.Latest.Send(response[..cut]);
            Assert.AreEqual(SessionPhase.Relaying, client.Session.Phase);
            Rig.Replica.Latest.Send(response[cut..]);
            CollectionAssert.AreEqual(response, client.Take(), $"cut at {cut}");
            Assert.AreEqual(SessionPhase.Ready, client.Session.Phase, $"cut at {cut}");
        }
    }

    [TestMethod]
    public void A_response_byte_by_byte_reaches_the_client_unchanged()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        foreach (byte value in TwoRows)
            Rig.Replica.Latest.Reply([value]);
        Rig.Run();
        CollectionAssert.AreEqual(TwoRows, client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void Several_results_of_one_batch_are_one_response()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("SELECT 1; UPDATE t SET a = 1; SELECT 2");
        byte[] response =
        [
            .. Wire.Value("1", status: Wire.MoreResults),
            .. Wire.Ok(6, Wire.MoreResults),
            .. Wire.Value("2", sequence: 7),
        ];
        for (int position = 0; position < response.Length; position += 11)
        {
            Assert.AreEqual(SessionPhase.Relaying, client.Session.Phase);
            Rig.Primary.Latest.Send(response.AsSpan(position, Math.Min(11, response.Length - position)));
        }

        CollectionAssert.AreEqual(response, client.Take());
        Assert.AreEqual(SessionPhase.Ready, client.Session.Phase);
    }

    [TestMethod]
    public void An_error_behind_rows_ends_the_response()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        byte[] rows = TwoRows[..^9];
        byte[] response = [.. rows, .. Wire.Error(7, 1317, "70100", "Query execution was interrupted")];
        Rig.Replica.Latest.Send(response);
        CollectionAssert.AreEqual(response, client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void Session_changes_are_cut_out_for_a_client_that_did_not_ask_for_them()
    {
        TestClient client = Rig.LoggedIn();
        byte[] response = Wire.OkWithChanges(1, Wire.VariableChange("autocommit", "ON"));
        for (int cut = 1; cut <= response.Length; cut++)
        {
            client.Query("UPDATE t SET a = 1");
            Rig.Primary.Latest.Send(response[..cut]);
            if (cut < response.Length)
                Rig.Primary.Latest.Send(response[cut..]);
            CollectionAssert.AreEqual(Wire.Ok(), client.Take(), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void Session_changes_stay_for_a_client_that_asked_for_them()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.SessionTrack);
        byte[] response = Wire.OkWithChanges(1, Wire.VariableChange("autocommit", "ON"));
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.Send(response);
        CollectionAssert.AreEqual(response, client.Take());
    }

    [TestMethod]
    public void Session_changes_in_the_middle_of_a_batch_are_cut_out_and_the_rest_stays()
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Query("UPDATE t SET a = 1; SELECT 1; UPDATE t SET a = 2");
        byte[] changes = Wire.VariableChange("autocommit", "ON");
        Rig.Primary.Latest.Send([
            .. Wire.OkWithChanges(1, changes, 0x400A),
            .. Wire.Value("1", sequence: 2, status: Wire.MoreResults),
            .. Wire.OkWithChanges(7, changes),
        ]);
        CollectionAssert.AreEqual(
            (byte[])[.. Wire.Ok(1, Wire.MoreResults), .. Wire.Value("1", sequence: 2, status: Wire.MoreResults), .. Wire.Ok(7)],
            client.Take());
        Assert.AreEqual(SessionPhase.Ready, client.Session.Phase);
    }

    [TestMethod]
    public void What_the_server_says_of_its_session_is_believed()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient client = Rig.LoggedIn();
        client.Query("CALL p()");
        Rig.Primary.Latest.Send(Wire.OkWithChanges(
            1, [.. Wire.SchemaChange("extra"), .. Wire.VariableChange("character_set_client", "gbk")]));
        Assert.AreEqual("extra", client.Session.State.Schema);
        Assert.AreEqual(Codecs.Sql.CharsetFamily.Gbk, client.Session.State.Reading.Charset);
    }

    [TestMethod]
    public void A_server_that_is_lost_inside_a_packet_closes_the_client_without_an_error()
    {
        for (int cut = 5; cut < TwoRows.Length; cut++)
        {
            TestClient client = Rig.LoggedIn();
            client.Query("SELECT 1");
            Rig.Replica.Latest.Send(TwoRows[..cut]);
            byte[] forwarded = client.Take();
            Rig.Replica.Latest.HangUp();
            byte[] behind = client.Take();
            if (PacketLengths(TwoRows).Contains(forwarded.Length) && forwarded.Length > 0)
            {
                List<RawPacket> all = PacketReader.ReadAll([.. forwarded, .. behind]);
                Assert.AreEqual(2909, all[^1].ErrorCode, $"cut at {cut}");
                Assert.AreEqual(all[^2].Sequence + 1, all[^1].Sequence, $"cut at {cut}");
                client.AssertAlive();
            }
            else if (forwarded.Length > 0)
            {
                Assert.IsEmpty(behind, $"cut at {cut}");
                client.AssertClosed();
            }

            Rig.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [TestMethod]
    public void A_server_that_is_lost_between_rows_gives_2909_with_the_next_number_and_the_session_goes_on()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        byte[] rows = TwoRows[..^9];
        Rig.Replica.Latest.Send(rows);
        Rig.Replica.Latest.HangUp();
        List<RawPacket> packets = client.TakePackets();
        Assert.AreEqual(2909, packets[^1].ErrorCode);
        Assert.AreEqual("SCE09", packets[^1].SqlState);
        Assert.AreEqual(7, packets[^1].Sequence);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_read_whose_replica_is_lost_before_any_answer_runs_once_more_on_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Replica.Latest.HangUp();
        Assert.AreEqual("QUERY SELECT 1", Rig.Primary.Latest.History.Single());
        Assert.IsEmpty(client.Take());
        Rig.Primary.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }

    [TestMethod]
    public void A_read_is_not_run_a_third_time()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Replica.Latest.HangUp();
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        Assert.HasCount(1, Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_write_is_never_repeated_even_on_a_connection_from_the_pool()
    {
        TestClient first = Rig.LoggedIn();
        first.Write();
        first.HangUp();
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 2");
        Assert.HasCount(1, Rig.Primary.Connections);
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        Assert.AreEqual(1, Rig.Primary.History.Count(static command => command == "QUERY UPDATE t SET a = 2"));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_read_on_a_primary_from_the_pool_that_died_unseen_runs_once_more()
    {
        Rig.Apply(Databases.Shop with { Replicas = [] });
        TestClient first = Rig.LoggedIn();
        first.ReadOnPrimary();
        first.HangUp();
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 2");
        Rig.Primary.Latest.HangUp();
        Assert.HasCount(2, Rig.Primary.Connections);
        Assert.AreEqual("QUERY SELECT 2", Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Wire.Value("2"));
        CollectionAssert.AreEqual(Wire.Value("2"), client.Take());
    }

    [TestMethod]
    public void A_read_on_a_primary_that_was_in_use_already_is_not_repeated()
    {
        Rig.Apply(Databases.Shop with { Replicas = [] });
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.Query("SELECT 2");
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_primary_that_is_lost_in_a_transaction_gives_2909_and_a_close()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        client.Query("SELECT 1");
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        client.AssertClosed();
        Assert.HasCount(1, Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_commit_whose_answer_is_lost_gives_2909_and_a_close_and_is_never_repeated()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        client.Query("COMMIT");
        Rig.Primary.Latest.HangUp();
        client.AssertError(2909, sequence: 1);
        client.AssertClosed();
        Assert.AreEqual(1, Rig.Primary.History.Count(static command => command == "QUERY COMMIT"));
    }

    [TestMethod]
    public void An_idle_session_whose_primary_is_lost_in_a_transaction_is_closed()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        Rig.Primary.Latest.HangUp();
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
    }

    [TestMethod]
    public void An_idle_session_whose_servers_are_lost_opens_others()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.Read();
        Rig.Primary.Latest.HangUp();
        Rig.Replica.Latest.HangUp();
        client.Write();
        client.Read();
        Assert.HasCount(2, Rig.Primary.Connections);
        Assert.HasCount(2, Rig.Replica.Connections);
    }

    [TestMethod]
    public void A_server_that_speaks_unasked_is_closed_and_the_client_hears_nothing_of_it()
    {
        TestClient client = Rig.LoggedIn();
        ServerConnection primary = client.Write();
        primary.Send(Wire.Error(0, 1927, "70100", "Connection was killed"));
        Assert.IsFalse(primary.Channel.Active);
        Assert.IsEmpty(client.Take());
        client.Write();
        Assert.HasCount(2, Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_pooled_connection_that_speaks_unasked_leaves_the_pool()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.HangUp();
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Rig.Primary.Latest.Send(Wire.Error(0, 1053, "08S01", "Server shutdown in progress"));
        Assert.AreEqual((0, 0), (Rig.PrimaryPool.IdleCount, Rig.PrimaryPool.OpenCount));
    }

    [TestMethod]
    public void Bytes_behind_the_end_of_a_response_close_the_connection_and_not_the_session()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.Send([.. Wire.Ok(), .. Wire.Ok()]);
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_response_out_of_order_before_any_forwarded_byte_gives_2909()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.Send(Wire.Ok(sequence: 3));
        client.AssertError(2909, sequence: 1);
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_request_for_a_local_file_is_no_answer()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("LOAD DATA LOCAL INFILE 'x' INTO TABLE t");
        Rig.Primary.Latest.Send(Wire.Packet(1, [0xFB, .. "/etc/passwd"u8]));
        client.AssertError(2909, sequence: 1);
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
    }

    [TestMethod]
    public void A_client_that_does_not_read_stops_the_reads_from_the_server()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        ServerConnection replica = Rig.Replica.Latest;
        byte[] rows = Wire.Rows([.. Enumerable.Repeat((string?[])[new string('r', 250)], 2000)]);
        client.Channel.StallPeer();
        for (int position = 0; position < rows.Length; position += 32_000)
            replica.Send(rows.AsSpan(position, Math.Min(32_000, rows.Length - position)));
        Assert.IsFalse(client.Channel.IsWritable);
        Assert.IsFalse(replica.Channel.Configuration.AutoRead);
        Assert.IsTrue(replica.Channel.HasUnread, "the server's bytes wait in the network");

        client.Channel.ResumePeer();
        Rig.Run();
        Assert.IsTrue(rows.AsSpan().SequenceEqual(client.Take()));
        Assert.IsTrue(replica.Channel.Configuration.AutoRead);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_client_that_leaves_while_it_does_not_read_closes_the_servers_connection()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        byte[] rows = Wire.Rows([.. Enumerable.Repeat((string?[])[new string('r', 250)], 2000)]);
        client.Channel.StallPeer();
        for (int position = 0; position < 320_000; position += 32_000)
            Rig.Replica.Latest.Send(rows.AsSpan(position, 32_000));
        client.HangUp();
        client.AssertClosed();
        Assert.IsFalse(Rig.Replica.Connections[0].Channel.Active);
    }

    [TestMethod]
    public void A_server_that_does_not_read_stops_the_reads_from_the_client()
    {
        TestClient client = Rig.LoggedIn();
        ServerConnection primary = client.Write();
        primary.Channel.TakeSent();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 500_000, end: "')");
        primary.Channel.StallPeer();
        for (int position = 0; position < command.Length; position += 50_000)
            client.Send(command.AsSpan(position, Math.Min(50_000, command.Length - position)).ToArray());
        Assert.IsFalse(primary.Channel.IsWritable);
        Assert.IsFalse(client.Channel.Configuration.AutoRead);
        Assert.IsTrue(client.Channel.HasUnread);

        primary.Channel.ResumePeer();
        Rig.Run();
        Assert.IsTrue(command.AsSpan().SequenceEqual(primary.Channel.TakeSent()));
        Assert.IsTrue(client.Channel.Configuration.AutoRead);
        primary.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void An_error_before_the_command_is_whole_is_forwarded_and_its_rest_is_dropped()
    {
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery("INSERT INTO t VALUES ('", 300_000, end: "')");
        client.Send(command[..150_000]);
        Rig.Primary.Latest.Send(Wire.Error(1, 1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"));
        client.AssertError(1153, sequence: 1);
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active, "it would take the rest for a command");
        client.Send(command[150_000..]);
        Assert.IsEmpty(client.Take());
        client.AssertAlive();
        client.Write();
    }

    [TestMethod]
    public void An_unfinished_answer_of_a_client_that_left_closes_the_servers_connection()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        Rig.Replica.Latest.Send(TwoRows[..20]);
        client.HangUp();
        Assert.IsFalse(Rig.Replica.Connections[0].Channel.Active);
        Assert.AreEqual(0, Rig.ReplicaPool.OpenCount);
    }

    private static HashSet<int> PacketLengths(byte[] bytes)
    {
        HashSet<int> ends = [];
        for (int position = 0; position < bytes.Length;)
            ends.Add(position += 4 + bytes[position]);
        return ends;
    }
}
