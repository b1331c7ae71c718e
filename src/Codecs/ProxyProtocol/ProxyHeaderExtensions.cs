using System.Buffers.Binary;
using System.Numerics;

namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>The extensions (TLVs) of a version 2 header: walked over, and the checksum, where there is one, compared.</summary>
internal static class ProxyHeaderExtensions
{
    private const int HeaderLength = 3;
    private const byte ChecksumType = 0x03;

    /// <exception cref="ProxyHeaderException">An extension reaches behind the end, or the checksum is wrong.</exception>
    public static void Check(ReadOnlySpan<byte> header, int start)
    {
        int position = start;
        while (position < header.Length)
        {
            if (header.Length - position < HeaderLength)
                ProxyHeaderException.Throw("An extension of the PROXY header is cut off.");
            int length = BinaryPrimitives.ReadUInt16BigEndian(header[(position + 1)..]);
            int value = position + HeaderLength;
            if (header.Length - value < length)
                ProxyHeaderException.Throw("An extension of the PROXY header is cut off.");
            if (header[position] == ChecksumType)
                CheckSum(header, value, length);
            position = value + length;
        }
    }

    /// <summary>CRC32c of the whole header with the checksum itself as zero.</summary>
    private static void CheckSum(ReadOnlySpan<byte> header, int value, int length)
    {
        if (length != sizeof(uint))
            ProxyHeaderException.Throw("The checksum of the PROXY header does not have 4 bytes.");
        uint crc = uint.MaxValue;
        for (int i = 0; i < header.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= value && i < value + sizeof(uint) ? (byte)0 : header[i]);
        if (~crc != BinaryPrimitives.ReadUInt32BigEndian(header[value..]))
            ProxyHeaderException.Throw("The checksum of the PROXY header is wrong.");
    }
}
