using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Reads the fields of one payload in their order; protocol page "Protocol Data Types". Every member throws
/// <see cref="MySqlProtocolException"/> where the payload ends too early, and copies nothing.
/// </summary>
public ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> rest = payload;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => rest.Length;

    /// <summary>Reads an int&lt;1&gt;.</summary>
    public byte ReadByte() => Take(1)[0];

    /// <summary>The next byte, which stays unread.</summary>
    public readonly byte PeekByte()
    {
        if (rest.IsEmpty)
            ThrowTruncated();
        return rest[0];
    }

    /// <summary>Reads an int&lt;2&gt;.</summary>
    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    /// <summary>Reads an int&lt;3&gt;.</summary>
    public uint ReadUInt24()
    {
        var bytes = Take(3);
        return bytes[0] | (uint)bytes[1] << 8 | (uint)bytes[2] << 16;
    }

    /// <summary>Reads an int&lt;4&gt;.</summary>
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>Reads an int&lt;8&gt;.</summary>
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads an int&lt;lenenc&gt;. The NULL marker 0xFB and the error marker 0xFF are malformed here.</summary>
    public ulong ReadLengthEncodedInteger()
    {
        switch (PeekByte())
        {
            case LengthEncoded.Null or LengthEncoded.Error:
                MySqlProtocolException.Throw(ProtocolError.Malformed, "A length-encoded integer was due.");
                return 0;
            case LengthEncoded.TwoBytes:
                Skip(1);
                return ReadUInt16();
            case LengthEncoded.ThreeBytes:
                Skip(1);
                return ReadUInt24();
            case LengthEncoded.EightBytes:
                Skip(1);
                return ReadUInt64();
            default:
                return ReadByte();
        }
    }

    /// <summary>
    /// As <see cref="ReadLengthEncodedInteger"/>, but where that would throw it returns false and reads nothing.
    /// </summary>
    public bool TryReadLengthEncodedInteger(out ulong value)
    {
        value = 0;
        if (rest.IsEmpty || rest[0] is LengthEncoded.Null or LengthEncoded.Error)
            return false;
        var size = rest[0] switch
        {
            LengthEncoded.TwoBytes => 3,
            LengthEncoded.ThreeBytes => 4,
            LengthEncoded.EightBytes => 9,
            _ => 1,
        };
        if (rest.Length < size)
            return false;
        value = ReadLengthEncodedInteger();
        return true;
    }

    /// <summary>Reads a string&lt;lenenc&gt;. The result is a part of the payload.</summary>
    public ReadOnlySpan<byte> ReadLengthEncodedString()
    {
        var length = ReadLengthEncodedInteger();
        if (length > (ulong)rest.Length)
            ThrowTruncated();
        return Take((int)length);
    }

    /// <summary>Reads a string&lt;NUL&gt;; the zero byte is skipped and not part of the result.</summary>
    public ReadOnlySpan<byte> ReadNullTerminated()
    {
        var length = rest.IndexOf((byte)0);
        if (length < 0)
            ThrowTruncated();
        var text = Take(length);
        Skip(1);
        return text;
    }

    /// <summary>As <see cref="ReadNullTerminated"/>, but the end of the payload may stand for the zero byte.</summary>
    public ReadOnlySpan<byte> ReadNullTerminatedOrRest() =>
        rest.Contains((byte)0) ? ReadNullTerminated() : ReadRest();

    /// <summary>Reads <paramref name="count"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take(count);

    /// <summary>Reads all that is left, which may be nothing.</summary>
    public ReadOnlySpan<byte> ReadRest() => Take(rest.Length);

    /// <summary>Passes over <paramref name="count"/> bytes.</summary>
    public void Skip(int count) => Take(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)rest.Length)
            ThrowTruncated();
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static void ThrowTruncated() =>
        MySqlProtocolException.Throw(ProtocolError.Truncated, "The payload ends in the middle of a field.");
}
