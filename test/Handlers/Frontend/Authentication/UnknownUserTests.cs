using System.Numerics;
using System.Security.Cryptography;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>A name that does not exist gets what a wrong password gets, packet by packet.</summary>
[TestClass]
public sealed class UnknownUserTests : PluginTest
{
    [TestMethod]
    [DataRow(PluginLogin.Native)]
    [DataRow(PluginLogin.CachingSha2)]
    [DataRow(PluginLogin.Ed25519Plugin)]
    [DataRow(PluginLogin.Clear)]
    [DataRow("sha256_password")]
    public void The_packets_are_those_of_a_wrong_password_whatever_the_entry_holds(string plugin)
    {
        foreach (bool secure in (bool[])[false, true])
        {
            foreach (Action entry in (Action[])[() => UsePassword(), () => UseHash(NativeHash), () => UseHash(Sha2Hash), () => UseHash(Ed25519Hash)])
            {
                entry();
                string known = Talk(plugin, Databases.User, secure);
                int work = Rig.OffloadedCount;
                string unknown = Talk(plugin, "nobody", secure);
                Assert.AreEqual(known.Replace("'app'", "'nobody'", StringComparison.Ordinal), unknown);
                // The same was computed, and in the same place.
                _ = Talk(plugin, Databases.User, secure);
                Assert.AreEqual(0, (Rig.OffloadedCount - work) % 2);
            }
        }
    }

    [TestMethod]
    public void A_name_always_looks_like_the_same_one_of_the_users_and_all_names_together_like_all_users()
    {
        Rig.Apply(Databases.Shop with
        {
            Users =
            [
                new UserDefinition { Name = "app", Password = "secret" },
                new UserDefinition { Name = "old", Password = null, Hashes = [PasswordHash.Parse(NativeHash)!] },
                new UserDefinition { Name = "new", Password = null, Hashes = [PasswordHash.Parse(Sha2Hash)!] },
                new UserDefinition { Name = "key", Password = null, Hashes = [PasswordHash.Parse(Ed25519Hash)!] },
            ],
        });
        HashSet<string> seen = [];
        for (int i = 0; i < 40; i++)
        {
            string first = Talk(PluginLogin.CachingSha2, $"nobody{i:00}", secure: false);
            Assert.AreEqual(first, Talk(PluginLogin.CachingSha2, $"nobody{i:00}", secure: false));
            seen.Add(first.Replace($"nobody{i:00}", "", StringComparison.Ordinal));
        }

        // Those with a password and with a digest of their own answer alike up to the password itself.
        Assert.HasCount(4, seen, string.Join('\n', seen));
    }

    [TestMethod]
    public void Where_no_database_is_named_an_unknown_user_is_asked_for_a_password_too()
    {
        UsePassword();
        string known = Talk(PluginLogin.CachingSha2, Databases.User, secure: false, database: "");
        Assert.AreEqual(known, Talk(PluginLogin.CachingSha2, "nobody", secure: false, database: ""));
        StringAssert.StartsWith(known, "2 switch");
        StringAssert.Contains(known, "error 2903");
    }

    [TestMethod]
    public void Nobody_is_let_in_under_a_name_that_does_not_exist()
    {
        UsePassword("");
        foreach (string plugin in (string[])[PluginLogin.Native, PluginLogin.CachingSha2, PluginLogin.Ed25519Plugin])
        {
            TestClient client = Rig.Connect();
            client.ReadGreeting();
            client.Send(PluginLogin.Packet(plugin, [], "nobody"));
            RawPacket answer = client.TakePacket();
            if (answer.Payload[0] == 0xFE)
            {
                (string asked, byte[] challenge) = PluginLogin.ReadSwitch(answer);
                client.Send(Wire.Packet(3, PluginLogin.Answer(asked, "", challenge)));
                answer = client.TakePacket();
            }

            AssertOut(client, answer);
        }
    }

    [TestMethod]
    public void A_signature_that_fits_the_key_of_a_stand_in_lets_nobody_in()
    {
        UseHash(Ed25519Hash);
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Send(PluginLogin.Packet(PluginLogin.Ed25519Plugin, [], "nobody"));
        RawPacket request = client.TakePacket();
        (_, byte[] challenge) = PluginLogin.ReadSwitch(request);
        client.Send(Wire.Packet(request.Sequence + 1, SignWithOne(challenge)));
        AssertOut(client, client.TakePacket());
    }

    /// <summary>The signature of the private scalar 1, whose public key is the curve's base point, with the nonce 1.</summary>
    private static byte[] SignWithOne(byte[] message)
    {
        var order = BigInteger.Parse("7237005577332262213973186563042994240857116359379907606001950938285454250989", null);
        byte[] basePoint = [0x58, .. Enumerable.Repeat((byte)0x66, 31)];
        byte[] challenge = SHA512.HashData([.. basePoint, .. basePoint, .. message]);
        BigInteger answer = (new BigInteger(challenge, isUnsigned: true) + 1) % order;
        byte[] scalar = new byte[32];
        Assert.IsTrue(answer.TryWriteBytes(scalar, out _, isUnsigned: true));
        return [.. basePoint, .. scalar];
    }

    /// <summary>The talk of a client that knows a wrong password, without what is random in it.</summary>
    private string Talk(string plugin, string user, bool secure, string database = Databases.Name)
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Session.IsSecure = secure;
        byte[] first = plugin == PluginLogin.Native ? RawLogin.NativeAnswer("wrong", client.Greeting.Scramble)
            : plugin == PluginLogin.Clear ? [.. Wire.Text("wrong"), 0]
            : [];
        client.Send(PluginLogin.Packet(plugin, first, user, database));
        List<string> talk = [];
        while (client.TakePackets() is { Count: > 0 } answers)
        {
            RawPacket answer = Assert.ContainsSingle(answers);
            if (answer.IsError)
            {
                talk.Add($"{answer.Sequence} error {answer.ErrorCode} {answer.ErrorMessage}");
                client.AssertClosed();
                break;
            }

            byte[] reply;
            if (answer.Payload[0] == 0xFE)
            {
                (string asked, byte[] challenge) = PluginLogin.ReadSwitch(answer);
                talk.Add($"{answer.Sequence} switch {asked} {challenge.Length}");
                reply = PluginLogin.Answer(asked, "wrong", challenge);
            }
            else
            {
                talk.Add($"{answer.Sequence} more {Convert.ToHexString(answer.Payload.AsSpan(0, 2))} {answer.Payload.Length}");
                bool isKey = answer.Payload.Length > 2;
                reply = secure ? [.. Wire.Text("wrong"), 0]
                    : isKey ? PluginLogin.Encrypted("wrong", client.Session.Scramble, System.Text.Encoding.ASCII.GetString(answer.Payload.AsSpan(1)))
                    : [PluginLogin.PublicKeyRequest];
            }

            client.Send(Wire.Packet(answer.Sequence + 1, reply));
        }

        return string.Join("; ", talk);
    }
}
