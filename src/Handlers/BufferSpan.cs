using DotNetty.Buffers;

namespace SceNettyProxy.Handlers;

/// <summary>The readable bytes of an array-backed buffer, without a copy.</summary>
internal static class BufferSpan
{
    /// <summary>Valid until the buffer is changed or released.</summary>
    public static Span<byte> ReadableSpan(this IByteBuffer buffer) =>
        buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes);
}
