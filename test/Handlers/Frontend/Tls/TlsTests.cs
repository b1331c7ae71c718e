using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tls;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Certificates;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Tls;

/// <summary>From the SSLRequest to encrypted commands, in any pieces, and what ends on the way.</summary>
[TestClass]
public sealed class TlsTests : ProxyTest
{
    private const uint Client = Wire.PlainClient | Wire.Ssl;
    private static readonly byte[] Request =
        Wire.Packet(1, [.. BitConverter.GetBytes(Client), 0, 0, 0, 1, 45, .. new byte[23]]);

    private static ListenerSettings optional = null!;
    private readonly List<TlsClient> clients = [];

    [ClassInitialize]
    public static void CreateIdentity(TestContext context)
    {
        using var authority = TestAuthority.Create();
        var identity = new TlsIdentity(authority.Issue(), [], ClientCertificates.None, []);
        optional = new ListenerSettings { Tls = TlsMode.Optional, TlsIdentity = new Live<TlsIdentity>(identity) };
    }

    [TestCleanup]
    public void EndClients() => clients.ForEach(static client => client.Dispose());

    [TestMethod]
    public void A_login_inside_TLS_goes_on_with_the_numbers_behind_the_request()
    {
        TlsClient client = Encrypted();
        LogIn(client);
        client.Send(Wire.Query("UPDATE t SET a = 1"));
        Rig.Primary.Latest.Send(Wire.Ok(affected: 5));
        RawPacket answer = client.TakePacket();
        CollectionAssert.AreEqual(Wire.Ok(affected: 5)[4..], answer.Payload);
        Assert.AreEqual(1, answer.Sequence);
        Assert.IsNull(client.Plain.Channel.Pipeline.Get<SslRequestDecoder>());
        Assert.Contains(static line => line.Contains("Tls1", StringComparison.Ordinal), Rig.Log.Lines);
    }

    [TestMethod]
    public void A_login_inside_TLS_with_the_number_of_one_outside_is_out_of_order()
    {
        TlsClient client = Encrypted();
        client.Send(Login(client.Plain, 1));
        Assert.AreEqual(1156, client.TakePacket().ErrorCode);
        client.Plain.AssertClosed();
    }

    [TestMethod]
    public void The_request_may_be_cut_anywhere()
    {
        for (int cut = 1; cut < Request.Length; cut++)
        {
            TlsClient client = Greeted();
            client.Plain.Send(Request[..cut]);
            Assert.IsNull(client.Plain.Channel.Pipeline.Get<TlsHandler>(), $"cut at {cut}");
            client.Plain.Send(Request[cut..]);
            Assert.IsNotNull(client.Plain.Channel.Pipeline.Get<TlsHandler>(), $"cut at {cut}");
            if (cut % 9 == 0)
                LogIn(client.Handshake());
        }
    }

    [TestMethod]
    public void Everything_may_come_byte_by_byte()
    {
        UseUnpooledBuffers();
        TlsClient client = Greeted();
        client.Plain.SendBytewise([.. Request, .. client.Hello()]);
        client.Handshake();
        client.Plain.SendBytewise(client.Encrypt(Login(client.Plain, 2)));
        RawPacket ok = client.TakePacket();
        Assert.IsTrue(ok.IsOk, ok.ToString());
        Assert.AreEqual(3, ok.Sequence);
    }

    [TestMethod]
    public void The_first_bytes_of_TLS_may_come_with_the_request_wherever_they_are_cut()
    {
        for (int cut = 0; cut < 100; cut += 3)
        {
            TlsClient client = Greeted();
            byte[] hello = client.Hello();
            client.Plain.Send([.. Request, .. hello[..cut]], hello[cut..]);
            LogIn(client.Handshake());
        }
    }

    [TestMethod]
    public void What_stands_in_the_clear_behind_the_request_is_no_login()
    {
        TlsClient client = Greeted();
        client.Plain.Send([.. Request, .. Login(client.Plain, 2)]);
        client.Plain.AssertClosed();
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(Databases.Name));
        // At the most an alert of TLS, never a packet.
        Assert.IsFalse(client.Plain.Take() is [.., 2 or 3, 0x00 or 0xFF, _, _, _, _, _]);
        Assert.Contains(static line => line.Contains("TLS handshake", StringComparison.Ordinal), Rig.Log.Lines);
    }

    [TestMethod]
    public void A_client_may_log_in_without_TLS_where_it_is_optional()
    {
        foreach (bool isBytewise in (bool[])[false, true])
        {
            TestClient client = Rig.Connect(listener: optional);
            client.ReadGreeting();
            Assert.AreNotEqual(0u, client.Greeting.Capabilities & Wire.Ssl);
            if (isBytewise)
                client.SendBytewise(Login(client, 1));
            else
                client.Send(Login(client, 1));
            RawPacket ok = client.TakePacket();
            Assert.IsTrue(ok.IsOk, ok.ToString());
            Assert.AreEqual(2, ok.Sequence);
            Assert.IsFalse(client.Session.IsSecure);
            client.AssertAlive();
        }
    }

    [TestMethod]
    public void A_login_without_TLS_gets_3159_where_it_is_required()
    {
        ListenerSettings required = optional with { Tls = TlsMode.Required };
        TestClient plain = Rig.Connect(listener: required);
        plain.ReadGreeting();
        plain.Send(Login(plain, 1));
        plain.AssertError(3159, sequence: 2);
        plain.AssertClosed();

        TlsClient client = Greeted(required);
        client.Plain.Send(Request);
        LogIn(client.Handshake());
    }

    [TestMethod]
    public void TLS_that_is_not_offered_is_not_begun()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        Assert.AreEqual(0u, client.Greeting.Capabilities & Wire.Ssl);
        client.Send(Request);
        client.AssertError(1043, sequence: 2);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_request_with_another_number_or_without_the_flag_is_no_request()
    {
        byte[] odd = [.. Request];
        odd[3] = 2;
        byte[] without = [.. Request];
        without[5] = (byte)(without[5] & ~(Wire.Ssl >> 8));
        foreach (byte[] packet in (byte[][])[odd, without])
        {
            TlsClient client = Greeted();
            client.Plain.Send(packet);
            Assert.IsTrue(client.Plain.TakePacket().IsError);
            client.Plain.AssertClosed();
        }
    }

    [TestMethod]
    public void Garbage_in_place_of_a_handshake_closes_without_a_packet()
    {
        byte[] noise = new byte[300];
        new Random(5).NextBytes(noise);
        foreach (byte[] garbage in (byte[][])[noise, Wire.Text("GET / HTTP/1.1\r\n\r\n"), [0x16, 3, 1, 0xFF, 0xFF, .. noise], [0x16, 3, 1, 0, 4, 9, 9, 9, 9]])
        {
            TlsClient client = Greeted();
            client.Plain.Send(Request, garbage);
            if (client.Plain.IsOpen)
                client.Plain.Send(new byte[70_000]);
            client.Plain.AssertClosed();
            // Nothing, or an alert.
            byte[] said = client.Plain.Take();
            Assert.IsTrue(said is [] or [0x15, 3, ..], Convert.ToHexString(said));
        }
    }

    [TestMethod]
    public void A_handshake_that_does_not_end_is_closed_at_the_deadline_without_a_packet()
    {
        TlsClient client = Greeted();
        client.Plain.Send(Request, client.Hello()[..50]);
        Rig.Advance(Rig.Session.Value.LoginTimeout);
        Assert.IsEmpty(client.Plain.Take());
        client.Plain.AssertClosed();
    }

    [TestMethod]
    public void A_close_at_any_step_leaves_nothing()
    {
        for (int step = 0; step < 7; step++)
        {
            TlsClient client = Greeted();
            if (step > 0)
                client.Plain.Send(Request[..20]);
            if (step > 1)
                client.Plain.Send(Request[20..]);
            byte[] hello = client.Hello();
            if (step > 2)
                client.Plain.Send(hello[..50]);
            if (step > 3)
                client.Plain.Send(hello[50..]);
            if (step > 4)
                client.Handshake();
            if (step > 5)
                client.Plain.Send(client.Encrypt(Login(client.Plain, 2))[..30]);
            client.Plain.HangUp();
            client.Plain.AssertClosed();
            Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions, $"step {step}");
        }
    }

    [TestMethod]
    public void A_client_that_ends_TLS_is_closed()
    {
        TlsClient client = Encrypted();
        LogIn(client);
        client.ShutDown();
        client.Plain.AssertClosed();
    }

    [TestMethod]
    public void A_damaged_record_closes_without_a_packet()
    {
        TlsClient client = Encrypted();
        LogIn(client);
        byte[] record = client.Encrypt(Wire.Command(0x0E));
        record[^1] ^= 1;
        client.Plain.Send(record);
        client.Plain.AssertClosed();
        Assert.DoesNotContain(static line => line.Contains("failed to handle", StringComparison.Ordinal), Rig.Log.Lines);
    }

    [TestMethod]
    public void Nothing_is_decrypted_while_reads_are_not_wanted()
    {
        TlsClient client = Encrypted();
        LogIn(client);
        client.Send(Wire.Query("UPDATE t SET a = 0"));
        ServerConnection server = Rig.Primary.Latest;
        server.Send(Wire.Ok());
        client.TakePacket();
        server.Channel.TakeSent();
        server.Channel.StallPeer();
        // 2 MiB in one buffer, on which the server makes no progress.
        byte[] command = Wire.PaddedQuery("UPDATE t SET a = '", 2 << 20, end: "'");
        client.Send(command);
        Assert.IsFalse(client.Plain.Channel.Configuration.AutoRead);
        Assert.IsLessThan(512 * 1024, server.Channel.Unsafe.OutboundBuffer.TotalPendingWriteBytes(), "bytes that wait for the server");
        server.Channel.ResumePeer();
        Rig.Run();
        CollectionAssert.AreEqual(command, server.Channel.TakeSent());
        server.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    [TestMethod]
    public void A_client_that_reads_nothing_stops_the_server_and_gets_all_later()
    {
        TlsClient client = Encrypted();
        LogIn(client);
        client.Send(Wire.Query("UPDATE t SET a = 1"));
        ServerConnection server = Rig.Primary.Latest;
        client.Plain.Channel.StallPeer();
        byte[] value = [0xFD, 0x50, 0xC3, 0x00, .. new byte[50_000]];
        // All but the row and the end.
        byte[] head = Wire.Rows([["x"]])[..^15];
        server.Send(head);
        for (int i = 0; i < 10; i++)
            server.Send(Wire.Packet(4 + i, value));
        Assert.IsFalse(client.Plain.Channel.IsWritable);
        Assert.IsTrue(server.Channel.HasUnread, "all was read though nobody takes it");
        client.Plain.Channel.ResumePeer();
        byte[] all = client.TakeBytes(head.Length + (10 * (4 + value.Length)));
        CollectionAssert.AreEqual(Wire.Packet(13, value), all[^(4 + value.Length)..]);
        Assert.AreEqual(head.Length + (10 * (4 + value.Length)), all.Length);
        server.Send(Wire.Eof(14));
        Assert.IsTrue(client.TakePacket().IsEof);
    }

    [TestMethod]
    public void Compression_lies_inside_TLS()
    {
        TlsClient client = Encrypted();
        LogIn(client, Client | Frames.Compress);
        List<string> order = [.. client.Plain.Channel.Pipeline.Select(static handler => handler.GetType().Name)];
        Assert.IsLessThan(order.IndexOf(nameof(CompressionHandler)), order.IndexOf(nameof(TlsHandler)));
        client.Send(Frames.Deflated(0, Wire.Command(0x0E)));
        CollectionAssert.AreEqual(Frames.Stored(1, Wire.Ok()), client.TakeBytes(Frames.Stored(1, Wire.Ok()).Length));
    }

    [TestMethod]
    public void A_session_keeps_the_identity_that_it_began_with()
    {
        using var authority = TestAuthority.Create();
        using X509Certificate2 first = authority.Issue("first");
        using X509Certificate2 second = authority.Issue("second");
        var live = new Live<TlsIdentity>(new TlsIdentity(first, [], ClientCertificates.None, []));
        TlsClient before = Greeted(optional with { TlsIdentity = live });
        live.Set(new TlsIdentity(second, [], ClientCertificates.None, []));
        TlsClient after = Greeted(optional with { TlsIdentity = live });
        before.Plain.Send(Request);
        after.Plain.Send(Request);
        LogIn(before.Handshake());
        LogIn(after.Handshake());
        Assert.AreEqual(("CN=first", "CN=second"), (before.ServerName, after.ServerName));
    }

    private static byte[] Login(TestClient client, int sequence, uint capabilities = Client) => Wire.Packet(
        sequence, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, capabilities));

    private static void LogIn(TlsClient client, uint capabilities = Client)
    {
        client.Send(Login(client.Plain, 2, capabilities));
        RawPacket ok = client.TakePacket();
        Assert.IsTrue(ok.IsOk, ok.ToString());
        Assert.AreEqual(3, ok.Sequence);
    }

    private TlsClient Encrypted()
    {
        TlsClient client = Greeted();
        client.Plain.Send(Request);
        return client.Handshake();
    }

    private TlsClient Greeted(ListenerSettings? listener = null)
    {
        TestClient plain = Rig.Connect(listener: listener ?? optional);
        plain.ReadGreeting();
        var client = new TlsClient(Rig, plain);
        clients.Add(client);
        return client;
    }
}
