using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tls;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Backend.Tls;

/// <summary>TLS to a server: in any pieces, under pressure, and every way in which it ends.</summary>
[TestClass]
public sealed class BackendTlsTests : BackendTlsTest
{
    private static readonly byte[] TwoRows = Wire.Rows([["a"], ["b"]]);

    [TestInitialize]
    public void Require_TLS() => Use(ServerTlsMode.Required);

    [TestMethod]
    public void A_login_inside_TLS_goes_on_with_the_numbers_behind_the_request_and_repeats_its_flags()
    {
        TestClient client = Asking();
        Assert.AreEqual(1, Server.TlsRequest!.Sequence);
        Assert.AreEqual(2, Server.Login!.Sequence);
        CollectionAssert.AreEqual(Server.TlsRequest.Payload, Server.Login.Payload[..32]);
        Server.Send(Wire.Ok(affected: 3));
        CollectionAssert.AreEqual(Wire.Ok(affected: 3), client.Take());
    }

    [TestMethod]
    public void Everything_may_come_byte_by_byte()
    {
        UseUnpooledBuffers();
        Offer_TLS();
        Require_TLS();
        Rig.Primary.SendsBytewise = true;
        TestClient client = Asking("SELECT 1");
        Server.Send(TwoRows);
        CollectionAssert.AreEqual(TwoRows, client.Take());
    }

    [TestMethod]
    public void An_answer_may_be_cut_anywhere()
    {
        TestClient client = Rig.LoggedIn();
        for (int cut = 1; ; cut += 7)
        {
            client.Query("SELECT 1");
            byte[] records = Server.Tls!.Encrypt(TwoRows);
            if (cut >= records.Length)
                break;
            Server.SendRaw(records.AsSpan(0, cut));
            Server.SendRaw(records.AsSpan(cut));
            CollectionAssert.AreEqual(TwoRows, client.Take(), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void Many_records_in_one_buffer_are_all_read()
    {
        TestClient client = Asking("SELECT 1");
        List<byte> records = [];
        foreach (byte value in TwoRows)
            records.AddRange(Server.Tls!.Encrypt(value));
        Server.SendRaw([.. records]);
        CollectionAssert.AreEqual(TwoRows, client.Take());
    }

    [TestMethod]
    public void A_connection_that_waits_holds_no_buffer()
    {
        TestClient client = Asking();
        Server.Send(Wire.Ok());
        client.TakePacket();
        Rig.Buffers.AssertAllReleased();
        client.HangUp();
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Rig.Buffers.AssertAllReleased();
    }

    [TestMethod]
    public void What_goes_out_in_one_flush_is_one_record()
    {
        // The character set is replayed in front of the read, in one write with it.
        TestClient client = Rig.LoggedIn();
        client.Set("SET NAMES utf8mb4");
        Server.ClearHistory();
        int before = Server.Channel.SentCount;
        client.Query("SELECT 1");
        Assert.AreEqual("QUERY SELECT 1", Server.History[^1]);
        Assert.AreEqual(before + 1, Server.Channel.SentCount);
    }

    [TestMethod]
    public void A_server_that_does_not_keep_up_stops_its_client_and_gets_all_later()
    {
        TestClient client = Asking();
        Server.Send(Wire.Ok());
        client.TakePacket();
        ServerConnection server = Server;
        server.Channel.StallPeer();
        byte[] command = Wire.PaddedQuery("UPDATE t SET a = '", 2 << 20, end: "'");
        foreach (byte[] part in command.Chunk(64 * 1024))
            client.Send(part);
        Assert.IsTrue(client.Channel.HasUnread, "all was read though nobody takes it");
        Assert.IsLessThan(512 * 1024, server.Channel.Unsafe.OutboundBuffer.TotalPendingWriteBytes(), "bytes that wait for the server");
        server.ClearHistory();
        server.Channel.ResumePeer();
        Rig.Run();
        CollectionAssert.AreEqual(command[4..], server.Packets[^1].Payload);
        server.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void Nothing_is_decrypted_while_the_client_does_not_keep_up()
    {
        TestClient client = Asking("SELECT 1");
        client.Channel.StallPeer();
        byte[] value = [0xFD, 0x50, 0xC3, 0x00, .. new byte[50_000]];
        byte[] head = TwoRows[..^9];
        List<byte> rows = [.. head];
        for (int i = 0; i < 40; i++)
            rows.AddRange(Wire.Packet(6 + i, value));
        // 2 MB in one buffer, of which the client takes nothing.
        Server.SendRaw(Server.Tls!.Encrypt([.. rows]));
        Assert.IsFalse(Server.Channel.Configuration.AutoRead);
        Assert.IsLessThan(512 * 1024, client.Channel.Unsafe.OutboundBuffer.TotalPendingWriteBytes(), "bytes that wait for the client");
        client.Channel.ResumePeer();
        Rig.Run();
        CollectionAssert.AreEqual(rows, client.Take());
        Server.Send(Wire.Eof(46));
        Assert.IsTrue(client.TakePacket().IsEof);
    }

    [TestMethod]
    public void A_server_that_ends_TLS_loses_its_place_among_the_idle_ones_though_it_keeps_the_connection_open()
    {
        TestClient client = Asking();
        Server.Send(Wire.Ok());
        client.HangUp();
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Server.SendRaw(Server.Tls!.CloseNotify());
        AssertGivenUp();
        // The next session gets a new one.
        Asking();
        Assert.HasCount(2, Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_server_that_ends_TLS_inside_a_result_is_lost_like_one_that_closes()
    {
        // Before the result, inside its first packet, behind it, inside the next, behind a row, inside the end.
        foreach (int cut in (int[])[0, 2, 5, 20, TwoRows.Length - 9, TwoRows.Length - 2])
        {
            string plain = Lose(ServerTlsMode.Disabled, cut, static server => server.HangUp());
            string notified = Lose(ServerTlsMode.Required, cut, static server => server.SendRaw(server.Tls!.CloseNotify()));
            string closed = Lose(ServerTlsMode.Required, cut, static server => server.HangUp());
            Assert.AreEqual((plain, plain), (notified, closed), $"cut at {cut}");
        }
    }

    [TestMethod]
    public void What_came_in_front_of_the_end_of_TLS_reaches_the_client()
    {
        TestClient client = Asking("SELECT 1");
        byte[] rows = TwoRows[..^9];
        Server.SendRaw([.. Server.Tls!.Encrypt(rows), .. Server.Tls.CloseNotify()]);
        List<RawPacket> packets = client.TakePackets();
        CollectionAssert.AreEqual(rows, packets[..^1].SelectMany(static packet => Wire.Packet(packet.Sequence, packet.Payload)).ToArray());
        Assert.AreEqual(2909, packets[^1].ErrorCode);
        AssertGivenUp();
    }

    [TestMethod]
    public void A_damaged_record_loses_the_server_and_says_so_in_the_log()
    {
        TestClient client = Asking();
        byte[] record = Server.Tls!.Encrypt(Wire.Ok());
        record[^1] ^= 1;
        Server.SendRaw(record);
        client.AssertError(2909, sequence: 1);
        client.AssertAlive();
        AssertGivenUp();
        Assert.Contains(static line => line.Contains("decrypt", StringComparison.OrdinalIgnoreCase), Rig.Log.Lines, string.Join('\n', Rig.Log.Lines));
    }

    [TestMethod]
    public void Packets_outside_TLS_are_not_read_behind_the_handshake()
    {
        TestClient client = Asking();
        Server.SendRaw(Wire.Ok(affected: 9));
        // An OK is shorter than the head of a record and its first bytes are none.
        Server.SendRaw(Wire.Ok(affected: 9));
        client.AssertError(2909, sequence: 1);
        AssertGivenUp();
    }

    [TestMethod]
    public void Garbage_in_the_place_of_a_handshake_is_2901()
    {
        byte[] noise = new byte[300];
        new Random(7).NextBytes(noise);
        Rig.Primary.OfferTls(null);
        foreach (byte[] garbage in (byte[][])[
            noise, Wire.Ok(2), Wire.Text("HTTP/1.1 400 Bad Request\r\n\r\n"), [0x16, 3, 3, 0, 4, 9, 9, 9, 9],
            // A fatal alert: handshake_failure.
            [0x15, 3, 3, 0, 2, 2, 40]])
        {
            TestClient client = Rig.LoggedIn();
            client.Query(Update);
            Server.SendRaw(garbage);
            if (Server.Channel.Active)
                Server.SendRaw(new byte[70_000]);
            client.AssertError(2901, sequence: 1);
            client.AssertAlive();
            AssertGivenUp();
            Assert.Contains(static line => line.Contains("TLS failed", StringComparison.Ordinal), Rig.Log.Lines, Convert.ToHexString(garbage));
            Rig.Log.Lines.Clear();
        }
    }

    [TestMethod]
    public void A_server_that_ends_TLS_inside_the_handshake_is_lost()
    {
        Rig.Primary.OfferTls(null);
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        // A warning alert: close_notify.
        Server.SendRaw(0x15, 3, 3, 0, 2, 1, 0);
        RawPacket error = client.TakePacket();
        Assert.IsTrue(error.ErrorCode is 2901 or 2914, error.ToString());
        AssertGivenUp();
    }

    [TestMethod]
    public void A_server_that_closes_anywhere_inside_the_handshake_is_2914()
    {
        Rig.Primary.OfferTls(null);
        for (int cut = 0, length = 1; cut <= length; cut += 40)
        {
            TestClient client = Rig.LoggedIn();
            client.Query(Update);
            byte[] flight = FirstFlight();
            length = flight.Length;
            if (cut > 0)
                Server.SendRaw(flight.AsSpan(0, cut));
            Server.HangUp();
            client.AssertError(2914, sequence: 1);
            client.AssertAlive();
            AssertGivenUp();
        }
    }

    [TestMethod]
    public void A_handshake_that_stalls_anywhere_is_2915_when_the_time_to_connect_is_over()
    {
        Rig.Primary.OfferTls(null);
        foreach (int count in (int[])[0, 1, 5, 60, 200])
        {
            TestClient client = Rig.LoggedIn();
            client.Query(Update);
            byte[] flight = FirstFlight();
            if (count > 0)
                Server.SendRaw(flight.AsSpan(0, count));
            Rig.Advance(Rig.Pool.Value.ConnectTimeout - TimeSpan.FromMilliseconds(1));
            Assert.IsEmpty(client.Take());
            Rig.Advance(TimeSpan.FromMilliseconds(1));
            client.AssertError(2915, sequence: 1);
            client.AssertAlive();
            AssertGivenUp();
        }
    }

    [TestMethod]
    public void A_server_that_says_nothing_behind_the_handshake_is_2915_too()
    {
        Rig.Primary.LoginAnswer = null;
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        Assert.IsNotNull(Server.Login);
        Rig.Advance(Rig.Pool.Value.ConnectTimeout);
        client.AssertError(2915, sequence: 1);
        AssertGivenUp();
    }

    [TestMethod]
    public void A_client_that_leaves_inside_the_handshake_leaves_nothing()
    {
        Rig.Primary.OfferTls(null);
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        Assert.IsNotNull(Server.Channel.Pipeline.Get<TlsHandler>());
        client.HangUp();
        Rig.Advance(Rig.Pool.Value.ConnectTimeout);
        AssertGivenUp();
    }

    [TestMethod]
    public void A_goodbye_is_inside_TLS()
    {
        TestClient client = Asking();
        Server.Send(Wire.Ok());
        client.HangUp();
        Rig.Advance(Rig.Pool.Value.Idle + TimeSpan.FromSeconds(2));
        AssertGivenUp();
        Assert.AreEqual("QUIT", Server.History[^1]);
    }

    /// <summary>What a server would say to the proxy's first bytes of a handshake.</summary>
    private byte[] FirstFlight()
    {
        List<byte> said = [];
        using var server = new TlsServer(Certificate, said.AddRange, static _ => { });
        server.Receive(Server.Channel.TakeSent()[(4 + Server.TlsRequest!.Payload.Length)..]);
        Assert.IsGreaterThan(200, said.Count);
        return [.. said];
    }

    /// <summary>What a client gets whose server is lost behind some bytes of a result.</summary>
    private string Lose(ServerTlsMode mode, int cut, Action<ServerConnection> lose)
    {
        Use(mode);
        TestClient client = Asking("SELECT 1");
        if (cut > 0)
            Server.Send(TwoRows[..cut]);
        lose(Server);
        AssertGivenUp();
        string got = $"{Convert.ToHexString(client.Take())}, open: {client.IsOpen}";
        Rig.Advance(TimeSpan.FromSeconds(6));
        return got;
    }
}
