using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The header in front of every packet; protocol page "MySQL Packets".
/// <code>
/// offset  size  field
/// 0       3     length of the payload, little-endian
/// 3       1     sequence number, modulo 256
/// </code>
/// A payload of <see cref="MaxPayload"/> bytes goes on in the next packet, which may be empty.
/// </summary>
public static class PacketHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 4;

    /// <summary>The largest payload of one packet, in bytes; one of exactly this size is continued.</summary>
    public const int MaxPayload = 0xFFFFFF;

    private const int SequenceOffset = 3;

    /// <summary>The payload length in bytes, 0 to <see cref="MaxPayload"/>.</summary>
    /// <exception cref="MySqlProtocolException">There are fewer than <see cref="Size"/> bytes.</exception>
    public static int ReadLength(ReadOnlySpan<byte> header)
    {
        RequireWhole(header);
        return header[0] | header[1] << 8 | header[2] << 16;
    }

    /// <summary>The sequence number.</summary>
    /// <exception cref="MySqlProtocolException">There are fewer than <see cref="Size"/> bytes.</exception>
    public static byte ReadSequence(ReadOnlySpan<byte> header)
    {
        RequireWhole(header);
        return header[SequenceOffset];
    }

    /// <summary>Writes a header to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The length is not in 0 to <see cref="MaxPayload"/>, or the destination is too small.
    /// </exception>
    public static void Write(Span<byte> destination, int length, byte sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxPayload);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)length | (uint)sequence << 24);
    }

    private static void RequireWhole(ReadOnlySpan<byte> header)
    {
        if (header.Length < Size)
            MySqlProtocolException.Throw(ProtocolError.Truncated, "A packet header has 4 bytes.");
    }
}
