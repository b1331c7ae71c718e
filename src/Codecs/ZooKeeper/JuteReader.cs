using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// Reads the fields of one record in their order; numbers are big-endian. Every member throws
/// <see cref="ZooKeeperProtocolException"/> where the record ends too early or a length is impossible.
/// </summary>
public ref struct JuteReader(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> rest = record;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => rest.Length;

    /// <summary>Reads a boolean: one byte, 0 or 1.</summary>
    public bool ReadBoolean() => Take(1)[0] != 0;

    /// <summary>Reads an int: 4 bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>Reads a long: 8 bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    /// <summary>Reads a buffer: length, bytes. Length -1 is null, which reads as empty. The result is a part of the record.</summary>
    public ReadOnlySpan<byte> ReadBuffer()
    {
        int length = ReadInt32();
        return length == -1 ? [] : Take(length);
    }

    /// <summary>Reads a ustring: a buffer in UTF-8.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBuffer());

    /// <summary>Reads a vector of ustrings: count, elements. Count -1 is null, which reads as empty.</summary>
    public string[] ReadStrings()
    {
        int count = ReadInt32();
        if (count == -1)
            return [];
        // Each takes its length at least: a count that the record cannot hold must not allocate.
        if (count < 0 || count > rest.Length / sizeof(int))
            ZooKeeperProtocolException.Throw("A vector has an impossible length.");
        string[] strings = new string[count];
        for (int i = 0; i < count; i++)
            strings[i] = ReadString();
        return strings;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)rest.Length)
            ZooKeeperProtocolException.Throw("A record ends in the middle of a field.");
        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
