using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>caching_sha2_password packet by packet: the fast path, and both ways of the full one.</summary>
[TestClass]
public sealed class CachingSha2Tests : PluginTest
{
    [TestMethod]
    public void The_fast_path_is_computed_from_the_password_and_told_in_front_of_the_ok()
    {
        UsePassword();
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.CachingSha2, PluginLogin.CachingSha2Answer(Password, client.Greeting.Scramble)));
        List<RawPacket> answers = client.TakePackets();
        Assert.HasCount(2, answers);
        CollectionAssert.AreEqual((byte[])[0x01, PluginLogin.FastSuccess], answers[0].Payload);
        Assert.AreEqual(2, answers[0].Sequence);
        Assert.IsTrue(answers[1].IsOk);
        Assert.AreEqual(3, answers[1].Sequence);
        Assert.AreEqual(0, Rig.OffloadedCount);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_client_that_was_shown_another_plugin_gets_a_switch_to_its_own()
    {
        UsePassword();
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        // What MySQL's own library sends after a greeting of the native plugin.
        client.Send(PluginLogin.Packet(PluginLogin.CachingSha2, []));
        (string plugin, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        Assert.AreEqual(PluginLogin.CachingSha2, plugin);
        client.Send(Wire.Packet(3, PluginLogin.CachingSha2Answer(Password, scramble)));
        List<RawPacket> answers = client.TakePackets();
        CollectionAssert.AreEqual((byte[])[0x01, PluginLogin.FastSuccess], answers[0].Payload);
        Assert.AreEqual(5, answers[1].Sequence);
        AssertIn(client, answers[1]);
    }

    [TestMethod]
    public void Under_TLS_a_hash_is_proven_by_the_password_itself_and_the_next_login_is_fast()
    {
        UseHash(Sha2Hash);
        int before = Rig.OffloadedCount;
        TestClient client = Secure(Full(PluginLogin.CachingSha2));
        client.Send(Wire.Packet(5, [.. Wire.Text(Password), 0]));
        RawPacket ok = client.TakePacket();
        Assert.AreEqual(6, ok.Sequence);
        AssertIn(client, ok);
        Assert.AreEqual(before + 1, Rig.OffloadedCount);

        TestClient next = Rig.Connect();
        RawPacket fast = LogIn(next, PluginLogin.CachingSha2, Password);
        AssertIn(next, fast);
        Assert.AreEqual(before + 1, Rig.OffloadedCount);
    }

    [TestMethod]
    public void The_fast_path_is_forgotten_with_the_hash()
    {
        UseHash(Sha2Hash);
        TestClient client = Secure(Full(PluginLogin.CachingSha2));
        client.Send(Wire.Packet(5, [.. Wire.Text(Password), 0]));
        AssertIn(client, client.TakePacket());
        // Another salt, another digest: another password.
        UseHash("$A$005$" + new string('a', 20) + new string('b', 43));
        TestClient next = Full(PluginLogin.CachingSha2);
        next.HangUp();
    }

    [TestMethod]
    public void A_wrong_password_under_TLS_is_refused_and_not_kept()
    {
        UseHash(Sha2Hash);
        for (int i = 0; i < 2; i++)
        {
            TestClient client = Secure(Full(PluginLogin.CachingSha2, "hashcab"));
            client.Send(Wire.Packet(5, [.. Wire.Text("hashcab"), 0]));
            AssertOut(client, client.TakePacket());
        }
    }

    [TestMethod]
    public void Without_TLS_the_password_comes_encrypted_for_the_key_that_the_client_asks_for()
    {
        UseHash(Sha2Hash);
        TestClient client = Full(PluginLogin.CachingSha2);
        string key = AskForKey(client);
        StringAssert.StartsWith(key, "-----BEGIN PUBLIC KEY-----\n");
        using (RSA rsa = RSA.Create())
        {
            rsa.ImportFromPem(key);
            Assert.AreEqual(2048, rsa.KeySize);
        }

        client.Send(Wire.Packet(7, PluginLogin.Encrypted(Password, client.Session.Scramble, key)));
        RawPacket ok = client.TakePacket();
        Assert.AreEqual(8, ok.Sequence);
        AssertIn(client, ok);

        // A client that has the key already does not ask.
        Rig.Session.Set(Rig.Session.Value with { AuthPlugin = PluginLogin.Native });
        TestClient wrong = Rig.Connect();
        AssertIn(wrong, LogIn(wrong, PluginLogin.CachingSha2, Password));
    }

    [TestMethod]
    public void A_key_that_the_client_has_already_need_not_be_asked_for()
    {
        UseHash(Sha2Hash);
        TestClient first = Full(PluginLogin.CachingSha2);
        string key = AskForKey(first);
        TestClient client = Full(PluginLogin.CachingSha2);
        client.Send(Wire.Packet(5, PluginLogin.Encrypted(Password, client.Session.Scramble, key)));
        AssertIn(client, client.TakePacket());
    }

    [TestMethod]
    public void A_configured_key_is_the_one_that_is_sent()
    {
        string file = Path.GetTempFileName();
        try
        {
            using RSA rsa = RSA.Create(2048);
            File.WriteAllText(file, rsa.ExportPkcs8PrivateKeyPem());
            Rig.Session.Set(Rig.Session.Value with { RsaKey = file });
            UseHash(Sha2Hash);
            Assert.AreEqual(rsa.ExportSubjectPublicKeyInfoPem() + "\n", AskForKey(Full(PluginLogin.CachingSha2)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Bytes_that_are_not_encrypted_for_the_key_are_a_wrong_password()
    {
        UseHash(Sha2Hash);
        string key = AskForKey(Full(PluginLogin.CachingSha2));
        TestClient other = Full(PluginLogin.CachingSha2);
        byte[][] answers =
        [
            [], [1], new byte[255], new byte[256], new byte[257], new byte[8000],
            [.. Wire.Text(Password), 0],
            PluginLogin.Encrypted("hashcab", other.Session.Scramble, key),
            // Of another login.
            PluginLogin.Encrypted(Password, new byte[20], key),
        ];
        foreach (byte[] answer in answers)
        {
            TestClient client = Full(PluginLogin.CachingSha2);
            client.Send(Wire.Packet(5, answer));
            AssertOut(client, client.TakePacket());
        }
    }

    [TestMethod]
    public void The_key_is_sent_once()
    {
        UseHash(Sha2Hash);
        TestClient client = Full(PluginLogin.CachingSha2);
        AskForKey(client);
        client.Send(Wire.Packet(7, PluginLogin.PublicKeyRequest));
        AssertOut(client, client.TakePacket());
    }

    [TestMethod]
    public void An_empty_answer_is_refused_without_asking_for_more()
    {
        UseHash(Sha2Hash);
        int before = Rig.OffloadedCount;
        foreach (byte[] empty in (byte[][])[[], [0]])
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet(PluginLogin.CachingSha2, []));
            client.TakePacket();
            client.Send(Wire.Packet(3, empty));
            RawPacket error = client.TakePacket();
            AssertOut(client, error);
            StringAssert.Contains(error.ErrorMessage, "using password: NO");
        }

        Assert.AreEqual(before, Rig.OffloadedCount);
    }

    [TestMethod]
    public void A_password_longer_than_servers_take_is_refused()
    {
        UseHash(Sha2Hash);
        TestClient client = Secure(Full(PluginLogin.CachingSha2));
        client.Send(Wire.Packet(5, [.. Wire.Text(new string('x', 60_000)), 0]));
        AssertOut(client, client.TakePacket());
    }

    [TestMethod]
    public void A_full_login_that_is_cut_anywhere_and_closed_leaves_nothing()
    {
        UseHash(Sha2Hash);
        byte[] packet = Wire.Packet(5, [.. Wire.Text(Password), 0]);
        for (int cut = 0; cut < packet.Length; cut++)
        {
            TestClient client = Secure(Full(PluginLogin.CachingSha2));
            client.Send(packet[..cut]);
            Assert.IsEmpty(client.Take());
            client.HangUp();
            client.AssertClosed();
        }

        TestClient slow = Secure(Full(PluginLogin.CachingSha2));
        slow.SendBytewise(packet);
        AssertIn(slow, slow.TakePacket());
    }

    [TestMethod]
    public void Under_TLS_a_double_sha1_is_proven_by_the_password_itself()
    {
        UseHash(NativeHash);
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Session.IsSecure = true;
        client.Send(PluginLogin.Packet(PluginLogin.CachingSha2, []));
        (string plugin, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        Assert.AreEqual(PluginLogin.CachingSha2, plugin);
        client.Send(Wire.Packet(3, PluginLogin.CachingSha2Answer(Password, scramble)));
        CollectionAssert.AreEqual((byte[])[0x01, PluginLogin.FullAuthentication], client.TakePacket().Payload);
        client.Send(Wire.Packet(5, [.. Wire.Text(Password), 0]));
        AssertIn(client, client.TakePacket());
    }

    private static TestClient Secure(TestClient client)
    {
        client.Session.IsSecure = true;
        return client;
    }

    private static string AskForKey(TestClient client)
    {
        client.Send(Wire.Packet(5, PluginLogin.PublicKeyRequest));
        RawPacket key = client.TakePacket();
        Assert.AreEqual(0x01, key.Payload[0]);
        Assert.AreEqual(6, key.Sequence);
        return Encoding.ASCII.GetString(key.Payload.AsSpan(1));
    }

    /// <summary>A client that has been asked for the password itself, by packet 4.</summary>
    private TestClient Full(string plugin, string password = Password)
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(plugin, []));
        (string asked, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        Assert.AreEqual(PluginLogin.CachingSha2, asked);
        client.Send(Wire.Packet(3, PluginLogin.CachingSha2Answer(password, scramble)));
        RawPacket full = client.TakePacket();
        CollectionAssert.AreEqual((byte[])[0x01, PluginLogin.FullAuthentication], full.Payload);
        Assert.AreEqual(4, full.Sequence);
        return client;
    }
}
