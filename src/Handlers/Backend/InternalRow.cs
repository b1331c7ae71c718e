using System.Text;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>The only row of a text result that the proxy asked for itself.</summary>
/// <param name="Values">The columns in order; null for SQL NULL.</param>
internal sealed record InternalRow(IReadOnlyList<string?> Values)
{
    /// <summary>Reads a whole response: column count, definitions, EOF unless deprecated, row.</summary>
    /// <exception cref="MySqlProtocolException">It is not such a response.</exception>
    public static InternalRow Parse(
        ReadOnlySpan<byte> packets, CapabilityFlags capabilities, MariaDbCapabilities mariaDb)
    {
        var count = new PayloadReader(NextPacket(ref packets));
        // MySQL's flag stands in front of the count, MariaDB's behind it.
        bool definitionsFollow =
            (capabilities & CapabilityFlags.OptionalResultsetMetadata) == 0 || count.ReadByte() != 0;
        int columns = (int)Math.Min(count.ReadLengthEncodedInteger(), 4096);
        if ((mariaDb & MariaDbCapabilities.CacheMetadata) != 0 && count.Remaining > 0)
            definitionsFollow = count.ReadByte() != 0;
        for (int i = 0; definitionsFollow && i < columns; i++)
            NextPacket(ref packets);
        if ((capabilities & CapabilityFlags.DeprecateEof) == 0)
            NextPacket(ref packets);

        var row = new PayloadReader(NextPacket(ref packets));
        var values = new string?[columns];
        for (int i = 0; i < columns; i++)
            values[i] = ReadValue(ref row);
        return new InternalRow(values);
    }

    private static string? ReadValue(ref PayloadReader row)
    {
        if (row.Remaining > 0 && row.PeekByte() == 0xFB)
        {
            row.Skip(1);
            return null;
        }

        return Encoding.UTF8.GetString(row.ReadLengthEncodedString());
    }

    private static ReadOnlySpan<byte> NextPacket(ref ReadOnlySpan<byte> packets)
    {
        if (packets.Length < PacketHeader.Size)
            throw new MySqlProtocolException(ProtocolError.Truncated, "no row in the answer");
        int length = PacketHeader.ReadLength(packets);
        if (packets.Length < PacketHeader.Size + length)
            throw new MySqlProtocolException(ProtocolError.Truncated, "the answer is cut off");
        ReadOnlySpan<byte> payload = packets.Slice(PacketHeader.Size, length);
        packets = packets[(PacketHeader.Size + length)..];
        return payload;
    }
}
