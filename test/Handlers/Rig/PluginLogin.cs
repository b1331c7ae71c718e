using System.Security.Cryptography;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>Logins by each authentication plugin, built by hand as the protocol pages write them.</summary>
internal static class PluginLogin
{
    public const string Native = "mysql_native_password";
    public const string CachingSha2 = "caching_sha2_password";
    public const string Clear = "mysql_clear_password";
    public const string Ed25519Plugin = "client_ed25519";

    public const byte FastSuccess = 0x03;
    public const byte FullAuthentication = 0x04;
    public const byte PublicKeyRequest = 0x02;

    /// <summary>A login packet that names a plugin and carries an answer.</summary>
    public static byte[] Packet(
        string plugin, byte[] answer, string user = Databases.User, string database = Databases.Name, uint flags = Wire.PlainClient) =>
        Wire.Packet(
            1,
            [
                .. BitConverter.GetBytes(flags), 0, 0, 0, 1, 45, .. new byte[23], .. Wire.Text(user), 0,
                (byte)answer.Length, .. answer, .. Wire.Text(database), 0, .. Wire.Text(plugin), 0,
            ]);

    /// <summary>COM_CHANGE_USER as a client with PLUGIN_AUTH sends it.</summary>
    public static byte[] ChangeUser(string user, string database, string plugin = Native, byte[]? answer = null)
    {
        answer ??= new byte[20];
        return Wire.Packet(
            0,
            [
                0x11, .. Wire.Text(user), 0, (byte)answer.Length, .. answer, .. Wire.Text(database), 0, 45, 0, .. Wire.Text(plugin), 0,
            ]);
    }

    /// <summary>SHA256(password) xor SHA256(SHA256(SHA256(password)) + scramble); nothing for an empty password.</summary>
    public static byte[] CachingSha2Answer(string password, byte[] scramble)
    {
        if (password.Length == 0)
            return [];
        byte[] once = SHA256.HashData(Wire.Text(password));
        byte[] mask = SHA256.HashData([.. SHA256.HashData(once), .. scramble]);
        return [.. once.Zip(mask, static (left, right) => (byte)(left ^ right))];
    }

    /// <summary>The answer that a client of that plugin gives to what it was sent.</summary>
    public static byte[] Answer(string plugin, string password, byte[] challenge)
    {
        switch (plugin)
        {
            case Native:
                return RawLogin.NativeAnswer(password, challenge);
            case CachingSha2:
                return CachingSha2Answer(password, challenge);
            case Clear:
                return [.. Wire.Text(password), 0];
            default:
                byte[] signature = new byte[Ed25519.SignatureLength];
                Ed25519.Sign(Wire.Text(password), challenge, signature);
                return signature;
        }
    }

    /// <summary>The password with a zero byte, each byte xor the scramble's, encrypted for the key of that PEM text.</summary>
    public static byte[] Encrypted(string password, byte[] scramble, string publicKey)
    {
        byte[] plain = [.. Wire.Text(password), 0];
        for (int i = 0; i < plain.Length; i++)
            plain[i] ^= scramble[i % scramble.Length];
        using RSA key = RSA.Create();
        key.ImportFromPem(publicKey);
        return key.Encrypt(plain, RSAEncryptionPadding.OaepSHA1);
    }

    /// <summary>The plugin and the data of an auth switch.</summary>
    public static (string Plugin, byte[] Challenge) ReadSwitch(RawPacket packet)
    {
        Assert.AreEqual(0xFE, packet.Payload[0], packet.ToString());
        int end = Array.IndexOf(packet.Payload, (byte)0);
        byte[] data = packet.Payload[(end + 1)..];
        // A scramble of 20 bytes has a zero byte behind it; that of client_ed25519 has none.
        if (data.Length == 21)
        {
            Assert.AreEqual(0, data[^1]);
            data = data[..^1];
        }

        return (System.Text.Encoding.ASCII.GetString(packet.Payload[1..end]), data);
    }
}
