using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>Which plugin a client ends up with, and whether its password counts: every plugin with every kind of entry.</summary>
[TestClass]
public sealed class LoginPluginTests : PluginTest
{
    private const string? None = null;

    [TestMethod]
    [DataRow(PluginLogin.Native, PluginLogin.Native, None)]
    [DataRow(PluginLogin.Native, PluginLogin.CachingSha2, None)]
    [DataRow(PluginLogin.Native, PluginLogin.Ed25519Plugin, PluginLogin.Ed25519Plugin)]
    [DataRow(PluginLogin.Native, PluginLogin.Clear, PluginLogin.Native)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.Native, None)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.CachingSha2, None)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.Ed25519Plugin, PluginLogin.Ed25519Plugin)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.Clear, PluginLogin.CachingSha2)]
    public void A_known_password_can_be_proven_by_every_plugin(string greeting, string plugin, string? switched)
    {
        Rig.Session.Set(Rig.Session.Value with { AuthPlugin = greeting });
        UsePassword();
        TestClient client = Rig.Connect();
        AssertIn(client, LogIn(client, plugin, Password, expectedSwitch: switched));
        Assert.AreEqual(greeting, client.Greeting.Plugin);
        TestClient wrong = Rig.Connect();
        wrong.ReadGreeting();
        wrong.Send(PluginLogin.Packet(plugin, []));
        RawPacket answer = wrong.TakePacket();
        if (answer.Payload[0] == 0xFE)
        {
            (string asked, byte[] challenge) = PluginLogin.ReadSwitch(answer);
            wrong.Send(Wire.Packet(answer.Sequence + 1, PluginLogin.Answer(asked, "wrong", challenge)));
            answer = wrong.TakePacket();
        }

        AssertOut(wrong, answer);
    }

    [TestMethod]
    [DataRow(PluginLogin.Native, None)]
    [DataRow(PluginLogin.CachingSha2, PluginLogin.Native)]
    [DataRow(PluginLogin.Ed25519Plugin, PluginLogin.Native)]
    [DataRow(PluginLogin.Clear, PluginLogin.Native)]
    [DataRow("sha256_password", PluginLogin.Native)]
    public void A_double_sha1_is_proven_by_the_native_plugin(string plugin, string? switched)
    {
        UseHash(NativeHash);
        TestClient client = Rig.Connect();
        AssertIn(client, LogIn(client, plugin, Password, expectedSwitch: switched));
        TestClient wrong = Rig.Connect();
        AssertOut(wrong, LogIn(wrong, plugin, "hashcab", expectedSwitch: switched));
        Assert.AreEqual(0, Rig.OffloadedCount);
    }

    [TestMethod]
    [DataRow(PluginLogin.Ed25519Plugin)]
    [DataRow(PluginLogin.Native)]
    [DataRow(PluginLogin.CachingSha2)]
    public void A_public_key_is_proven_by_a_signature(string plugin)
    {
        UseHash(Ed25519Hash);
        TestClient client = Rig.Connect();
        AssertIn(client, LogIn(client, plugin, Password, expectedSwitch: PluginLogin.Ed25519Plugin));
        TestClient wrong = Rig.Connect();
        AssertOut(wrong, LogIn(wrong, plugin, "hashcab", expectedSwitch: PluginLogin.Ed25519Plugin));
    }

    [TestMethod]
    public void A_signature_of_another_length_proves_nothing()
    {
        UseHash(Ed25519Hash);
        foreach (int length in (int[])[0, 1, 63, 65, 4000])
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, []));
            client.TakePacket();
            client.Send(Wire.Packet(3, new byte[length]));
            AssertOut(client, client.TakePacket());
        }
    }

    [TestMethod]
    public void Two_logins_sign_different_bytes()
    {
        UsePassword();
        byte[][] challenges = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, []));
            return PluginLogin.ReadSwitch(client.TakePacket()).Challenge;
        })];
        Assert.HasCount(32, challenges[0]);
        CollectionAssert.AreNotEqual(challenges[0], challenges[1]);
    }

    [TestMethod]
    [DataRow(NativeHash)]
    [DataRow(Sha2Hash)]
    public void A_password_in_clear_is_taken_under_TLS(string hash)
    {
        UseHash(hash);
        TestClient client = Rig.Connect();
        client.Session.IsSecure = true;
        AssertIn(client, LogIn(client, PluginLogin.Clear, Password));
        TestClient wrong = Rig.Connect();
        wrong.Session.IsSecure = true;
        AssertOut(wrong, LogIn(wrong, PluginLogin.Clear, "hashcab"));
    }

    [TestMethod]
    public void A_password_in_clear_proves_a_public_key_too_under_TLS()
    {
        UseHash(Ed25519Hash);
        TestClient client = Rig.Connect();
        client.Session.IsSecure = true;
        AssertIn(client, LogIn(client, PluginLogin.Clear, Password));
    }

    [TestMethod]
    public void A_right_password_in_clear_is_not_taken_without_TLS()
    {
        UsePassword();
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.Clear, [.. Wire.Text(Password), 0]));
        Assert.AreEqual(PluginLogin.Native, PluginLogin.ReadSwitch(client.TakePacket()).Plugin);
        // Nor in answer to the switch.
        client.Send(Wire.Packet(3, [.. Wire.Text(Password), 0]));
        AssertOut(client, client.TakePacket());
    }

    [TestMethod]
    public void A_client_without_plugins_proves_itself_the_old_way_and_is_never_switched()
    {
        const uint Old = Wire.PlainClient & ~Wire.PluginAuth;
        foreach (string greeting in (string[])[PluginLogin.Native, PluginLogin.CachingSha2])
        {
            Rig.Session.Set(Rig.Session.Value with { AuthPlugin = greeting });
            UsePassword();
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet("", RawLogin.NativeAnswer(Password, client.Greeting.Scramble), flags: Old));
            AssertIn(client, client.TakePacket());
            UseHash(Sha2Hash);
            TestClient other = Rig.Connect();
            other.ReadGreeting();
            other.Send(PluginLogin.Packet("", RawLogin.NativeAnswer(Password, other.Greeting.Scramble), flags: Old));
            AssertOut(other, other.TakePacket());
        }
    }

    [TestMethod]
    public void An_empty_password_is_proven_by_every_plugin_and_an_empty_answer_proves_no_other()
    {
        UsePassword("");
        foreach (string plugin in (string[])[PluginLogin.Native, PluginLogin.CachingSha2, PluginLogin.Ed25519Plugin])
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet(plugin, []));
            RawPacket answer = client.TakePacket();
            if (!answer.IsOk)
            {
                (string asked, byte[] challenge) = PluginLogin.ReadSwitch(answer);
                Assert.AreEqual(plugin, asked);
                // The zero byte is what MySQL's own client sends for no password.
                byte[] empty = plugin == PluginLogin.CachingSha2 ? [0] : PluginLogin.Answer(asked, "", challenge);
                client.Send(Wire.Packet(3, empty));
                answer = client.TakePacket();
            }

            AssertIn(client, answer);
        }

        UsePassword();
        TestClient wrong = Rig.Connect();
        wrong.ReadGreeting();
        wrong.Send(PluginLogin.Packet(PluginLogin.Native, []));
        RawPacket error = wrong.TakePacket();
        AssertOut(wrong, error);
        StringAssert.Contains(error.ErrorMessage, "using password: NO");
    }

    [TestMethod]
    public void Of_several_hashes_each_is_enough()
    {
        UseHash(NativeHash, Sha2Hash, Ed25519Hash);
        foreach ((string plugin, string? switched) in ((string, string?)[])[(PluginLogin.Native, null), (PluginLogin.Ed25519Plugin, PluginLogin.Ed25519Plugin)])
        {
            TestClient client = Rig.Connect();
            AssertIn(client, LogIn(client, plugin, Password, expectedSwitch: switched));
        }
    }

    [TestMethod]
    public void A_packet_where_none_is_due_is_out_of_order()
    {
        UsePassword();
        Rig.HoldsOffloaded = true;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, []));
        (_, byte[] challenge) = PluginLogin.ReadSwitch(client.TakePacket());
        byte[] signature = PluginLogin.Answer(PluginLogin.Ed25519Plugin, Password, challenge);
        client.Send([.. Wire.Packet(3, signature), .. Wire.Packet(4, 1, 2, 3)]);
        Assert.IsEmpty(client.TakePackets());
        Rig.HoldsOffloaded = false;
        Rig.Run();
        List<RawPacket> answers = client.TakePackets();
        Assert.IsTrue(answers[0].IsOk);
        Assert.AreEqual(1156, answers[1].ErrorCode);
        client.AssertClosed();
    }

    [TestMethod]
    public void Commands_that_come_while_a_password_is_computed_wait_for_the_verdict()
    {
        UsePassword();
        Rig.HoldsOffloaded = true;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, []));
        (_, byte[] challenge) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send(
            [.. Wire.Packet(3, PluginLogin.Answer(PluginLogin.Ed25519Plugin, Password, challenge)), .. Wire.Command(0x0E)],
            Wire.Command(0x0E));
        Assert.IsEmpty(client.TakePackets());
        Rig.HoldsOffloaded = false;
        Rig.Run();
        CollectionAssert.AreEqual((int[])[4, 1, 1], client.TakePackets().ConvertAll(static packet => (int)packet.Sequence));
    }

    [TestMethod]
    public void A_client_that_leaves_while_its_password_is_computed_leaves_nothing()
    {
        UsePassword();
        Rig.HoldsOffloaded = true;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, []));
        (_, byte[] challenge) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send(Wire.Packet(3, PluginLogin.Answer(PluginLogin.Ed25519Plugin, Password, challenge)));
        client.HangUp();
        // Nothing is read meanwhile: the end is seen with the verdict, or by the deadline.
        Rig.Advance(TimeSpan.FromSeconds(11));
        Rig.HoldsOffloaded = false;
        Rig.Run();
        client.AssertClosed();
        Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions);
    }
}
