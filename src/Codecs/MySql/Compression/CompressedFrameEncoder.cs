using System.IO.Compression;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql.Compression;

/// <summary>Bytes to compressed frames. Stateless; any thread.</summary>
public static class CompressedFrameEncoder
{
    /// <summary>Payloads below this many bytes are stored: the protocol's own threshold.</summary>
    public const int MinCompressed = 50;

    /// <summary>Appends one frame; what would grow by compression is stored.</summary>
    /// <param name="payload">1 to <see cref="CompressedHeader.MaxPayload"/> bytes.</param>
    /// <param name="sequence">The number of the frame.</param>
    /// <param name="output">Grows as needed; the caller's.</param>
    public static void Write(ReadOnlySpan<byte> payload, byte sequence, IByteBuffer output)
    {
        int start = output.WriterIndex;
        output.WriteZero(CompressedHeader.Size);
        int originalLength = 0;
        if (payload.Length >= MinCompressed)
        {
            // Each frame is a zlib stream of its own, and the runtime has no way to start one anew.
            using (ZLibStream zlib = new(new BufferStream(output), CompressionLevel.Fastest))
                zlib.Write(payload);
            originalLength = payload.Length;
        }

        int length = output.WriterIndex - start - CompressedHeader.Size;
        if (originalLength == 0 || length >= payload.Length)
        {
            output.SetWriterIndex(start + CompressedHeader.Size);
            output.WriteSpan(payload);
            length = payload.Length;
            originalLength = 0;
        }

        CompressedHeader.Write(
            output.Array.AsSpan(output.ArrayOffset + start, CompressedHeader.Size), length, sequence, originalLength);
    }
}
