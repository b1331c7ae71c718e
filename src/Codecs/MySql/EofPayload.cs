using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The end of column definitions or rows without <see cref="CapabilityFlags.DeprecateEof"/>; protocol page "EOF_Packet".
/// <code>
/// offset  size  field
/// 0       1     0xFE
/// 1       2     warnings
/// 3       2     status flags
/// </code>
/// </summary>
public readonly record struct EofPayload(ushort Warnings, ServerStatus Status)
{
    /// <summary>The first byte.</summary>
    public const byte Signature = 0xFE;

    /// <summary>Bytes of the payload.</summary>
    public const int Length = 5;

    /// <summary>
    /// A payload that begins with <see cref="Signature"/> and has this many bytes or more is a row, whose first column
    /// is longer than 16 MiB.
    /// </summary>
    public const int RowLength = 9;

    /// <exception cref="MySqlProtocolException">
    /// No EOF packet; <see cref="ProtocolError.ObsoleteProtocol"/> for the single byte of servers before 4.1.
    /// </exception>
    public static EofPayload Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != Signature || payload.Length >= RowLength)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "An EOF packet was due.");
        if (reader.Remaining == 0)
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "An EOF packet without a status.");
        var warnings = reader.ReadUInt16();
        return new EofPayload(warnings, (ServerStatus)reader.ReadUInt16());
    }

    /// <summary>Appends the payload.</summary>
    public void Write(IByteBuffer output) => Write(output, Warnings, Status);

    /// <summary>Appends a payload.</summary>
    public static void Write(IByteBuffer output, ushort warnings, ServerStatus status)
    {
        output.WriteByte(Signature);
        output.WriteShortLE((short)warnings);
        output.WriteShortLE((short)status);
    }
}
