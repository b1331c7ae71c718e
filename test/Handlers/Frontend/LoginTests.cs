using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>What a client meets between its connect and the final OK.</summary>
[TestClass]
public sealed class LoginTests : ProxyTest
{
    [TestMethod]
    public void The_greeting_shows_version_id_scramble_and_flags()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        RawGreeting greeting = client.Greeting;
        Assert.AreEqual(10, greeting.ProtocolVersion);
        Assert.AreEqual("8.0.36-test", greeting.ServerVersion);
        Assert.AreEqual(client.Session.ConnectionId, greeting.ConnectionId);
        Assert.AreEqual("mysql_native_password", greeting.Plugin);
        Assert.AreEqual(Wire.Autocommit, greeting.Status);
        CollectionAssert.AreEqual(client.Session.Scramble, greeting.Scramble);
        Assert.IsTrue(greeting.Scramble.All(static value => value is > 0 and < 128 and not (byte)'$'));
        Assert.AreEqual(0u, greeting.Capabilities & 0x0000_0800u, "TLS is not offered");
        Assert.AreEqual(
            Wire.PlainClient | Wire.MultiStatements | Wire.SessionTrack | Wire.DeprecateEof,
            greeting.Capabilities & (Wire.PlainClient | Wire.MultiStatements | Wire.SessionTrack | Wire.DeprecateEof));
    }

    [TestMethod]
    public void Every_session_has_its_own_id_and_scramble()
    {
        TestClient first = Rig.Connect();
        TestClient second = Rig.Connect();
        first.ReadGreeting();
        second.ReadGreeting();
        Assert.AreNotEqual(first.Greeting.ConnectionId, second.Greeting.ConnectionId);
        CollectionAssert.AreNotEqual(first.Greeting.Scramble, second.Greeting.Scramble);
    }

    [TestMethod]
    public void A_client_that_knows_the_password_is_let_in_without_any_server()
    {
        Rig.LoggedIn().AssertAlive();
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.AreEqual(0, Rig.Services.LoginLimits.Unauthenticated);
        Assert.AreEqual(1, Rig.Services.LoginLimits.Sessions);
    }

    [TestMethod]
    [DataRow("app", "wrong", "YES")]
    [DataRow("app", "", "NO")]
    [DataRow("nobody", "secret", "YES")]
    [DataRow("nobody", "", "NO")]
    public void A_wrong_user_or_password_is_refused_with_2904(string user, string password, string usingPassword)
    {
        TestClient client = Rig.Connect("192.0.2.7");
        RawPacket error = Refused(client, 2904, user, password);
        Assert.AreEqual("SCE04", error.SqlState);
        Assert.AreEqual(
            $"Access denied for user '{user}'@'192.0.2.7' (using password: {usingPassword})", error.ErrorMessage);
    }

    [TestMethod]
    public void An_empty_password_is_right_where_the_entry_has_none()
    {
        Rig.Apply(Databases.Shop with { Users = [new UserDefinition { Name = "app", Password = "" }] });
        Rig.Connect().LogIn(password: "").AssertAlive();
        Refused(Rig.Connect(), 2904, password: "something");
    }

    [TestMethod]
    public void An_unknown_plugin_is_switched_to_that_of_the_greeting_and_the_sequence_goes_on()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, LoginWithPlugin("sha256_password", [.. new byte[32]])));
        RawPacket request = client.TakePacket();
        Assert.AreEqual(2, request.Sequence);
        CollectionAssert.AreEqual(
            (byte[])[0xFE, .. "mysql_native_password"u8, 0, .. client.Greeting.Scramble, 0], request.Payload);
        client.Send(Wire.Packet(3, RawLogin.NativeAnswer("secret", client.Greeting.Scramble)));
        RawPacket ok = client.TakePacket();
        Assert.IsTrue(ok.IsOk);
        Assert.AreEqual(4, ok.Sequence);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_wrong_answer_to_the_switch_is_refused_behind_it()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, LoginWithPlugin("caching_sha2_password", [])));
        client.TakePacket();
        client.Send(Wire.Packet(3, new byte[20]));
        client.AssertError(2904, sequence: 4);
        client.AssertClosed();
    }

    [TestMethod]
    public void An_answer_to_the_switch_with_a_wrong_number_is_out_of_order()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Packet(1, LoginWithPlugin("caching_sha2_password", [])));
        client.TakePacket();
        client.Send(Wire.Packet(2, new byte[20]));
        client.AssertError(1156);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_second_packet_behind_a_login_is_held_for_the_command_phase()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = Wire.Packet(1, RawLogin.Build("app", "secret", "shop", client.Greeting.Scramble, Wire.PlainClient));
        client.Send([.. login, .. Wire.Command(0x0E)]);
        List<RawPacket> answers = client.TakePackets();
        Assert.HasCount(2, answers);
        Assert.IsTrue(answers.TrueForAll(static packet => packet.IsOk));
        Assert.AreEqual(2, answers[0].Sequence);
        Assert.AreEqual(1, answers[1].Sequence);
    }

    [TestMethod]
    public void An_unknown_database_is_refused_with_2902()
    {
        RawPacket error = Refused(Rig.Connect(), 2902, database: "nowhere");
        Assert.AreEqual("SCE02", error.SqlState);
        Assert.AreEqual("database is not existed", error.ErrorMessage);
    }

    [TestMethod]
    public void A_disabled_database_is_refused_with_2912_whatever_the_password()
    {
        Rig.Apply(Databases.Shop with { Disabled = true });
        Assert.AreEqual("'shop' is disabled.", Refused(Rig.Connect(), 2912).ErrorMessage);
        Refused(Rig.Connect(), 2912, password: "wrong");
    }

    [TestMethod]
    public void A_foreign_address_is_refused_with_2911_before_the_password_is_looked_at()
    {
        Rig.Apply(Databases.Snapshot(Databases.Shop with { AuthedIps = Databases.Addresses("10.11", "::1") }) with
        {
            AuthedIps = Databases.Addresses("[192.0.2.1, 192.0.2.9]"),
        });
        foreach (string password in (string[])["secret", "wrong"])
        {
            RawPacket error = Refused(Rig.Connect("192.0.2.10"), 2911, password: password);
            Assert.AreEqual("SCE11", error.SqlState);
            Assert.AreEqual("'192.0.2.10' is not in my service. Please contact administrator.", error.ErrorMessage);
        }

        Rig.Connect("192.0.2.9").LogIn();
        Rig.Connect("10.11.200.3").LogIn();
        Rig.Connect("::ffff:10.11.0.1").LogIn();
        Rig.Connect("::1").LogIn();
        Refused(Rig.Connect("::2"), 2911);
    }

    [TestMethod]
    public void A_foreign_address_is_told_before_the_database_is_said_to_be_disabled()
    {
        Rig.Apply(Databases.Snapshot(Databases.Shop with { Disabled = true }) with
        {
            AuthedIps = Databases.Addresses("192.0.2.1"),
        });
        Refused(Rig.Connect("192.0.2.10"), 2911);
        Refused(Rig.Connect("192.0.2.1"), 2912);
    }

    [TestMethod]
    public void A_login_without_database_finds_the_one_entry_of_its_user()
    {
        Rig.Apply(Databases.Shop, Other("blog", "writer", "pen"));
        TestClient client = Rig.Connect().LogIn("writer", "pen", "");
        Assert.AreEqual("blog", client.Session.Tenant.Name);
        Assert.AreEqual("blog_real", client.Session.State.Schema);
    }

    [TestMethod]
    public void A_login_with_a_schema_that_is_no_entry_finds_the_entry_that_allows_it()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] }, Other("blog", "app", "secret"));
        TestClient client = Rig.Connect().LogIn(database: "extra");
        Assert.AreEqual("shop", client.Session.Tenant.Name);
        Assert.AreEqual("extra", client.Session.State.Schema);
    }

    [TestMethod]
    public void The_password_decides_among_several_entries_of_a_user()
    {
        Rig.Apply(Databases.Shop, Other("blog", "app", "pen"));
        Assert.AreEqual("blog", Rig.Connect().LogIn("app", "pen", "").Session.Tenant.Name);
        Assert.AreEqual("shop", Rig.Connect().LogIn("app", "secret", "").Session.Tenant.Name);
        Refused(Rig.Connect(), 2903, "app", "wrong", "");
    }

    [TestMethod]
    [DataRow("", 2903)]
    [DataRow("nowhere", 2902)]
    public void An_ambiguous_or_unresolved_login_is_told_what_was_missing(string database, int code)
    {
        Rig.Apply(Databases.Shop with { Schemas = ["*"] }, Other("blog", "app", "secret") with { Schemas = ["*"] });
        Refused(Rig.Connect(), code, database: database);
        Refused(Rig.Connect(), code, user: "nobody", database: database);
    }

    [TestMethod]
    public void Three_entries_that_fit_are_as_ambiguous_as_two()
    {
        Rig.Apply(Databases.Shop, Other("blog", "app", "secret"), Other("wiki", "app", "secret"));
        Refused(Rig.Connect(), 2903, database: "");
    }

    [TestMethod]
    public void Two_entries_that_fit_and_a_third_that_does_not_are_ambiguous()
    {
        Rig.Apply(Databases.Shop, Other("blog", "app", "secret"), Other("wiki", "app", "another"));
        Refused(Rig.Connect(), 2903, database: "");
    }

    [TestMethod]
    public void A_login_without_database_is_refused_where_that_is_configured()
    {
        Rig.Session.Set(Rig.Session.Value with { LoginWithoutDatabase = LoginWithoutDatabase.Refuse });
        Assert.AreEqual(
            "Auth packet must contain database", Refused(Rig.Connect(), 2903, database: "").ErrorMessage);
        Refused(Rig.Connect(), 2902, database: "shop_real");
    }

    [TestMethod]
    [DataRow("app", "wrong", "shop", 1045, "28000")]
    [DataRow("app", "secret", "nowhere", 1049, "42000")]
    [DataRow("nobody", "secret", "", 1046, "3D000")]
    public void The_mysql_flavour_tells_the_codes_of_the_server(
        string user, string password, string database, int code, string state)
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        Assert.AreEqual(state, Refused(Rig.Connect(), code, user, password, database).SqlState);
    }

    [TestMethod]
    public void The_mysql_flavour_tells_1130_and_3118()
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        Rig.Apply(Databases.Shop with { Disabled = true });
        Refused(Rig.Connect(), 3118);
        Rig.Apply(Databases.Snapshot(Databases.Shop) with { AuthedIps = Databases.Addresses("192.0.2.1") });
        Refused(Rig.Connect("192.0.2.2"), 1130);
    }

    [TestMethod]
    public void A_silent_client_is_closed_at_the_deadline_and_not_before()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        Rig.Advance(TimeSpan.FromSeconds(9.9));
        Assert.IsTrue(client.IsOpen);
        Rig.Advance(TimeSpan.FromSeconds(0.2));
        client.AssertError(1159, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void The_deadline_does_not_touch_a_session_that_has_logged_in()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Advance(TimeSpan.FromSeconds(60));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_client_from_before_4_1_is_refused_with_1043()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        // HandshakeResponse320: two bytes of flags, three of packet size, user, answer.
        client.Send(Wire.Packet(1, [0x85, 0x24, 0, 0, 0, .. "old"u8, 0, .. "answer"u8, 0]));
        client.AssertError(1043, sequence: 2);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_client_without_secure_connection_is_refused_with_1043()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        uint flags = Wire.PlainClient & ~Wire.SecureConnection;
        client.Send(Wire.Packet(1, [.. BitConverter.GetBytes(flags), 0, 0, 0, 1, 45, .. new byte[23], .. "app"u8, 0, 0]));
        client.AssertError(1043);
        client.AssertClosed();
    }

    [TestMethod]
    public void Garbage_is_answered_once_and_closed()
    {
        var random = new Random(4711);
        for (int i = 0; i < 50; i++)
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            byte[] garbage = new byte[random.Next(36, 300)];
            random.NextBytes(garbage);
            byte[] packet = Wire.Packet(1, garbage);
            client.Send([.. packet, .. garbage]);
            RawPacket error = client.TakePacket();
            Assert.IsTrue(error.IsError, error.ToString());
            client.AssertClosed();
        }
    }

    [TestMethod]
    public void An_HTTP_request_gets_an_error_and_a_close()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(Wire.Text("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.IsTrue(client.TakePacket().IsError);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_login_cut_anywhere_and_closed_leaves_nothing_and_logs_nobody_in()
    {
        TestClient first = Rig.Connect();
        first.ReadGreeting();
        int length = Wire.Packet(1, RawLogin.Build("app", "secret", "shop", first.Greeting.Scramble, Wire.PlainClient)).Length;
        for (int cut = 0; cut < length; cut++)
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            byte[] login = Wire.Packet(1, RawLogin.Build("app", "secret", "shop", client.Greeting.Scramble, Wire.PlainClient));
            client.Send(login[..cut]);
            Assert.IsEmpty(client.Take());
            Assert.AreEqual(SessionPhase.Login, client.Session.Phase);
            client.HangUp();
            client.AssertClosed();
        }

        Assert.AreEqual(1, Rig.Services.LoginLimits.Sessions);
    }

    [TestMethod]
    public void A_login_payload_cut_anywhere_is_an_error_and_never_an_exception_of_the_proxy()
    {
        TestClient first = Rig.Connect();
        first.ReadGreeting();
        byte[] whole = RawLogin.Build("app", "secret", "shop", first.Greeting.Scramble, Wire.PlainClient);
        for (int cut = 1; cut < whole.Length - "mysql_native_password".Length - 1; cut++)
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(Wire.Packet(1, whole.AsSpan(0, cut)));
            RawPacket error = client.TakePacket();
            Assert.IsTrue(error.IsError && error.ErrorCode is 1043 or 2903 or 2904, $"cut at {cut}: {error}");
            client.AssertClosed();
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void A_client_beyond_a_limit_gets_1040_in_the_place_of_the_greeting(int which)
    {
        Rig.Session.Set(which switch
        {
            1 => Rig.Session.Value with { MaxSessions = 2 },
            2 => Rig.Session.Value with { MaxUnauthenticated = 2 },
            _ => Rig.Session.Value with { MaxUnauthenticatedPerAddress = 2 },
        });
        TestClient one = Rig.Connect();
        Rig.Connect();
        TestClient third = Rig.Connect();
        byte[] bytes = third.Take();
        CollectionAssert.AreEqual(Wire.Packet(0, [0xFF, 0x10, 0x04, .. "Too many connections"u8]), bytes);
        third.AssertClosed();
        Assert.AreEqual(2, Rig.Services.LoginLimits.Sessions);

        one.HangUp();
        Rig.Connect().LogIn();
    }

    [TestMethod]
    public void The_limit_per_address_counts_each_address_for_itself_and_only_logins()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxUnauthenticatedPerAddress = 1 });
        TestClient here = Rig.Connect("192.0.2.1");
        Rig.Connect("192.0.2.2").ReadGreeting();
        here.LogIn();
        Rig.Connect("192.0.2.1").LogIn();
        // Mapped into IPv6 it is the same address.
        Rig.Connect("192.0.2.1").ReadGreeting();
        Rig.Connect("::ffff:192.0.2.1").AssertError(1040, sequence: 0);
    }

    [TestMethod]
    public void A_session_beyond_the_limit_that_is_closed_was_never_counted()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxSessions = 1 });
        TestClient first = Rig.LoggedIn();
        for (int i = 0; i < 5; i++)
            Rig.Connect().AssertError(1040);
        Assert.AreEqual(1, Rig.Services.LoginLimits.Sessions);
        Assert.AreEqual(1, Rig.Gateway.SessionCount);
        first.AssertAlive();
    }

    [TestMethod]
    public void Counters_go_back_to_zero_after_each_way_out()
    {
        Refused(Rig.Connect(), 2904, password: "wrong");
        Refused(Rig.Connect(), 2902, database: "nowhere");
        Rig.Connect().HangUp();
        Rig.LoggedIn().HangUp();
        Rig.LoggedIn().Send(Wire.Command(0x01));
        TestClient garbage = Rig.Connect();
        garbage.Send(new byte[100]);
        Rig.Connect();
        Rig.Advance(TimeSpan.FromSeconds(11));
        Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions);
        Assert.AreEqual(0, Rig.Services.LoginLimits.Unauthenticated);
        Assert.AreEqual(0, Rig.Gateway.SessionCount);
    }

    [TestMethod]
    public void A_database_that_is_disabled_during_the_login_ends_the_session_at_its_first_command()
    {
        TestClient client = Rig.Connect();
        client.LogIn();
        Rig.Apply(Databases.Shop with { Disabled = true });
        client.Query("SELECT 1");
        client.AssertError(2912, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_database_that_is_removed_ends_the_session_with_2902()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Apply([]);
        client.Query("SELECT 1");
        client.AssertError(2902, sequence: 1);
        client.AssertClosed();
    }

    private static DatabaseDefinition Other(string name, string user, string password) => Databases.Shop with
    {
        Name = name,
        Schema = $"{name}_real",
        Users = [new UserDefinition { Name = user, Password = password }],
    };

    private static byte[] LoginWithPlugin(string plugin, byte[] answer) =>
    [
        .. BitConverter.GetBytes(Wire.PlainClient), 0, 0, 0, 1, 45, .. new byte[23],
        .. "app"u8, 0, (byte)answer.Length, .. answer, .. "shop"u8, 0, .. Wire.Text(plugin), 0,
    ];

    private static RawPacket Refused(
        TestClient client, int code, string user = "app", string password = "secret", string database = "shop")
    {
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(user, password, database, client.Greeting.Scramble, Wire.PlainClient)));
        RawPacket error = client.AssertError(code, sequence: 2);
        client.AssertClosed();
        return error;
    }
}
