using System.IO.Compression;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>Compressed frames by hand, as the protocol page "Compressed Packet" writes them.</summary>
internal static class Frames
{
    public const uint Compress = 0x20;
    public const int HeaderSize = 7;

    /// <summary>A client that negotiates compression.</summary>
    public const uint Client = Wire.PlainClient | Compress;

    /// <summary>A frame whose payload is stored as it is.</summary>
    public static byte[] Stored(int sequence, params ReadOnlySpan<byte> payload) => Frame(sequence, 0, payload);

    /// <summary>A frame with a zlib stream.</summary>
    /// <param name="claimed">The length that the header tells; null is the true one.</param>
    public static byte[] Deflated(int sequence, ReadOnlySpan<byte> payload, int? claimed = null) =>
        Frame(sequence, claimed ?? payload.Length, Deflate(payload));

    /// <summary>A frame of any content.</summary>
    public static byte[] Frame(int sequence, int originalLength, ReadOnlySpan<byte> content) =>
    [
        (byte)content.Length, (byte)(content.Length >> 8), (byte)(content.Length >> 16), (byte)sequence,
        (byte)originalLength, (byte)(originalLength >> 8), (byte)(originalLength >> 16), .. content,
    ];

    public static byte[] Deflate(ReadOnlySpan<byte> payload)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(payload);
        return output.ToArray();
    }

    /// <summary>Reads whole frames.</summary>
    /// <returns>Each with its number and what it holds.</returns>
    public static List<RawPacket> ReadAll(ReadOnlySpan<byte> bytes)
    {
        List<RawPacket> frames = [];
        while (!bytes.IsEmpty)
        {
            int length = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
            int originalLength = bytes[4] | bytes[5] << 8 | bytes[6] << 16;
            byte[] payload = bytes.Slice(HeaderSize, length).ToArray();
            frames.Add(new RawPacket(bytes[3], originalLength == 0 ? payload : Inflate(payload, originalLength)));
            bytes = bytes[(HeaderSize + length)..];
        }

        return frames;
    }

    /// <summary>What the frames hold, together.</summary>
    public static byte[] Join(List<RawPacket> frames) => [.. frames.SelectMany(static frame => frame.Payload)];

    private static byte[] Inflate(byte[] compressed, int length)
    {
        using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var output = new MemoryStream();
        zlib.CopyTo(output);
        Assert.AreEqual(length, output.Length, "the length that the header tells");
        return output.ToArray();
    }
}
