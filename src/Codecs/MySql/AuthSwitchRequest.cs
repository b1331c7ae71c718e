using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The server asks for another authentication plugin; protocol page "AuthSwitchRequest".
/// <code>
/// size  field
/// 1     0xFE
/// NUL   plugin name
/// rest  plugin data; a scramble of 20 bytes has a zero byte behind it
/// </code>
/// The zero byte behind a scramble is not part of <see cref="Data"/>; other data is kept as it is.
/// </summary>
public sealed record AuthSwitchRequest(string Plugin, byte[] Data)
{
    /// <summary>The first byte.</summary>
    public const byte Signature = 0xFE;

    private const int ScrambleWithEnd = NativePassword.ScrambleLength + 1;

    /// <exception cref="MySqlProtocolException">
    /// No auth switch; <see cref="ProtocolError.ObsoleteProtocol"/> for the single 0xFE that asks for the hash of
    /// MySQL 3.23.
    /// </exception>
    public static AuthSwitchRequest Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != Signature)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "An auth switch was due.");
        if (reader.Remaining == 0)
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "The server asks for mysql_old_password.");
        var plugin = Encoding.UTF8.GetString(reader.ReadNullTerminatedOrRest());
        var data = reader.ReadRest();
        if (data.Length == ScrambleWithEnd && data[^1] == 0)
            data = data[..^1];
        return new AuthSwitchRequest(plugin, data.ToArray());
    }

    /// <summary>Appends the payload.</summary>
    public void Write(IByteBuffer output)
    {
        output.WriteByte(Signature);
        output.WriteNullTerminated(Plugin);
        output.WriteSpan(Data);
        if (Data.Length == NativePassword.ScrambleLength)
            output.WriteByte(0);
    }
}
