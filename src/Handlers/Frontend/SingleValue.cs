using System.Buffers.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// A text result of one row with one unsigned 32-bit column; protocol page "Text Resultset".
/// <code>
/// packet      payload
/// 1           1 = the definition follows, under OPTIONAL_RESULTSET_METADATA; lenenc column count: 1; the same flag, under
///             MariaDB's CACHE_METADATA
/// 2           column definition: catalog "def", empty schema and tables, the name, an empty list of extended types under
///             MariaDB's EXTENDED_METADATA; then, behind its length 0x0C, 2 collation (binary), 4 length, 1 type (LONG), 2 flags (NOT NULL, UNSIGNED, BINARY), 1 decimals, 2 zero
/// 3           EOF; not under DEPRECATE_EOF
/// 3 or 4      the row: the number as a lenenc string
/// 4 or 5      EOF, or the OK that stands for it
/// </code>
/// </summary>
internal static class SingleValue
{
    private const byte DefinitionFollows = 1;
    private const byte FixedLength = 0x0C;
    private const ushort BinaryCollation = 63;
    private const int MaxDigits = 10;
    private const byte TypeLong = 3;
    private const ushort Flags = 0x0001 | 0x0020 | 0x0080;

    /// <summary>The caller owns the buffer.</summary>
    public static IByteBuffer Write(
        IByteBufferAllocator allocator,
        byte sequence,
        string column,
        uint value,
        ServerStatus status,
        CapabilityFlags capabilities,
        MariaDbCapabilities mariaDb)
    {
        bool deprecateEof = (capabilities & CapabilityFlags.DeprecateEof) != 0;
        IByteBuffer packets = allocator.Buffer(256);
        Packet(packets, ref sequence, output => WriteCount(output, capabilities, mariaDb));
        bool isExtended = (mariaDb & MariaDbCapabilities.ExtendedMetadata) != 0;
        Packet(packets, ref sequence, output => WriteDefinition(output, column, isExtended));
        if (!deprecateEof)
            Packet(packets, ref sequence, output => EofPayload.Write(output, 0, status));
        Packet(packets, ref sequence, output =>
        {
            Span<byte> digits = stackalloc byte[MaxDigits];
            Utf8Formatter.TryFormat(value, digits, out int length);
            output.WriteLengthEncodedString(digits[..length]);
        });
        Packet(packets, ref sequence, output =>
        {
            if (deprecateEof)
                OkPayload.Write(output, 0, 0, status, 0, default, capabilities, OkPayload.EndSignature);
            else
                EofPayload.Write(output, 0, status);
        });
        return packets;
    }

    private static void WriteCount(IByteBuffer output, CapabilityFlags capabilities, MariaDbCapabilities mariaDb)
    {
        if ((capabilities & CapabilityFlags.OptionalResultsetMetadata) != 0)
            output.WriteByte(DefinitionFollows);
        output.WriteByte(1);
        if ((mariaDb & MariaDbCapabilities.CacheMetadata) != 0)
            output.WriteByte(DefinitionFollows);
    }

    private static void WriteDefinition(IByteBuffer output, string column, bool isExtended)
    {
        output.WriteLengthEncodedString("def");
        output.WriteLengthEncodedString("");
        output.WriteLengthEncodedString("");
        output.WriteLengthEncodedString("");
        output.WriteLengthEncodedString(column);
        output.WriteLengthEncodedString("");
        if (isExtended)
            output.WriteLengthEncodedString("");
        output.WriteByte(FixedLength);
        output.WriteUnsignedShortLE(BinaryCollation);
        output.WriteIntLE(MaxDigits);
        output.WriteByte(TypeLong);
        output.WriteUnsignedShortLE(Flags);
        output.WriteByte(0);
        output.WriteShortLE(0);
    }

    private static void Packet(IByteBuffer output, ref byte sequence, Action<IByteBuffer> writePayload)
    {
        int start = output.WriterIndex;
        output.WriteZero(PacketHeader.Size);
        writePayload(output);
        int length = output.WriterIndex - start - PacketHeader.Size;
        PacketHeader.Write(output.ReadableSpan()[(start - output.ReaderIndex)..], length, sequence++);
    }
}
