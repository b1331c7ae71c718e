using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Handlers.Backend.Authentication;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Backend;

/// <summary>
/// The plugins of servers, on connections without TLS. No server of MySQL 8 is at hand: its side is played here by the
/// protocol pages, and checks the proxy's answers with computations of its own.
/// </summary>
[TestClass]
public sealed class ServerAuthenticationTests : ProxyTest
{
    private const string CachingSha2 = "caching_sha2_password";
    private const string Sha256 = "sha256_password";
    private const string Update = "UPDATE t SET a = 1";
    private static readonly byte[] GreetingScramble = [.. Wire.Scramble];
    private static readonly byte[] NewScramble = [.. "ABCDEFGHIJKLMNOPQRST"u8];
    private static readonly RSA Key = RSA.Create(2048);

    private static byte[] KeyPacket(int sequence) =>
        Wire.Packet(sequence, [0x01, .. Encoding.ASCII.GetBytes(Key.ExportSubjectPublicKeyInfoPem())]);

    private ServerConnection Server => Rig.Primary.Latest;

    [TestMethod]
    public void A_caching_sha2_greeting_is_answered_at_once_and_the_fast_path_needs_no_more()
    {
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        Rig.Primary.LoginAnswer = [.. Wire.Packet(2, 0x01, 0x03), .. Wire.Ok(3)];
        TestClient client = Begin();
        AssertLogin(CachingSha2, Sha2Answer(GreetingScramble));
        Assert.AreEqual($"QUERY {Update}", Server.History.Single());
        Assert.IsNotNull(client);
    }

    [TestMethod]
    public void A_switch_to_caching_sha2_uses_its_scramble()
    {
        Rig.Primary.LoginAnswer = Switch(CachingSha2);
        Begin();
        RawPacket answer = Server.Packets.Single();
        Assert.AreEqual(3, answer.Sequence);
        CollectionAssert.AreEqual(Sha2Answer(NewScramble), answer.Payload);
        Server.Send([.. Wire.Packet(4, 0x01, 0x03), .. Wire.Ok(5)]);
        AssertLoggedIn();
    }

    [TestMethod]
    public void Full_authentication_asks_for_the_key_where_that_is_allowed()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        Rig.Primary.LoginAnswer = Wire.Packet(2, 0x01, 0x04);
        Begin();
        CollectionAssert.AreEqual((byte[])[0x02], Server.Packets.Single().Payload);
        Assert.AreEqual(3, Server.Packets.Single().Sequence);
        foreach (byte value in KeyPacket(4))
            Server.Send(value);
        Assert.AreEqual(5, Server.Packets[1].Sequence);
        Assert.AreEqual(Databases.ServerPassword, Decrypt(Server.Packets[1].Payload, GreetingScramble));
        Server.Send(Wire.Ok(6));
        AssertLoggedIn();
    }

    [TestMethod]
    [DataRow(CachingSha2)]
    [DataRow(Sha256)]
    public void Without_TLS_and_without_leave_the_password_does_not_travel(string plugin)
    {
        Rig.Primary.LoginAnswer = Switch(plugin);
        TestClient client = Begin();
        if (plugin == CachingSha2)
            Server.Send(Wire.Packet(4, 0x01, 0x04));
        client.AssertError(2901, sequence: 1);
        Assert.HasCount(plugin == CachingSha2 ? 1 : 0, Server.Packets, "nothing but the scramble");
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public void A_sha256_server_is_asked_for_its_key_by_a_byte_of_its_own()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.LoginAnswer = Switch(Sha256);
        Begin();
        CollectionAssert.AreEqual((byte[])[0x01], Server.Packets.Single().Payload);
        Server.Send(KeyPacket(4));
        Assert.AreEqual(Databases.ServerPassword, Decrypt(Server.Packets[1].Payload, NewScramble));
        Server.Send(Wire.Ok(6));
        AssertLoggedIn();
    }

    [TestMethod]
    public void A_sha256_greeting_is_answered_at_once_where_the_key_may_be_asked_for()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.Greeting = Wire.Greeting(plugin: Sha256);
        Rig.Primary.LoginAnswer = KeyPacket(2);
        Begin();
        AssertLogin(Sha256, [0x01]);
        Assert.AreEqual(Databases.ServerPassword, Decrypt(Server.Packets.Single().Payload, GreetingScramble));
    }

    [TestMethod]
    public void A_greeting_whose_plugin_cannot_be_used_is_answered_by_the_native_one()
    {
        Rig.Primary.Greeting = Wire.Greeting(plugin: Sha256);
        Begin();
        AssertLogin(Wire.NativePlugin, RawLogin.NativeAnswer(Databases.ServerPassword, GreetingScramble));
        AssertLoggedIn();
    }

    [TestMethod]
    public void Answers_that_do_not_belong_there_end_the_login()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        foreach (byte[] answer in (byte[][])[
            KeyPacket(2),
            Wire.Packet(2, 0x01),
            Wire.Packet(2, 0x01, 0x05),
            Wire.Packet(2, 0x01, 0x03, 0x00),
            [.. Wire.Packet(2, 0x01, 0x03), .. Wire.Packet(3, 0x01, 0x03)],
            [.. Wire.Packet(2, 0x01, 0x03), .. Wire.Packet(3, 0x01, 0x04)],
            [.. Wire.Packet(2, 0x01, 0x04), .. Wire.Packet(4, [0x01, .. "no key"u8])],
            [.. Wire.Packet(2, 0x01, 0x04), .. Wire.Packet(4, 0x01)],
            [.. Switch(Wire.NativePlugin), .. Switch(Wire.NativePlugin)],
            [.. Switch(Wire.NativePlugin), .. Wire.Packet(4, 0x01, 0x03)],
            Wire.Packet(2, [0xFE, .. "caching_sha2_password"u8, 0, 1, 2, 3]),
            Wire.Packet(2, [0xFE, .. "client_ed25519"u8, 0, .. NewScramble, 0]),
            Wire.Packet(2, [0xFE, .. "dialog"u8, 0, 2]),
            Wire.Packet(2, 0xFE)])
        {
            Rig.Primary.LoginAnswer = answer;
            TestClient client = Begin();
            client.AssertError(2901, sequence: 1);
            Assert.AreEqual(0, Rig.PrimaryPool.OpenCount, Convert.ToHexString(answer));
        }
    }

    [TestMethod]
    public void A_server_that_hangs_up_inside_the_full_authentication_is_2914()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        byte[] answers = [.. Wire.Packet(2, 0x01, 0x04), .. KeyPacket(4)];
        for (int cut = 1; cut < answers.Length; cut += 17)
        {
            Rig.Primary.LoginAnswer = answers[..cut];
            TestClient client = Begin();
            Server.HangUp();
            client.AssertError(2914, sequence: 1);
            Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
        }
    }

    [TestMethod]
    public void A_wrong_password_after_the_full_authentication_is_2901()
    {
        Allow(new PoolDefinition { AllowPublicKeyRetrieval = true });
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        Rig.Primary.LoginAnswer = [.. Wire.Packet(2, 0x01, 0x04), .. KeyPacket(4), .. Wire.Error(6, 1045, "28000", "no")];
        Begin().AssertError(2901, sequence: 1);
    }

    [TestMethod]
    public void An_empty_password_has_an_empty_answer_in_each_of_the_scrambling_plugins()
    {
        Rig.Apply(Databases.Shop with { ServerPassword = "" });
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        Begin();
        AssertLogin(CachingSha2, []);
        AssertLoggedIn();
    }

    [TestMethod]
    public void An_ed25519_switch_is_answered_by_a_signature_over_its_scramble()
    {
        byte[] scramble = [.. Enumerable.Range(0, 32).Select(i => (byte)(200 + i))];
        Rig.Primary.LoginAnswer = Wire.Packet(2, [0xFE, .. "client_ed25519"u8, 0, .. scramble]);
        Begin();
        byte[] publicKey = new byte[32];
        Codecs.MySql.Authentication.Ed25519.PublicKey(Encoding.UTF8.GetBytes(Databases.ServerPassword), publicKey);
        Assert.IsTrue(Codecs.MySql.Authentication.Ed25519.Verify(publicKey, scramble, Server.Packets.Single().Payload));
        Server.Send(Wire.Ok(4));
        AssertLoggedIn();
    }

    [TestMethod]
    public void A_caught_native_secret_stands_in_for_a_password_that_the_entry_does_not_hold()
    {
        Rig.Apply(Databases.Shop with { ServerPassword = null });
        Rig.Registry.Find(Databases.Name)!.NativeSecret = SHA1.HashData(Encoding.UTF8.GetBytes(Databases.ServerPassword));
        Rig.Primary.Greeting = Wire.Greeting(plugin: CachingSha2);
        Begin();
        AssertLogin(Wire.NativePlugin, RawLogin.NativeAnswer(Databases.ServerPassword, GreetingScramble));
        AssertLoggedIn();
    }

    [TestMethod]
    public void A_caught_native_secret_is_good_for_no_other_plugin()
    {
        Rig.Apply(Databases.Shop with { ServerPassword = null });
        Rig.Registry.Find(Databases.Name)!.NativeSecret = SHA1.HashData("x"u8);
        foreach (byte[] answer in (byte[][])[
            Switch(CachingSha2), Switch(Sha256), Wire.Packet(2, [0xFE, .. "client_ed25519"u8, 0, .. new byte[32]])])
        {
            Rig.Primary.LoginAnswer = answer;
            Begin().AssertError(2901, sequence: 1);
            Assert.IsEmpty(Server.Packets);
        }
    }

    [TestMethod]
    public void Without_a_password_and_without_a_secret_nothing_is_sent()
    {
        Rig.Apply(Databases.Shop with { ServerPassword = null });
        Begin().AssertError(2901, sequence: 1);
        Assert.IsNull(Server.Login);
    }

    [TestMethod]
    public void Each_way_to_hand_over_a_password_needs_its_protection()
    {
        byte[] scramble = NewScramble;
        byte[] clear = [.. "pw"u8, 0];
        ServerSecrets plain = new() { Password = "pw", NativeSecret = null };
        ServerSecrets encrypted = plain with { Protection = ChannelProtection.Encrypted };
        ServerSecrets verified = plain with { Protection = ChannelProtection.Verified };
        ServerSecrets allowed = verified with { AllowClearPassword = true };

        CollectionAssert.AreEqual(clear, new ClearPasswordAuthentication(allowed).Begin(scramble));
        foreach (ServerSecrets secrets in (ServerSecrets[])[
            verified, encrypted with { AllowClearPassword = true }, plain with { AllowClearPassword = true }])
            Assert.ThrowsExactly<ServerLoginException>(() => new ClearPasswordAuthentication(secrets).Begin(scramble));

        CollectionAssert.AreEqual(clear, new Sha256Authentication(encrypted).Begin(scramble));
        var caching = new CachingSha2Authentication(encrypted);
        Assert.HasCount(32, caching.Begin(scramble));
        CollectionAssert.AreEqual(clear, caching.Continue([0x04]));
    }

    [TestMethod]
    public void A_configured_key_is_used_without_asking()
    {
        ServerSecrets secrets = new() { Password = "pw", NativeSecret = null, ServerPublicKey = Key.ExportSubjectPublicKeyInfoPem() };
        Assert.AreEqual("pw", Decrypt(new Sha256Authentication(secrets).Begin(NewScramble), NewScramble));
        var caching = new CachingSha2Authentication(secrets);
        caching.Begin(NewScramble);
        Assert.AreEqual("pw", Decrypt(caching.Continue([0x04])!, NewScramble));
    }

    [TestMethod]
    public void The_log_says_what_to_set()
    {
        RecordingLogger log = Rig.Log;
        Rig.Primary.LoginAnswer = Switch(Sha256);
        Begin().AssertError(2901, sequence: 1);
        Assert.IsTrue(log.Lines.Any(line => line.Contains("allowPublicKeyRetrieval", StringComparison.Ordinal)), string.Join('\n', log.Lines));
        Assert.IsFalse(log.Lines.Any(line => line.Contains(Databases.ServerPassword, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_header_goes_first_where_one_is_configured()
    {
        Assert.AreEqual("50524F585920554E4B4E4F574E0D0A", Convert.ToHexString(FirstBytes(ServerProxyProtocol.V1)));
        Assert.AreEqual("0D0A0D0A000D0A515549540A20000000", Convert.ToHexString(FirstBytes(ServerProxyProtocol.V2)));
    }

    [TestMethod]
    public void A_change_of_how_to_connect_closes_what_was_opened_before()
    {
        new ConnectionRequest(Rig).Acquire().Release();
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Allow(new PoolDefinition { Max = 7 });
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        Allow(new PoolDefinition { Max = 7, Tls = ServerTlsMode.Disabled });
        Assert.AreEqual(0, Rig.PrimaryPool.IdleCount);
    }

    private byte[] FirstBytes(ServerProxyProtocol version)
    {
        Rig.Primary.Greeting = null;
        Allow(new PoolDefinition { ProxyProtocol = version });
        int before = Rig.Primary.Connections.Count;
        var request = new ConnectionRequest(Rig).Acquire();
        Assert.IsNull(request.Connection);
        Assert.HasCount(before + 1, Rig.Primary.Connections);
        return Server.Channel.TakeSent();
    }

    private void Allow(PoolDefinition pool) => Rig.Apply(Databases.Shop with { Pool = pool });

    private TestClient Begin()
    {
        // The question for a key looks like a command of the setup.
        Rig.Primary.AgreesToSetup = false;
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        return client;
    }

    private void AssertLoggedIn()
    {
        Assert.AreEqual($"QUERY {Update}", Server.History[^1]);
    }

    private void AssertLogin(string plugin, byte[] answer)
    {
        byte[] login = Server.Login!.Payload;
        byte[] expected = [.. "svc"u8, 0, (byte)answer.Length, .. answer, .. "shop_real"u8, 0, .. Encoding.ASCII.GetBytes(plugin), 0];
        Assert.AreEqual(Convert.ToHexString(expected), Convert.ToHexString(login.AsSpan(32, expected.Length)));
    }

    private static byte[] Switch(string plugin) =>
        Wire.Packet(2, [0xFE, .. Encoding.ASCII.GetBytes(plugin), 0, .. NewScramble, 0]);

    private static byte[] Sha2Answer(byte[] scramble)
    {
        byte[] once = SHA256.HashData(Encoding.UTF8.GetBytes(Databases.ServerPassword));
        byte[] mask = SHA256.HashData([.. SHA256.HashData(once), .. scramble]);
        return [.. once.Zip(mask, (left, right) => (byte)(left ^ right))];
    }

    private static string Decrypt(byte[] block, byte[] scramble)
    {
        byte[] plain = Key.Decrypt(block, RSAEncryptionPadding.OaepSHA1);
        for (int i = 0; i < plain.Length; i++)
            plain[i] ^= scramble[i % scramble.Length];
        Assert.AreEqual(0, plain[^1]);
        return Encoding.UTF8.GetString(plain, 0, plain.Length - 1);
    }
}
