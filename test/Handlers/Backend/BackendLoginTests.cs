using System.Text;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Backend;

/// <summary>The proxy's own login to a server, and every way in which it fails.</summary>
[TestClass]
public sealed class BackendLoginTests : ProxyTest
{
    private static readonly byte[] Scramble = [.. Wire.Scramble];

    [TestMethod]
    public void The_login_names_account_and_real_schema_and_proves_the_password()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        RawPacket login = Rig.Primary.Latest.Login!;
        Assert.AreEqual(1, login.Sequence);
        Assert.AreEqual(45, login.Payload[8]);
        byte[] expected =
        [
            .. "svc"u8, 0, 20, .. RawLogin.NativeAnswer(Databases.ServerPassword, Scramble),
            .. "shop_real"u8, 0, .. "mysql_native_password"u8, 0,
        ];
        CollectionAssert.AreEqual(expected, login.Payload[32..(32 + expected.Length)]);
        Assert.Contains("SceNettyProxy", Encoding.UTF8.GetString(login.Payload));
    }

    [TestMethod]
    [DataRow(Wire.PlainClient)]
    [DataRow(Wire.PlainClient | Wire.DeprecateEof | Wire.FoundRows)]
    [DataRow(Wire.PlainClient | Wire.SessionTrack | Wire.MultiStatements)]
    public void The_flags_that_change_results_are_those_of_the_client(uint capabilities)
    {
        TestClient client = Rig.LoggedIn(capabilities);
        client.Query("SELECT 1");
        uint flags = BitConverter.ToUInt32(Rig.Replica.Latest.Login!.Payload);
        const uint Shared = Wire.DeprecateEof | Wire.FoundRows | Wire.MultiResults;
        Assert.AreEqual(capabilities & Shared, flags & Shared);
        Assert.AreNotEqual(0u, flags & Wire.SessionTrack, "always asked for");
        Assert.AreEqual(0u, flags & (Wire.MultiStatements | 0x80), "never: multi-statements and local files");
    }

    [TestMethod]
    public void An_empty_password_is_proven_by_an_empty_answer()
    {
        Rig.Apply(Databases.Shop with { ServerPassword = "" });
        Rig.LoggedIn().Write();
        Assert.AreEqual(0, Rig.Primary.Latest.Login!.Payload[36]);
    }

    [TestMethod]
    public void A_login_cut_byte_by_byte_works()
    {
        byte[] greeting = Rig.Primary.Greeting!;
        Rig.Primary.Greeting = null;
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        foreach (byte value in greeting)
            Rig.Primary.Latest.Send(value);
        Assert.AreEqual("QUERY UPDATE t SET a = 1", Rig.Primary.Latest.History.Single());
    }

    [TestMethod]
    public void A_switch_to_the_native_plugin_is_followed_with_the_new_scramble()
    {
        byte[] scramble = [.. "ABCDEFGHIJKLMNOPQRST"u8];
        Rig.Primary.Greeting = Wire.Greeting(plugin: "ed25519");
        Rig.Primary.LoginAnswer = Wire.Packet(2, [0xFE, .. "mysql_native_password"u8, 0, .. scramble, 0]);
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        ServerConnection server = Rig.Primary.Latest;
        CollectionAssert.AreEqual(
            RawLogin.NativeAnswer(Databases.ServerPassword, Scramble), server.Login!.Payload[37..57], "that of the plugin every server knows");
        CollectionAssert.AreEqual(
            RawLogin.NativeAnswer(Databases.ServerPassword, scramble), server.Packets.Single().Payload);
        Assert.AreEqual(3, server.Packets.Single().Sequence);
        server.Send(Wire.Ok(4));
        server.Send(Wire.Value("STRICT_TRANS_TABLES"));
        Assert.AreEqual("QUERY UPDATE t SET a = 1", server.History[^1]);
    }

    [TestMethod]
    public void A_server_that_does_not_offer_session_tracking_is_used_without_it()
    {
        Rig.Primary.Greeting = Wire.Greeting(flags: Wire.ServerFlags & ~Wire.SessionTrack);
        TestClient client = Rig.LoggedIn();
        client.Write();
        Assert.AreEqual(0u, BitConverter.ToUInt32(Rig.Primary.Latest.Login!.Payload) & Wire.SessionTrack);
    }

    [TestMethod]
    public void A_server_that_lacks_a_promised_flag_is_named_with_it()
    {
        Rig.Primary.Greeting = Wire.Greeting(flags: Wire.ServerFlags & ~Wire.DeprecateEof);
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.DeprecateEof);
        client.Query("UPDATE t SET a = 1");
        RawPacket error = client.AssertError(1235, sequence: 1);
        Assert.Contains("10.0.0.1:3306", error.ErrorMessage);
        Assert.Contains("DeprecateEof", error.ErrorMessage);
        AssertGivenBack(client);
        // A client that was not promised the flag gets on with that server.
        Rig.LoggedIn().Write();
    }

    [TestMethod]
    public void A_refused_account_is_2901_and_tells_nothing_of_it()
    {
        foreach (int code in (int[])[1045, 1044, 1698])
        {
            Rig.Primary.LoginAnswer = Wire.Error(2, code, "28000", "Access denied for user 'svc'@'proxy'");
            TestClient client = Rig.LoggedIn();
            client.Query("UPDATE t SET a = 1");
            RawPacket error = client.AssertError(2901, sequence: 1);
            Assert.DoesNotContain("svc", error.ErrorMessage);
            AssertGivenBack(client);
        }
    }

    [TestMethod]
    public void A_schema_that_is_not_there_is_1049()
    {
        Rig.Primary.LoginAnswer = Wire.Error(2, 1049, "42000", "Unknown database 'shop_real'");
        Failed(1049);
    }

    [TestMethod]
    public void An_error_in_the_place_of_the_greeting_is_passed_on_though_it_has_no_SQLSTATE()
    {
        Rig.Primary.Greeting = Wire.Packet(0, [0xFF, 0x10, 0x04, .. "Too many connections"u8]);
        RawPacket error = Failed(1040);
        Assert.AreEqual("HY000", error.SqlState);
        Assert.AreEqual("Too many connections", error.ErrorMessage);
    }

    [TestMethod]
    public void A_plugin_that_is_not_spoken_is_2901()
    {
        Rig.Primary.LoginAnswer = Wire.Packet(2, [0xFE, .. "mysql_old_password"u8, 0, .. Scramble, 0]);
        Failed(2901);
    }

    [TestMethod]
    public void Strange_answers_to_the_login_are_2901()
    {
        foreach (byte[] answer in (byte[][])[
            Wire.Packet(2, 0x01, 0x04), Wire.Packet(2), Wire.Packet(2, 0x00), Wire.Packet(2, 0xFB, 0x20),
            Wire.Packet(2, [0xFE, .. "mysql_native_password"u8, 0, 1, 2, 3]), [0, 0, 2, 2, 0]])
        {
            Rig.Primary.LoginAnswer = answer;
            Failed(2901);
        }
    }

    [TestMethod]
    public void A_greeting_that_is_cut_off_anywhere_inside_is_2901()
    {
        byte[] payload = Wire.Greeting()[4..];
        for (int length = 0; length < 60; length++)
        {
            Rig.Primary.Greeting = Wire.Packet(0, payload.AsSpan(0, length));
            TestClient client = Rig.LoggedIn();
            client.Query("UPDATE t SET a = 1");
            RawPacket error = client.TakePacket();
            Assert.IsTrue(error.ErrorCode is 2901 or 1235, $"{length} bytes: {error}");
            AssertGivenBack(client);
        }
    }

    [TestMethod]
    public void Garbage_in_the_place_of_a_greeting_is_an_error_and_never_a_hang()
    {
        var random = new Random(99);
        for (int i = 0; i < 100; i++)
        {
            byte[] garbage = new byte[random.Next(1, 200)];
            random.NextBytes(garbage);
            garbage[0] = (byte)(i % 3 == 0 ? 10 : garbage[0]);
            Rig.Primary.Greeting = Wire.Packet(0, garbage);
            TestClient client = Rig.LoggedIn();
            client.Query("UPDATE t SET a = 1");
            Rig.Advance(TimeSpan.FromSeconds(6));
            Assert.IsTrue(client.TakePacket().IsError);
            AssertGivenBack(client);
        }
    }

    [TestMethod]
    public void A_server_of_another_protocol_is_an_error()
    {
        Rig.Primary.Greeting = [.. "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8];
        Failed(2901);
    }

    [TestMethod]
    public void A_server_that_hangs_up_at_any_point_of_the_login_is_2914()
    {
        byte[] greeting = Rig.Primary.Greeting!;
        foreach (int cut in (int[])[0, 1, 4, 5, 40, greeting.Length - 1])
        {
            Rig.Primary.Greeting = greeting[..cut];
            HangsUp();
        }

        Rig.Primary.Greeting = greeting;
        byte[] ok = Rig.Primary.LoginAnswer!;
        foreach (int cut in (int[])[0, 1, 4, 6])
        {
            Rig.Primary.LoginAnswer = ok[..cut];
            HangsUp();
        }

        Rig.Primary.LoginAnswer = ok;
        Rig.Primary.SqlMode = null;
        Failed(2914);
    }

    [TestMethod]
    public void A_refused_connect_is_2914_with_the_servers_address()
    {
        Rig.Primary.IsDown = true;
        Assert.AreEqual("Can't connect to MySQL server on '10.0.0.1:3306' (111)", Failed(2914).ErrorMessage);
    }

    [TestMethod]
    public void A_connect_without_an_answer_is_2915_after_the_timeout()
    {
        Rig.Primary.IsUnreachable = true;
        TimesOut();
    }

    [TestMethod]
    public void A_login_without_an_answer_is_2915_after_the_same_timeout()
    {
        byte[] greeting = Rig.Primary.Greeting!;
        Rig.Primary.Greeting = null;
        TimesOut();
        Rig.Primary.Greeting = greeting;
        Rig.Primary.LoginAnswer = null;
        TimesOut();
    }

    [TestMethod]
    public void The_mysql_flavour_tells_1429_for_each_of_them()
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        Rig.Primary.IsDown = true;
        Failed(1429);
        Rig.Primary.IsDown = false;
        Rig.Primary.LoginAnswer = Wire.Error(2, 1045, "28000", "no");
        Failed(1429);
    }

    [TestMethod]
    public void A_client_that_leaves_during_the_login_does_not_waste_the_connection()
    {
        byte[] greeting = Rig.Primary.Greeting!;
        Rig.Primary.Greeting = null;
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        client.HangUp();
        client.AssertClosed();
        Rig.Primary.Latest.Send(greeting);
        Assert.IsEmpty(Rig.Primary.Latest.History, "the statement died with its client");
        Assert.AreEqual((1, 1), (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount));
        Rig.LoggedIn().Write();
        Assert.HasCount(1, Rig.Primary.Connections);
    }

    private RawPacket Failed(int code)
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        RawPacket error = client.AssertError(code, sequence: 1);
        AssertGivenBack(client);
        return error;
    }

    private void HangsUp()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Assert.IsEmpty(client.Take());
        Rig.Primary.Latest.HangUp();
        client.AssertError(2914, sequence: 1);
        AssertGivenBack(client);
    }

    private void TimesOut()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Rig.Advance(TimeSpan.FromSeconds(4.9));
        Assert.IsEmpty(client.Take());
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        client.AssertError(2915, sequence: 1);
        AssertGivenBack(client);
    }

    private void AssertGivenBack(TestClient client)
    {
        client.AssertAlive();
        Assert.AreEqual((0, 0, 0), (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount, Rig.PrimaryPool.WaitingCount));
        Assert.AreEqual(0, Rig.Primary.OpenConnections);
    }
}
