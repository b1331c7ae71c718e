using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// The definitions of a statement's columns, kept to be put into a result whose server leaves them out. Immutable.
/// </summary>
public sealed class ColumnDefinitions
{
    private const byte DefinitionsFollow = 1;

    /// <summary>Whole packets; their numbers mean nothing.</summary>
    private readonly byte[] packets;

    private ColumnDefinitions(byte[] packets, int count, ulong digest)
    {
        this.packets = packets;
        Count = count;
        Digest = digest;
    }

    /// <summary>How many columns, which is how many packets.</summary>
    public int Count { get; }

    /// <summary>Their size in bytes, headers included.</summary>
    public int Size => packets.Length;

    /// <summary>The same as <see cref="ResponseScanner.ColumnsDigest"/> behind the answer that they were taken out of.</summary>
    public ulong Digest { get; }

    /// <summary>Takes the definitions of the columns out of the answer to a COM_STMT_PREPARE.</summary>
    /// <param name="answer">The whole of it, headers included.</param>
    /// <param name="prepared">Its header, as the scanner has read it.</param>
    /// <param name="capabilities">In force on the connection.</param>
    /// <returns>Null where the answer does not have them.</returns>
    public static ColumnDefinitions? FromPrepare(
        ReadOnlySpan<byte> answer, in ScanEvent prepared, CapabilityFlags capabilities)
    {
        var hasEof = prepared.Params > 0 && (capabilities & CapabilityFlags.DeprecateEof) == 0;
        for (var skipped = 1 + prepared.Params + (hasEof ? 1 : 0); skipped > 0 && !answer.IsEmpty; skipped--)
            answer = answer[FirstPacket(answer)..];
        var size = 0;
        var digest = DefinitionsDigest.Empty;
        for (var i = 0; i < prepared.Columns; i++)
        {
            if (size >= answer.Length)
                return null;
            var packet = answer.Slice(size, FirstPacket(answer[size..]));
            digest = DefinitionsDigest.AddLength(digest, packet.Length - PacketHeader.Size);
            digest = DefinitionsDigest.Add(digest, packet[PacketHeader.Size..]);
            size += packet.Length;
        }

        return new ColumnDefinitions(answer[..size].ToArray(), prepared.Columns, digest);
    }

    /// <summary>
    /// Appends the head of a result that leaves the definitions out, under MariaDB's CACHE_METADATA, as one that has them, and
    /// the definitions with the numbers behind its own. See <see cref="ResponseScanner"/> for its layout.
    /// </summary>
    /// <param name="columnCount">The packet with the column count; its last byte is the flag.</param>
    public void Describe(ReadOnlySpan<byte> columnCount, IByteBuffer output)
    {
        var sequence = PacketHeader.ReadSequence(columnCount);
        output.WriteSpan(columnCount[..^1]);
        output.WriteByte(DefinitionsFollow);
        ReadOnlySpan<byte> rest = packets;
        Span<byte> header = stackalloc byte[PacketHeader.Size];
        while (!rest.IsEmpty)
        {
            var length = FirstPacket(rest);
            PacketHeader.Write(header, length - PacketHeader.Size, ++sequence);
            output.WriteSpan(header);
            output.WriteSpan(rest[PacketHeader.Size..length]);
            rest = rest[length..];
        }
    }

    private static int FirstPacket(ReadOnlySpan<byte> packets) => PacketHeader.Size + PacketHeader.ReadLength(packets);
}
