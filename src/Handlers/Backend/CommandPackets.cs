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
    public static IByteBuffer Query(IByteBufferAllocator allocator, string sql) =>
        WithText(allocator, CommandCode.Query, sql);

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
