using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Success, or the end of rows under <see cref="CapabilityFlags.DeprecateEof"/>; protocol page "OK_Packet".
/// <code>
/// size    field
/// 1       0x00; 0xFE where it ends rows
/// lenenc  affected rows
/// lenenc  last insert id
/// 2       status flags
/// 2       warnings
/// lenenc  info text; missing where it is empty and nothing follows
/// lenenc  session state changes, under SessionTrack and with SessionStateChanged in the status
/// </code>
/// The protocol page lets info run to the end of the packet without SessionTrack; servers write its length all the same.
/// Both forms are read. Ranges are offsets within the payload that was parsed.
/// </summary>
public readonly record struct OkPayload
{
    /// <summary>The first byte of an answer.</summary>
    public const byte Signature = 0x00;

    /// <summary>The first byte where it stands behind rows.</summary>
    public const byte EndSignature = 0xFE;

    /// <summary>The fewest bytes of a payload.</summary>
    public const int MinLength = 7;

    /// <summary><see cref="Signature"/> or <see cref="EndSignature"/>.</summary>
    public byte Header { get; init; }

    public ulong AffectedRows { get; init; }

    public ulong LastInsertId { get; init; }

    public ServerStatus Status { get; init; }

    public ushort Warnings { get; init; }

    /// <summary>Where the info text stands.</summary>
    public Range Info { get; init; }

    /// <summary>
    /// Where the session state changes stand, for <see cref="SessionStateReader"/>; empty where there are none.
    /// </summary>
    public Range SessionState { get; init; }

    /// <summary>Whether <see cref="SessionState"/> holds anything.</summary>
    public bool HasSessionState => SessionState.Start.Value < SessionState.End.Value;

    /// <param name="payload">The payload, whole.</param>
    /// <param name="capabilities">What was negotiated with the sender.</param>
    /// <exception cref="MySqlProtocolException">No OK packet.</exception>
    public static OkPayload Parse(ReadOnlySpan<byte> payload, CapabilityFlags capabilities)
    {
        var reader = new PayloadReader(payload);
        var ok = ReadFixedPart(ref reader);
        var tail = payload.Length - reader.Remaining;
        if (!capabilities.HasFlag(CapabilityFlags.SessionTrack))
            return ok with { Info = ReadLastInfo(payload, tail), SessionState = tail..tail };

        if (reader.Remaining == 0)
            return ok with { Info = tail..tail, SessionState = tail..tail };
        var info = ReadRange(ref reader, payload.Length);
        var none = info.End..info.End;
        return ok with
        {
            Info = info,
            SessionState = ok.Status.HasFlag(ServerStatus.SessionStateChanged) && reader.Remaining > 0
                ? ReadRange(ref reader, payload.Length)
                : none,
        };
    }

    /// <summary>
    /// Appends a payload without session state changes; the flag that announces them is left out of the status.
    /// </summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="affected">Rows changed, or found under FoundRows.</param>
    /// <param name="insertId">The first id generated, or zero.</param>
    /// <param name="status">The status flags.</param>
    /// <param name="warnings">How many warnings there are.</param>
    /// <param name="info">A text for people, in UTF-8.</param>
    /// <param name="capabilities">What was negotiated with the receiver.</param>
    /// <param name="header"><see cref="Signature"/>, or <see cref="EndSignature"/> behind rows.</param>
    /// <exception cref="ArgumentException">An end of rows without DeprecateEof: that is an EOF packet.</exception>
    public static void Write(
        IByteBuffer output,
        ulong affected,
        ulong insertId,
        ServerStatus status,
        ushort warnings,
        ReadOnlySpan<byte> info,
        CapabilityFlags capabilities,
        byte header = Signature)
    {
        if (header != Signature && !capabilities.HasFlag(CapabilityFlags.DeprecateEof))
            throw new ArgumentException("Rows end in an EOF packet here.", nameof(header));
        output.WriteByte(header);
        output.WriteLengthEncodedInteger(affected);
        output.WriteLengthEncodedInteger(insertId);
        output.WriteShortLE((short)(status & ~ServerStatus.SessionStateChanged));
        output.WriteShortLE((short)warnings);
        if (!info.IsEmpty)
            output.WriteLengthEncodedString(info);
    }

    /// <summary>
    /// Appends <paramref name="packet"/> as a client without SessionTrack must see it: without the changes, without
    /// the flag that announces them, and without the length of an empty info. The sequence number stays.
    /// </summary>
    /// <param name="packet">One whole OK packet with its header, from a server with SessionTrack negotiated.</param>
    /// <param name="output">Where it goes.</param>
    /// <returns>The bytes appended, header included.</returns>
    /// <exception cref="MySqlProtocolException">No whole OK packet.</exception>
    public static int StripSessionState(ReadOnlySpan<byte> packet, IByteBuffer output)
    {
        if (packet.Length != PacketHeader.Size + PacketHeader.ReadLength(packet))
            MySqlProtocolException.Throw(ProtocolError.Truncated, "The OK packet is not whole.");
        var payload = packet[PacketHeader.Size..];
        var reader = new PayloadReader(payload);
        var ok = ReadFixedPart(ref reader);
        var fixedPart = payload[..^reader.Remaining];
        var info = reader.Remaining == 0 ? default : reader.ReadLengthEncodedString();

        var length = fixedPart.Length;
        if (!info.IsEmpty)
            length += LengthEncoded.SizeOf((ulong)info.Length) + info.Length;
        Span<byte> header = stackalloc byte[PacketHeader.Size];
        PacketHeader.Write(header, length, PacketHeader.ReadSequence(packet));
        output.WriteSpan(header);

        const int StatusAndWarnings = 2 * sizeof(ushort);
        output.WriteSpan(fixedPart[..^StatusAndWarnings]);
        output.WriteShortLE((short)(ok.Status & ~ServerStatus.SessionStateChanged));
        output.WriteShortLE((short)ok.Warnings);
        if (!info.IsEmpty)
            output.WriteLengthEncodedString(info);
        return PacketHeader.Size + length;
    }

    internal static OkPayload ReadFixedPart(ref PayloadReader reader)
    {
        var header = reader.ReadByte();
        if (header is not (Signature or EndSignature))
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "An OK packet was due.");
        return new OkPayload
        {
            Header = header,
            AffectedRows = reader.ReadLengthEncodedInteger(),
            LastInsertId = reader.ReadLengthEncodedInteger(),
            Status = (ServerStatus)reader.ReadUInt16(),
            Warnings = reader.ReadUInt16(),
        };
    }

    private static Range ReadRange(ref PayloadReader reader, int payloadLength)
    {
        var text = reader.ReadLengthEncodedString();
        var end = payloadLength - reader.Remaining;
        return (end - text.Length)..end;
    }

    private static Range ReadLastInfo(ReadOnlySpan<byte> payload, int tail)
    {
        var reader = new PayloadReader(payload[tail..]);
        var hasLength = reader.TryReadLengthEncodedInteger(out var length) && length == (ulong)reader.Remaining;
        return hasLength ? (payload.Length - reader.Remaining)..payload.Length : tail..payload.Length;
    }
}
