using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Length-encoded integers; protocol page "Protocol Data Types".
/// <code>
/// first byte   size  value
/// 0x00 - 0xFA  1     the byte itself
/// 0xFC         3     the next 2 bytes
/// 0xFD         4     the next 3 bytes
/// 0xFE         9     the next 8 bytes
/// </code>
/// 0xFB (NULL of a text row, LOCAL INFILE of a first packet) and 0xFF (an error packet) begin no integer.
/// </summary>
public static class LengthEncoded
{
    internal const byte Null = 0xFB;
    internal const byte TwoBytes = 0xFC;
    internal const byte ThreeBytes = 0xFD;
    internal const byte EightBytes = 0xFE;
    internal const byte Error = 0xFF;

    /// <summary>The most bytes that one integer takes.</summary>
    public const int MaxSize = 9;

    /// <summary>The bytes that <paramref name="value"/> takes: 1, 3, 4 or 9.</summary>
    public static int SizeOf(ulong value) => value switch
    {
        < Null => 1,
        <= 0xFFFF => 3,
        <= 0xFFFFFF => 4,
        _ => MaxSize,
    };

    /// <summary>Writes <paramref name="value"/> in its shortest form and returns the bytes written.</summary>
    /// <exception cref="ArgumentException">The destination has fewer than <see cref="SizeOf"/> bytes.</exception>
    public static int Write(Span<byte> destination, ulong value)
    {
        var size = SizeOf(value);
        if (destination.Length < size)
            throw new ArgumentException("Too small for the integer.", nameof(destination));
        switch (size)
        {
            case 1:
                destination[0] = (byte)value;
                break;
            case 3:
                destination[0] = TwoBytes;
                BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)value);
                break;
            case 4:
                // The marker and the three bytes are one little-endian word.
                BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)value << 8 | ThreeBytes);
                break;
            default:
                destination[0] = EightBytes;
                BinaryPrimitives.WriteUInt64LittleEndian(destination[1..], value);
                break;
        }
        return size;
    }
}
