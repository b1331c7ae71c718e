using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend.Results;

/// <summary>
/// Writes a result set as a server would; protocol pages "Text Resultset", "Binary Protocol Resultset" and
/// "COM_STMT_PREPARE Response".
/// <code>
/// packet      payload
/// 1           1 = definitions follow, under OPTIONAL_RESULTSET_METADATA; lenenc column count; the same flag, under
///             MariaDB's CACHE_METADATA
/// per column  catalog "def", empty schema and tables, the name, an empty original name, an empty list of extended types
///             under MariaDB's EXTENDED_METADATA; then, behind its length 0x0C: 2 collation, 4 length, 1 type, 2 flags,
///             1 decimals, 2 zero
///             EOF; not under DEPRECATE_EOF
/// per row     text: a lenenc string per value, 0xFB for NULL; binary: 0x00, a bit map of NULLs that begins with 2 unused
///             bits, the values
///             EOF, or the OK that stands for it
/// </code>
/// </summary>
internal static class ResultSetWriter
{
    private const byte DefinitionsFollow = 1;
    private const byte PreparedHeader = 0x00;
    private const byte BinaryRowHeader = 0x00;
    private const byte FixedLength = 0x0C;
    private const byte NullInText = 0xFB;
    private const int NullBitsOffset = 2;

    /// <summary>The caller owns the buffer. A row must fit into one packet.</summary>
    /// <param name="sequence">The number of the first packet.</param>
    public static IByteBuffer Write(IByteBufferAllocator allocator, byte sequence, ResultTable table, in ResultProtocol protocol)
    {
        IByteBuffer output = allocator.Buffer(512);
        int start = Begin(output);
        if (protocol.HasOptionalMetadata)
            output.WriteByte(DefinitionsFollow);
        output.WriteLengthEncodedInteger((ulong)table.Columns.Length);
        if (protocol.CachesMetadata)
            output.WriteByte(DefinitionsFollow);
        End(output, start, ref sequence);
        WriteDefinitions(output, ref sequence, table.Columns, protocol);
        foreach (object?[] row in table.Rows)
        {
            start = Begin(output);
            if (protocol.IsBinary)
                WriteBinaryRow(output, table.Columns, row);
            else
                WriteTextRow(output, row);
            End(output, start, ref sequence);
        }

        start = Begin(output);
        if (protocol.DeprecatesEof)
            OkPayload.Write(output, 0, 0, protocol.Status, 0, default, protocol.Capabilities, OkPayload.EndSignature);
        else
            EofPayload.Write(output, 0, protocol.Status);
        End(output, start, ref sequence);
        return output;
    }

    /// <summary>
    /// The answer to a COM_STMT_PREPARE of a statement without parameters:
    /// <code>
    /// 0   1  0x00
    /// 1   4  id
    /// 5   2  columns
    /// 7   2  parameters: 0
    /// 9   1  zero
    /// 10  2  warnings: 0
    /// 12  1  1 = definitions follow, under OPTIONAL_RESULTSET_METADATA
    /// </code>
    /// then the definitions as in a result. The caller owns the buffer.
    /// </summary>
    public static IByteBuffer WritePrepared(
        IByteBufferAllocator allocator, byte sequence, uint id, ImmutableArray<ResultColumn> columns, in ResultProtocol protocol)
    {
        IByteBuffer output = allocator.Buffer(256);
        int start = Begin(output);
        output.WriteByte(PreparedHeader);
        output.WriteIntLE((int)id);
        output.WriteUnsignedShortLE((ushort)columns.Length);
        output.WriteUnsignedShortLE(0);
        output.WriteByte(0);
        output.WriteUnsignedShortLE(0);
        if (protocol.HasOptionalMetadata)
            output.WriteByte(DefinitionsFollow);
        End(output, start, ref sequence);
        if (!columns.IsEmpty)
            WriteDefinitions(output, ref sequence, columns, protocol);
        return output;
    }

    private static void WriteDefinitions(
        IByteBuffer output, ref byte sequence, ImmutableArray<ResultColumn> columns, in ResultProtocol protocol)
    {
        int start;
        foreach (ResultColumn column in columns)
        {
            start = Begin(output);
            output.WriteLengthEncodedString("def");
            output.WriteLengthEncodedString("");
            output.WriteLengthEncodedString("");
            output.WriteLengthEncodedString("");
            output.WriteLengthEncodedString(column.Name);
            output.WriteLengthEncodedString("");
            if (protocol.HasExtendedMetadata)
                output.WriteLengthEncodedString("");
            output.WriteByte(FixedLength);
            output.WriteUnsignedShortLE(column.Collation);
            output.WriteIntLE(column.Length);
            output.WriteByte((byte)column.Type);
            output.WriteUnsignedShortLE(column.Flags);
            output.WriteByte(0);
            output.WriteShortLE(0);
            End(output, start, ref sequence);
        }

        if (protocol.DeprecatesEof)
            return;
        start = Begin(output);
        EofPayload.Write(output, 0, protocol.Status);
        End(output, start, ref sequence);
    }

    private static void WriteTextRow(IByteBuffer output, object?[] row)
    {
        foreach (object? value in row)
        {
            if (value is null)
                output.WriteByte(NullInText);
            else if (value is byte[] bytes)
                output.WriteLengthEncodedString(bytes);
            else
                output.WriteLengthEncodedString(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }
    }

    private static void WriteBinaryRow(IByteBuffer output, ImmutableArray<ResultColumn> columns, object?[] row)
    {
        output.WriteByte(BinaryRowHeader);
        byte[] nulls = new byte[(row.Length + 7 + NullBitsOffset) / 8];
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] is null)
                nulls[(i + NullBitsOffset) / 8] |= (byte)(1 << ((i + NullBitsOffset) % 8));
        }

        output.WriteBytes(nulls);
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] is { } value)
                WriteBinary(output, columns[i].Type, value);
        }
    }

    private static void WriteBinary(IByteBuffer output, ColumnType type, object value)
    {
        switch (type)
        {
            case ColumnType.LongLong:
                output.WriteLongLE((long)value);
                break;
            case ColumnType.Long:
                output.WriteIntLE((int)(uint)value);
                break;
            default:
                output.WriteLengthEncodedString(value as byte[] ?? Encoding.UTF8.GetBytes((string)value));
                break;
        }
    }

    private static int Begin(IByteBuffer output)
    {
        int start = output.WriterIndex;
        output.WriteZero(PacketHeader.Size);
        return start;
    }

    private static void End(IByteBuffer output, int start, ref byte sequence)
    {
        int length = output.WriterIndex - start - PacketHeader.Size;
        PacketHeader.Write(output.ReadableSpan()[(start - output.ReaderIndex)..], length, sequence++);
    }
}
