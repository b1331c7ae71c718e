using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Data of the authentication plugin in use, from the server; protocol page "AuthMoreData".
/// <code>
/// size  field
/// 1     0x01
/// rest  plugin data
/// </code>
/// </summary>
public sealed record AuthMoreData(byte[] Data)
{
    /// <summary>The first byte.</summary>
    public const byte Signature = 0x01;

    /// <exception cref="MySqlProtocolException">No plugin data.</exception>
    public static AuthMoreData Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != Signature)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "Data of the plugin was due.");
        return new AuthMoreData(reader.ReadRest().ToArray());
    }

    /// <summary>Appends the payload.</summary>
    public void Write(IByteBuffer output)
    {
        output.WriteByte(Signature);
        output.WriteSpan(Data);
    }
}
