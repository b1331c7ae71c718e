using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Testing.Wire;

/// <summary>The login packet (HandshakeResponse41), written by hand so that it can check the project's own codecs.</summary>
public static class RawLogin
{
    /// <summary>Long password, found rows off, connect with database, protocol 41, transactions, secure connection,
    /// multi-statements, multi-results, plugin authentication.</summary>
    public const uint DefaultCapabilities = 0x0000_0001 | 0x0000_0008 | 0x0000_0200 | 0x0000_2000 | 0x0000_8000 | 0x0001_0000 | 0x0002_0000 | 0x0008_0000;

    private const string NativePlugin = "mysql_native_password";
    private const byte Utf8Mb4GeneralCi = 45;

    /// <summary>Builds the payload.</summary>
    public static byte[] Build(string user, string password, string database, byte[] scramble, uint capabilities = DefaultCapabilities)
    {
        using var payload = new MemoryStream();
        payload.Write(BitConverter.GetBytes(capabilities));
        payload.Write(BitConverter.GetBytes(16 * 1024 * 1024));
        payload.WriteByte(Utf8Mb4GeneralCi);
        payload.Write(new byte[23]);
        WriteTerminated(payload, user);
        var answer = NativeAnswer(password, scramble);
        payload.WriteByte((byte)answer.Length);
        payload.Write(answer);
        WriteTerminated(payload, database);
        WriteTerminated(payload, NativePlugin);
        return payload.ToArray();
    }

    /// <summary>SHA1(password) xor SHA1(scramble + SHA1(SHA1(password))); empty for an empty password.</summary>
    public static byte[] NativeAnswer(string password, byte[] scramble)
    {
        if (password.Length == 0)
            return [];
        var once = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        var mask = SHA1.HashData([.. scramble, .. SHA1.HashData(once)]);
        return [.. once.Zip(mask, (left, right) => (byte)(left ^ right))];
    }

    private static void WriteTerminated(MemoryStream payload, string text)
    {
        payload.Write(Encoding.UTF8.GetBytes(text));
        payload.WriteByte(0);
    }
}
