using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// An error; protocol page "ERR_Packet".
/// <code>
/// offset  size  field
/// 0       1     0xFF
/// 1       2     error code
/// 3       1     '#', and
/// 4       5     SQLSTATE: both are missing before the greeting has gone out
/// then    rest  message, in the character set of the session
/// </code>
/// Under <see cref="MariaDbCapabilities.Progress"/>, code 0xFFFF is a report and no error.
/// </summary>
public sealed record ErrPayload(ushort Code, string SqlState, string Message)
{
    /// <summary>The first byte.</summary>
    public const byte Signature = 0xFF;

    /// <summary>The SQLSTATE that stands for a missing one.</summary>
    public const string GeneralSqlState = "HY000";

    /// <summary>The code of MariaDB's progress reports.</summary>
    public const ushort ProgressCode = 0xFFFF;

    internal const int MinLength = 3;
    private const byte StateMarker = (byte)'#';
    private const int StateLength = 5;

    /// <summary>Reads an error with or without an SQLSTATE. Bytes of the message that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="MySqlProtocolException">No error packet.</exception>
    public static ErrPayload Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != Signature)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "An error packet was due.");
        var code = reader.ReadUInt16();
        var state = GeneralSqlState;
        if (reader.Remaining > 0 && reader.PeekByte() == StateMarker)
        {
            reader.Skip(1);
            state = Encoding.Latin1.GetString(reader.ReadBytes(StateLength));
        }
        return new ErrPayload(code, state, Encoding.UTF8.GetString(reader.ReadRest()));
    }

    /// <summary>Whether the payload is a progress report, where Progress is negotiated.</summary>
    public static bool IsProgress(ReadOnlySpan<byte> payload) =>
        payload.Length >= MinLength && payload[0] == Signature && payload[1] == 0xFF && payload[2] == 0xFF;

    /// <summary>Appends the payload.</summary>
    public void Write(IByteBuffer output) => Write(output, Code, SqlState, Message);

    /// <summary>Appends a payload; <paramref name="withSqlState"/> is false for an error in place of a greeting.</summary>
    /// <exception cref="ArgumentException">The SQLSTATE does not have 5 ASCII characters.</exception>
    public static void Write(
        IByteBuffer output, ushort code, string sqlState, string message, bool withSqlState = true)
    {
        if (sqlState.Length != StateLength || !Ascii.IsValid(sqlState))
            throw new ArgumentException("An SQLSTATE has 5 ASCII characters.", nameof(sqlState));
        output.WriteByte(Signature);
        output.WriteShortLE((short)code);
        if (withSqlState)
        {
            output.WriteByte(StateMarker);
            output.WriteText(sqlState);
        }
        output.WriteText(message);
    }
}
