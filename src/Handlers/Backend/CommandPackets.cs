using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Commands that the proxy sends by itself, as whole packets with number 0. The caller owns the buffer.</summary>
internal static class CommandPackets
{
    /// <summary>A command without arguments.</summary>
    public static IByteBuffer Simple(IByteBufferAllocator allocator, CommandCode command) =>
        Start(allocator, command, 0);

    /// <summary>COM_QUERY.</summary>
    /// <param name="capabilities">In force on the connection: under QUERY_ATTRIBUTES an empty list of them stands in front
    /// of the text.</param>
    public static IByteBuffer Query(IByteBufferAllocator allocator, string sql, CapabilityFlags capabilities)
    {
        bool hasAttributes = (capabilities & CapabilityFlags.QueryAttributes) != 0;
        int length = Encoding.UTF8.GetByteCount(sql) + (hasAttributes ? 2 : 0);
        IByteBuffer packet = Start(allocator, CommandCode.Query, length);
        if (hasAttributes)
        {
            packet.WriteByte(0);
            packet.WriteByte(1);
        }

        packet.WriteText(sql);
        return packet;
    }

    /// <summary>COM_STMT_PREPARE, in as many packets as the text takes.</summary>
    public static IByteBuffer Prepare(IByteBufferAllocator allocator, ReadOnlySpan<byte> text)
    {
        IByteBuffer packets = allocator.Buffer(PacketHeader.Size + 1 + text.Length + (2 * PacketHeader.Size));
        byte sequence = 0;
        int room = PacketHeader.MaxPayload - 1;
        while (true)
        {
            ReadOnlySpan<byte> part = text[..Math.Min(room, text.Length)];
            packets.WriteMediumLE(part.Length + (sequence == 0 ? 1 : 0));
            packets.WriteByte(sequence);
            if (sequence == 0)
                packets.WriteByte((byte)CommandCode.StmtPrepare);
            packets.WriteSpan(part);
            if (part.Length < room)
                return packets;
            text = text[part.Length..];
            room = PacketHeader.MaxPayload;
            sequence++;
        }
    }

    /// <summary>COM_STMT_CLOSE.</summary>
    public static IByteBuffer CloseStatement(IByteBufferAllocator allocator, uint serverId)
    {
        IByteBuffer packet = Start(allocator, CommandCode.StmtClose, sizeof(uint));
        packet.WriteIntLE((int)serverId);
        return packet;
    }

    /// <summary>COM_STMT_RESET.</summary>
    /// <param name="serverId">The server's id of the statement.</param>
    public static IByteBuffer ResetStatement(IByteBufferAllocator allocator, uint serverId)
    {
        IByteBuffer packet = Start(allocator, CommandCode.StmtReset, sizeof(uint));
        packet.WriteIntLE((int)serverId);
        return packet;
    }

    /// <summary>COM_INIT_DB.</summary>
    public static IByteBuffer InitDb(IByteBufferAllocator allocator, string schema) =>
        WithText(allocator, CommandCode.InitDb, schema);

    /// <summary>COM_SET_OPTION: 0 = multi-statements on, 1 = off.</summary>
    public static IByteBuffer SetMultiStatements(IByteBufferAllocator allocator, bool on)
    {
        IByteBuffer packet = Start(allocator, CommandCode.SetOption, sizeof(ushort));
        packet.WriteUnsignedShortLE(on ? (ushort)0 : (ushort)1);
        return packet;
    }

    private static IByteBuffer WithText(IByteBufferAllocator allocator, CommandCode command, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        IByteBuffer packet = Start(allocator, command, length);
        packet.WriteText(text);
        return packet;
    }

    private static IByteBuffer Start(IByteBufferAllocator allocator, CommandCode command, int argumentLength)
    {
        IByteBuffer packet = allocator.Buffer(PacketHeader.Size + 1 + argumentLength);
        packet.WriteMediumLE(1 + argumentLength);
        packet.WriteByte(0);
        packet.WriteByte((byte)command);
        return packet;
    }
}
