using System.Buffers;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// The payload of a whole command in one piece: in place where it is one packet, else a copy without the headers between.
/// Disposed once, before the packets are changed or released.
/// </summary>
internal readonly ref struct JoinedPayload
{
    private readonly byte[]? rented;

    private JoinedPayload(ReadOnlySpan<byte> span, byte[]? rented)
    {
        Span = span;
        this.rented = rented;
    }

    /// <summary>The payload, command byte included.</summary>
    public ReadOnlySpan<byte> Span { get; }

    public static JoinedPayload Of(IByteBuffer buffer)
    {
        ReadOnlySpan<byte> packets = buffer.ReadableSpan();
        if (PacketHeader.ReadLength(packets) < PacketHeader.MaxPayload)
            return new JoinedPayload(packets[PacketHeader.Size..], null);

        byte[] joined = ArrayPool<byte>.Shared.Rent(packets.Length);
        int length = 0;
        while (packets.Length >= PacketHeader.Size)
        {
            int payload = PacketHeader.ReadLength(packets);
            packets.Slice(PacketHeader.Size, payload).CopyTo(joined.AsSpan(length));
            length += payload;
            packets = packets[(PacketHeader.Size + payload)..];
        }

        return new JoinedPayload(joined.AsSpan(0, length), joined);
    }

    public void Dispose()
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
