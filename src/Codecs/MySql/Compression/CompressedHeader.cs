using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql.Compression;

/// <summary>
/// The header in front of every compressed frame; protocol page "Compressed Packet".
/// <code>
/// offset  size  field
/// 0       3     length of what follows the header, little-endian
/// 3       1     sequence number of the frame, modulo 256; starts at 0 with each command
/// 4       3     length before the compression; 0 for a payload that is stored as it is
/// </code>
/// Frames and packets know nothing of each other: a packet may begin, go on and end anywhere in a frame.
/// </summary>
public static class CompressedHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 7;

    /// <summary>The largest payload, before and after compression, in bytes.</summary>
    public const int MaxPayload = 0xFFFFFF;

    private const int SequenceOffset = 3;
    private const int OriginalLengthOffset = 4;

    /// <summary>The length of the payload on the wire, in bytes. The header must be whole.</summary>
    public static int ReadLength(ReadOnlySpan<byte> header) => ReadUInt24(header);

    public static byte ReadSequence(ReadOnlySpan<byte> header) => header[SequenceOffset];

    /// <summary>The length before the compression, in bytes; 0 for a stored payload.</summary>
    public static int ReadOriginalLength(ReadOnlySpan<byte> header) => ReadUInt24(header[OriginalLengthOffset..]);

    /// <summary>Writes a header to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public static void Write(Span<byte> destination, int length, byte sequence, int originalLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxPayload);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)originalLength, (uint)MaxPayload);
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)length | (uint)sequence << 24);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[OriginalLengthOffset..], (ushort)originalLength);
        destination[OriginalLengthOffset + sizeof(ushort)] = (byte)(originalLength >> 16);
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
