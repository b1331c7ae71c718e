using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>COM_CHANGE_USER: a login on a session that has one.</summary>
[TestClass]
public sealed class UserChangeTests : ProxyTest
{
    private static readonly DatabaseDefinition Blog = Databases.Shop with
    {
        Name = "blog",
        Schema = "blog_real",
        Users = [new UserDefinition { Name = "writer", Password = "pen" }],
    };

    [TestInitialize]
    public void UseBoth() => Rig.Apply(Databases.Shop, Blog);

    [TestMethod]
    public void The_session_goes_to_the_other_database_with_nothing_of_the_first()
    {
        TestClient client = Rig.LoggedIn();
        client.Set("SET @a = 1, sql_mode = 'ANSI_QUOTES'");
        client.Session.MasterOnly = true;
        client.Run(Rig.Primary, "CREATE TEMPORARY TABLE t (a INT)", Wire.Ok());
        Assert.AreNotEqual(PinReasons.None, client.Session.Pins);
        ServerConnection before = Rig.Primary.Latest;
        byte[] scramble = [.. client.Session.Scramble];

        AssertOk(Change(client, "writer", "blog", "pen"));
        Assert.AreEqual("blog", client.Session.Tenant.Name);
        Assert.AreEqual("writer", client.Session.User.Name);
        Assert.AreEqual("blog_real", client.Session.State.Schema);
        Assert.AreEqual(PinReasons.None, client.Session.Pins);
        Assert.IsFalse(client.Session.MasterOnly);
        Assert.IsFalse(client.Session.State.HasUserVariables);
        Assert.IsNull(client.Session.Primary);
        CollectionAssert.AreNotEqual(scramble, client.Session.Scramble);
        Assert.AreEqual("RESET", before.History[^1]);

        // Another database's servers are reached by connections of its own, and nothing of the first is replayed.
        ServerConnection after = client.Write();
        Assert.AreNotSame(before, after);
        Assert.IsTrue(after.History.TrueForAll(static command => !command.StartsWith("QUERY SET", StringComparison.Ordinal)), string.Join("; ", after.History));
    }

    [TestMethod]
    public void A_right_answer_to_the_scramble_of_the_login_is_taken_at_once()
    {
        TestClient client = Rig.LoggedIn();
        byte[] right = RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble);
        client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: right));
        RawPacket ok = client.TakePacket();
        Assert.IsTrue(ok.IsOk, ok.ToString());
        Assert.AreEqual(1, ok.Sequence);
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Any_other_answer_gets_a_switch_with_a_fresh_scramble_and_the_numbers_go_on_from_the_command(bool isEmpty)
    {
        TestClient client = Rig.LoggedIn();
        byte[] right = RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble);
        byte[] other = isEmpty ? [] : RawLogin.NativeAnswer(Databases.Password, new byte[20]);
        client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: other));
        RawPacket request = client.TakePacket();
        Assert.AreEqual(1, request.Sequence);
        (string plugin, byte[] scramble) = PluginLogin.ReadSwitch(request);
        Assert.AreEqual(PluginLogin.Native, plugin);
        CollectionAssert.AreNotEqual(client.Greeting.Scramble, scramble);
        // The answer to the greeting's scramble is worth nothing any more.
        client.Send(Wire.Packet(2, right));
        client.AssertError(2904, sequence: 3);
        client.AssertClosed();
    }

    [TestMethod]
    [DataRow(PluginLogin.Native, PluginLogin.Native)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.CachingSha2)]
    [DataRow(PluginLogin.Ed25519Plugin, PluginLogin.Ed25519Plugin)]
    [DataRow("sha256_password", PluginLogin.Native)]
    public void The_plugin_is_the_clients_where_it_can_be(string plugin, string expected)
    {
        TestClient client = Rig.LoggedIn();
        client.Send(PluginLogin.ChangeUser("writer", "blog", plugin));
        (string asked, byte[] challenge) = PluginLogin.ReadSwitch(client.TakePacket());
        Assert.AreEqual(expected, asked);
        client.Send(Wire.Packet(2, PluginLogin.Answer(asked, "pen", challenge)));
        Assert.IsTrue(client.TakePackets()[^1].IsOk);
        client.AssertAlive();
        Assert.AreEqual("blog", client.Session.Tenant.Name);
    }

    [TestMethod]
    [DataRow("writer", "blog", "wrong", 2904)]
    [DataRow("nobody", "blog", "pen", 2904)]
    [DataRow("writer", "nowhere", "pen", 2902)]
    [DataRow("nobody", "", "pen", 2903)]
    public void A_failure_is_told_and_ends_the_session(string user, string database, string password, int code)
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        RawPacket error = Change(client, user, database, password);
        Assert.AreEqual(code, error.ErrorCode);
        Assert.AreEqual(3, error.Sequence);
        client.AssertClosed();
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(Databases.Name));
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count("blog"));
    }

    [TestMethod]
    public void A_disabled_database_and_a_foreign_address_are_refused_as_at_a_login()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Apply(Databases.Shop, Blog with { Disabled = true });
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        client.AssertError(2912, sequence: 1);
        client.AssertClosed();

        Rig.Apply(Databases.Snapshot(Databases.Shop with { AuthedIps = Databases.Anybody }, Blog) with
        {
            AuthedIps = Databases.Addresses("192.0.2.1"),
        });
        client = Rig.LoggedIn();
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        client.AssertError(2911, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void Without_a_database_the_user_decides()
    {
        TestClient client = Rig.LoggedIn();
        AssertOk(Change(client, "writer", "", "pen"));
        Assert.AreEqual("blog", client.Session.Tenant.Name);

        Rig.Session.Set(Rig.Session.Value with { LoginWithoutDatabase = LoginWithoutDatabase.Refuse });
        client.Send(PluginLogin.ChangeUser("writer", ""));
        client.AssertError(2903, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void The_session_is_counted_once_all_the_time()
    {
        DatabaseDefinition one = Databases.Shop with { Limits = new LimitsDefinition { Connections = 1 } };
        Rig.Apply(one, Blog with { Limits = new LimitsDefinition { Connections = 1 } });
        TestClient client = Rig.LoggedIn();
        // A place that the session fills itself is no obstacle.
        AssertOk(Change(client, Databases.User, Databases.Name, Databases.Password));
        Assert.AreEqual(1, Rig.Services.ConnectionLimits.Count(Databases.Name));
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        // It keeps its place until the change is done.
        Assert.AreEqual(1, Rig.Services.ConnectionLimits.Count(Databases.Name));
        (_, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send(Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble)));
        AssertOk(client.TakePacket());
        Assert.AreEqual((0, 1), (Rig.Services.ConnectionLimits.Count(Databases.Name), Rig.Services.ConnectionLimits.Count("blog")));

        TestClient second = Rig.LoggedIn();
        RawPacket error = Change(second, "writer", "blog", "pen");
        Assert.AreEqual(2913, error.ErrorCode);
        second.AssertClosed();
        Assert.AreEqual((0, 1), (Rig.Services.ConnectionLimits.Count(Databases.Name), Rig.Services.ConnectionLimits.Count("blog")));
        client.HangUp();
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count("blog"));
        Assert.AreEqual(0, Rig.Services.LoginLimits.Unauthenticated);
    }

    [TestMethod]
    public void A_command_that_comes_with_the_answer_waits_for_the_change()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        (_, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send([.. Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble)), .. Wire.Query("UPDATE t SET a = 1")]);
        AssertOk(client.TakePacket());
        Assert.AreEqual("writer", client.Session.User.Name);
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.Contains("sce_database", System.Text.Encoding.ASCII.GetString(Rig.Primary.Latest.Login!.Payload));
        Assert.Contains("blog", System.Text.Encoding.ASCII.GetString(Rig.Primary.Latest.Login!.Payload));
    }

    [TestMethod]
    public void It_waits_for_the_command_before_it()
    {
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Query("UPDATE t SET a = 1"), .. PluginLogin.ChangeUser("writer", "blog")]);
        Assert.IsEmpty(client.TakePackets());
        Rig.Primary.Latest.Send(Wire.Ok());
        List<RawPacket> answers = client.TakePackets();
        Assert.HasCount(2, answers);
        Assert.IsTrue(answers[0].IsOk);
        (_, byte[] scramble) = PluginLogin.ReadSwitch(answers[1]);
        client.Send(Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble)));
        AssertOk(client.TakePacket());
    }

    [TestMethod]
    public void A_command_in_the_place_of_the_answer_is_out_of_order()
    {
        TestClient client = Rig.LoggedIn();
        client.Send([.. PluginLogin.ChangeUser("writer", "blog"), .. Wire.Command(0x0E)]);
        List<RawPacket> answers = client.TakePackets();
        Assert.AreEqual(1156, answers[^1].ErrorCode);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_client_that_does_not_answer_is_closed_at_the_deadline()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        client.TakePacket();
        Rig.Advance(TimeSpan.FromSeconds(10.1));
        client.AssertError(1159, sequence: 2);
        client.AssertClosed();
    }

    [TestMethod]
    public void The_deadline_does_not_touch_a_session_that_has_changed()
    {
        TestClient client = Rig.LoggedIn();
        AssertOk(Change(client, "writer", "blog", "pen"));
        Rig.Advance(TimeSpan.FromSeconds(60));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_database_that_goes_during_the_change_ends_only_who_goes_to_it()
    {
        TestClient leaving = Rig.LoggedIn();
        leaving.Send(PluginLogin.ChangeUser("writer", "blog"));
        (_, byte[] scramble) = PluginLogin.ReadSwitch(leaving.TakePacket());
        Rig.Apply(Blog);
        leaving.Send(Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble)));
        AssertOk(leaving.TakePacket());
        leaving.AssertAlive();

        Rig.Apply(Databases.Shop, Blog);
        TestClient coming = Rig.LoggedIn();
        coming.Send(PluginLogin.ChangeUser("writer", "blog"));
        (_, scramble) = PluginLogin.ReadSwitch(coming.TakePacket());
        Rig.Apply(Databases.Shop);
        coming.Send(Wire.Packet(2, RawLogin.NativeAnswer("pen", scramble)));
        AssertOk(coming.TakePacket());
        coming.Query("SELECT 1");
        coming.AssertError(2902, sequence: 1);
        coming.AssertClosed();
    }

    [TestMethod]
    public void A_client_without_plugins_answers_the_scramble_it_has()
    {
        const uint Old = Wire.PlainClient & ~Wire.PluginAuth;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet("", RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble), flags: Old));
        AssertOk(client.TakePacket());
        client.Send(PluginLogin.ChangeUser("writer", "blog", answer: RawLogin.NativeAnswer("pen", client.Greeting.Scramble)));
        RawPacket ok = client.TakePacket();
        Assert.AreEqual(1, ok.Sequence);
        AssertOk(ok);
        Assert.AreEqual("blog", client.Session.Tenant.Name);
    }

    [TestMethod]
    public void Every_cut_of_the_command_is_an_error_or_a_shorter_form_and_never_a_hang()
    {
        byte[] whole = PluginLogin.ChangeUser("writer", "blog")[4..];
        for (int cut = 1; cut < whole.Length; cut++)
        {
            TestClient client = Rig.LoggedIn();
            client.Send(Wire.Packet(0, whole.AsSpan(0, cut)));
            RawPacket answer = client.TakePacket();
            bool isSwitch = answer.Payload[0] == 0xFE;
            Assert.IsTrue(isSwitch || answer is { IsError: true, ErrorCode: 1835 }, $"cut at {cut}: {answer}");
            if (isSwitch)
                client.HangUp();
            client.AssertClosed();
        }
    }

    [TestMethod]
    public void A_lost_client_in_the_middle_of_a_change_leaves_nothing()
    {
        TestClient client = Rig.LoggedIn();
        client.Write();
        client.Send(PluginLogin.ChangeUser("writer", "blog"));
        client.HangUp();
        client.AssertClosed();
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(Databases.Name));
    }

    private static RawPacket Change(TestClient client, string user, string database, string password)
    {
        client.Send(PluginLogin.ChangeUser(user, database));
        (_, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send(Wire.Packet(2, RawLogin.NativeAnswer(password, scramble)));
        return client.TakePacket();
    }

    private static void AssertOk(RawPacket answer) => Assert.IsTrue(answer.IsOk, answer.ToString());
}
