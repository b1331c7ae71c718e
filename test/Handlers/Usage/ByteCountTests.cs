using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Certificates;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Usage;

/// <summary>Bytes of packets, to the byte.</summary>
[TestClass]
public sealed class ByteCountTests : UsageTest
{
    private const string Sql = "SELECT name FROM item";
    private static readonly byte[] Result = Wire.Rows([["apple"], ["pear"]]);

    [TestMethod]
    public void A_login_a_query_and_its_result_are_the_databases()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        long greeting = client.Channel.SentBytes;
        byte[] login = Login(client);
        client.Send(login);
        Assert.IsTrue(client.TakePacket().IsOk);
        AssertBytes(login.Length, greeting + Wire.Ok(2).Length);
        client.Run(Rig.Replica, Sql, Result);
        AssertBytes(login.Length + 5 + Sql.Length, greeting + Wire.Ok(2).Length + Result.Length);
        AssertBytes(0, 0, UsageStore.Nobody);
        Assert.AreEqual(1, Shop.Logins);
    }

    [TestMethod]
    public void Bytes_of_a_login_that_fails_are_nobodys()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        AssertBytes(0, 0, UsageStore.Nobody);
        byte[] login = Wire.Packet(1, RawLogin.Build(Databases.User, "wrong", Databases.Name, client.Greeting.Scramble));
        client.Send(login);
        client.AssertError(2904);
        AssertBytes(login.Length, client.Channel.SentBytes, UsageStore.Nobody);
        AssertBytes(0, 0);
    }

    [TestMethod]
    public void A_client_that_leaves_in_front_of_its_login_is_nobodys()
    {
        TestClient client = Rig.Connect();
        client.Send([1, 2]);
        client.HangUp();
        AssertBytes(2, client.Channel.SentBytes, UsageStore.Nobody);
    }

    [TestMethod]
    public void What_the_socket_has_not_taken_is_not_counted()
    {
        TestClient client = Rig.LoggedIn();
        client.Query(Sql);
        long before = Shop.BytesOut;
        client.Channel.StallPeer();
        byte[] half = Wire.Packet(1, 1);
        Rig.Replica.Latest.Send(half);
        Rig.Replica.Latest.Send(Result.AsSpan(half.Length));
        Assert.AreEqual(before, Shop.BytesOut);
        client.Channel.ResumePeer();
        Rig.Run();
        Assert.AreEqual(before + Result.Length, Shop.BytesOut);
        CollectionAssert.AreEqual(Result, client.Take());
        client.AssertAlive();
        Assert.AreEqual(before + Result.Length + Wire.Ok().Length, Shop.BytesOut);
    }

    [TestMethod]
    public void What_the_socket_never_took_is_not_counted()
    {
        TestClient client = Rig.LoggedIn();
        client.Query(Sql);
        long before = Shop.BytesOut;
        client.Channel.StallPeer();
        Rig.Replica.Latest.Send(Result);
        client.HangUp();
        client.AssertClosed();
        Assert.AreEqual(before, Shop.BytesOut);
    }

    [TestMethod]
    public void A_file_of_the_client_counts_as_packets_that_it_sends()
    {
        Rig.Primary.Greeting = Wire.Greeting(flags: Wire.ServerFlags | Wire.LocalFiles);
        Rig.Apply(Databases.Shop with { AllowLocalInfile = true });
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.LocalFiles);
        client.Query("LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t");
        Rig.Primary.Latest.Send(Wire.Packet(1, [0xFB, .. "a.csv"u8]));
        long before = Shop.BytesIn;
        client.Send(Wire.Packet(2, new byte[70_000]), Wire.Packet(3));
        Rig.Primary.Latest.Send(Wire.Ok(4, affected: 7));
        Assert.AreEqual(before + 70_008, Shop.BytesIn);
        AssertStatements((UsageVerb.Load, 1));
    }

    [TestMethod]
    public void Compressed_bytes_count_as_the_packets_in_them()
    {
        TestClient client = Rig.LoggedIn(Frames.Client);
        UsageTotals before = Shop;
        string sql = $"UPDATE t SET a = '{new string('x', 5000)}'";
        client.Send(Frames.Deflated(0, Wire.Query(sql)));
        byte[] error = Wire.Error(1, 1406, "22001", new string('y', 300));
        Rig.Primary.Latest.Send(error);
        Assert.AreNotEqual(error.Length, client.Take().Length, "compressed");
        Assert.AreEqual(before.BytesIn + 5 + sql.Length, Shop.BytesIn);
        Assert.AreEqual(before.BytesOut + error.Length, Shop.BytesOut);
    }

    [TestMethod]
    public void A_frame_that_comes_with_the_login_counts_once()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = Login(client, Frames.Client);
        client.Send([.. login, .. Frames.Deflated(0, Wire.Query("SELECT 1"))]);
        AssertBytes(login.Length + 13, client.Channel.SentBytes);
    }

    [TestMethod]
    public void Inside_TLS_packets_count_and_so_does_the_request_for_it()
    {
        using var authority = TestAuthority.Create();
        var identity = new TlsIdentity(authority.Issue(), [], ClientCertificates.None, []);
        TestClient plain = Rig.Connect(listener: new ListenerSettings
        {
            Tls = TlsMode.Optional,
            TlsIdentity = new Live<TlsIdentity>(identity),
        });
        plain.ReadGreeting();
        long greeting = plain.Channel.SentBytes;
        const uint Flags = Wire.PlainClient | 0x0800;
        using var client = new TlsClient(Rig, plain);
        plain.Send(Wire.Packet(1, [.. BitConverter.GetBytes(Flags), 0, 0, 0, 1, 45, .. new byte[23]]));
        client.Handshake();
        byte[] login = Wire.Packet(
            2, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, plain.Greeting.Scramble, Flags));
        client.Send(login);
        Assert.IsTrue(client.TakePacket().IsOk);
        client.Send(Wire.Query(Sql));
        Rig.Replica.Latest.Send(Result);
        client.TakePackets(6);
        AssertBytes(36 + login.Length + 5 + Sql.Length, greeting + Wire.Ok(3).Length + Result.Length);
    }

    [TestMethod]
    public void A_change_of_user_belongs_to_the_old_database_and_its_OK_to_the_new_one()
    {
        Rig.Apply(Databases.Shop, Blog);
        TestClient client = Rig.LoggedIn();
        UsageTotals before = Shop;
        byte[] change = PluginLogin.ChangeUser("writer", "blog");
        client.Send(change);
        byte[] request = client.Take();
        (_, byte[] scramble) = PluginLogin.ReadSwitch(new RawPacket(request[3], request[4..]));
        byte[] answer = Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble));
        client.Send(answer);
        byte[] ok = client.Take();
        Assert.AreEqual(before.BytesIn + change.Length + answer.Length, Shop.BytesIn);
        Assert.AreEqual(before.BytesOut + request.Length, Shop.BytesOut);
        AssertBytes(0, ok.Length, "blog");
        client.AssertAlive();
        AssertBytes(5, ok.Length + Wire.Ok().Length, "blog");
        Assert.AreEqual((1L, 1L), (Shop.Logins, Of("blog").Logins));
        Assert.AreEqual((0L, 1L), (Rig.Usage.Find("shop")!.Connections, Rig.Usage.Find("blog")!.Connections));
    }

    [TestMethod]
    public void What_the_socket_takes_after_a_change_of_user_belongs_to_the_database_that_it_was_written_for()
    {
        Rig.Apply(Databases.Shop, Blog);
        TestClient client = Rig.LoggedIn();
        client.Channel.StallPeer();
        client.Send(Wire.Command(0x0E));
        UsageTotals before = Shop;
        client.Send(PluginLogin.ChangeUser("writer", "blog", answer: RawLogin.NativeAnswer("pen", client.Greeting.Scramble)));
        Assert.AreEqual("blog", client.Session.Tenant.Name);
        client.Channel.ResumePeer();
        Rig.Run();
        Assert.AreEqual(before.BytesOut + Wire.Ok().Length, Shop.BytesOut);
        AssertBytes(0, Wire.Ok().Length, "blog");
    }

    [TestMethod]
    public void A_database_that_goes_and_comes_back_goes_on()
    {
        Rig.LoggedIn().AssertAlive();
        long before = Shop.BytesIn;
        Rig.Apply(Blog);
        Rig.Apply(Databases.Shop);
        Rig.LoggedIn().AssertAlive();
        Assert.AreEqual(2 * before, Shop.BytesIn);
    }

    [TestMethod]
    public void Sessions_of_several_loops_are_added_up()
    {
        Rig.LoggedIn().AssertAlive();
        long one = Shop.BytesIn;
        Rig.LoggedIn(loop: Rig.NewLoop()).AssertAlive();
        Assert.AreEqual(2 * one, Shop.BytesIn);
        Assert.AreEqual((2L, 2L), (Rig.Usage.Find("shop")!.Connections, Rig.Usage.Find("shop")!.PeakConnections));
    }

    [TestMethod]
    public void Counting_allocates_nothing()
    {
        UsageSlot slot = Rig.Services.Usage.Slot(Rig.Loop, Databases.Name);
        Count(slot);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            Count(slot);
        Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.AreEqual(10_001, Shop.Requests);
        // The rig compares them with what its clients sent.
        slot.Received(-10_001);
        slot.Sent(-10_001);
    }

    private static void Count(UsageSlot slot)
    {
        slot.RequestStarted();
        slot.Received(1);
        slot.StatementRead(UsageVerb.Select);
        slot.RowsSent(1);
        slot.Sent(1);
        slot.RequestAnswered(TimeSpan.FromMilliseconds(1));
    }

    private static DatabaseDefinition Blog { get; } = Databases.Shop with
    {
        Name = "blog",
        Users = [new UserDefinition { Name = "writer", Password = "pen" }],
    };

    private static byte[] Login(TestClient client, uint capabilities = Wire.PlainClient) => Wire.Packet(
        1, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, capabilities));
}
