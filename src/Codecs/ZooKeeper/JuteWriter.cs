using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// Appends the types of a record that DotNetty's buffers do not have; numbers are big-endian, as theirs are. On the buffer's
/// own thread; the buffer is array-backed.
/// </summary>
internal static class JuteWriter
{
    /// <summary>Appends a buffer: length, bytes.</summary>
    public static void WriteJuteBuffer(this IByteBuffer output, ReadOnlySpan<byte> bytes)
    {
        output.WriteInt(bytes.Length);
        bytes.CopyTo(output.Reserve(bytes.Length));
    }

    /// <summary>Appends a ustring: length in bytes, UTF-8.</summary>
    public static void WriteJuteString(this IByteBuffer output, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        output.WriteInt(length);
        Encoding.UTF8.GetBytes(text, output.Reserve(length));
    }

    /// <summary>Appends a vector of ustrings: count, elements.</summary>
    public static void WriteJuteStrings(this IByteBuffer output, ReadOnlySpan<string> strings)
    {
        output.WriteInt(strings.Length);
        foreach (string text in strings)
            output.WriteJuteString(text);
    }

    private static Span<byte> Reserve(this IByteBuffer output, int length)
    {
        output.EnsureWritable(length);
        int start = output.ArrayOffset + output.WriterIndex;
        output.SetWriterIndex(output.WriterIndex + length);
        return output.Array.AsSpan(start, length);
    }
}
