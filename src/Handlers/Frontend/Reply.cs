using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>Packets that the proxy answers with by itself. The caller owns the buffer.</summary>
internal static class Reply
{
    /// <summary>An OK packet.</summary>
    public static IByteBuffer Ok(
        IByteBufferAllocator allocator, byte sequence, ServerStatus status, CapabilityFlags capabilities)
    {
        IByteBuffer packet = Start(allocator);
        OkPayload.Write(packet, 0, 0, status, 0, default, capabilities);
        return Finish(packet, sequence);
    }

    /// <summary>An EOF packet, or the OK that stands for it under DEPRECATE_EOF.</summary>
    public static IByteBuffer Eof(IByteBufferAllocator allocator, byte sequence, ServerStatus status)
    {
        IByteBuffer packet = Start(allocator);
        EofPayload.Write(packet, 0, status);
        return Finish(packet, sequence);
    }

    /// <summary>An ERR packet.</summary>
    /// <param name="withSqlState">False in front of the greeting, where there is none.</param>
    public static IByteBuffer Error(
        IByteBufferAllocator allocator, byte sequence, SceError error, bool withSqlState = true)
    {
        IByteBuffer packet = Start(allocator);
        ErrPayload.Write(packet, error.Code, error.SqlState, error.Message, withSqlState);
        return Finish(packet, sequence);
    }

    /// <summary>A buffer with room for the header.</summary>
    public static IByteBuffer Start(IByteBufferAllocator allocator)
    {
        IByteBuffer packet = allocator.Buffer(256);
        packet.WriteZero(PacketHeader.Size);
        return packet;
    }

    /// <summary>Fills the header in.</summary>
    public static IByteBuffer Finish(IByteBuffer packet, byte sequence)
    {
        PacketHeader.Write(packet.ReadableSpan(), packet.ReadableBytes - PacketHeader.Size, sequence);
        return packet;
    }
}
