using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>Logins to an entry whose user is known by password or by hash.</summary>
public abstract class PluginTest : ProxyTest
{
    /// <summary>The password of all these users.</summary>
    private protected const string Password = "hashcat";

    /// <summary>SHA1(SHA1("hashcat")), a published example of hash crackers.</summary>
    private protected const string NativeHash = "*FCF7C1B8749CF99D88E5F34271D636178FB5D130";

    /// <summary>The published example for caching_sha2_password with the password "hashcat"; its salt is no text.</summary>
    private protected const string Sha2Hash =
        "0x244124303035"
        + "24F9CC98CE08892924F50A213B6BC571A2C11778C5"
        + "625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F";

    /// <summary>The public key of that password as MariaDB prints it.</summary>
    private protected static string Ed25519Hash { get; } = MakeEd25519Hash();

    private protected void UsePassword(string password = Password) => Use(password);

    private protected void UseHash(params string[] hashes) => Use(null, hashes);

    /// <summary>Sends the first answer; follows a switch, if there is one, with the password given.</summary>
    /// <returns>What came last.</returns>
    private protected static RawPacket LogIn(
        TestClient client, string plugin, string password, string user = Databases.User, string? expectedSwitch = null)
    {
        client.ReadGreeting();
        byte[] first = plugin == PluginLogin.Ed25519Plugin
            ? []
            : PluginLogin.Answer(plugin, password, client.Greeting.Scramble);
        client.Send(PluginLogin.Packet(plugin, first, user));
        RawPacket answer = client.TakePackets()[^1];
        string? switched = null;
        if (answer.Payload[0] == 0xFE)
        {
            (switched, byte[] challenge) = PluginLogin.ReadSwitch(answer);
            client.Send(Wire.Packet(answer.Sequence + 1, PluginLogin.Answer(switched, password, challenge)));
            answer = client.TakePackets()[^1];
        }

        Assert.AreEqual(expectedSwitch, switched);
        return answer;
    }

    private protected static void AssertIn(TestClient client, RawPacket answer)
    {
        Assert.IsTrue(answer.IsOk, answer.ToString());
        client.AssertAlive();
    }

    private protected static void AssertOut(TestClient client, RawPacket answer)
    {
        Assert.IsTrue(answer.IsError, answer.ToString());
        Assert.AreEqual(2904, answer.ErrorCode, answer.ToString());
        client.AssertClosed();
    }

    private static string MakeEd25519Hash()
    {
        byte[] key = new byte[32];
        Codecs.MySql.Authentication.Ed25519.PublicKey(Wire.Text(Password), key);
        return Convert.ToBase64String(key).TrimEnd('=');
    }

    private void Use(string? password, params string[] hashes) => Rig.Apply(Databases.Shop with
    {
        Users =
        [
            new UserDefinition
            {
                Name = Databases.User,
                Password = password,
                Hashes = [.. hashes.Select(static hash => PasswordHash.Parse(hash)!)],
            },
        ],
    });
}
