using System.Buffers;
using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Appends the data types of the protocol to a buffer, which grows as needed. On the buffer's own thread.
/// </summary>
public static class ByteBufferExtensions
{
    /// <summary>Appends <paramref name="bytes"/> as they are.</summary>
    public static void WriteSpan(this IByteBuffer output, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        output.EnsureWritable(bytes.Length);
        if (output.HasArray)
        {
            bytes.CopyTo(output.Array.AsSpan(output.ArrayOffset + output.WriterIndex, bytes.Length));
            output.SetWriterIndex(output.WriterIndex + bytes.Length);
            return;
        }

        // Composite buffers have no array of their own.
        var copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        output.WriteBytes(copy, 0, bytes.Length);
        ArrayPool<byte>.Shared.Return(copy);
    }

    /// <summary>Appends an int&lt;lenenc&gt;.</summary>
    public static void WriteLengthEncodedInteger(this IByteBuffer output, ulong value)
    {
        Span<byte> bytes = stackalloc byte[LengthEncoded.MaxSize];
        output.WriteSpan(bytes[..LengthEncoded.Write(bytes, value)]);
    }

    /// <summary>Appends a string&lt;lenenc&gt;.</summary>
    public static void WriteLengthEncodedString(this IByteBuffer output, ReadOnlySpan<byte> text)
    {
        output.WriteLengthEncodedInteger((ulong)text.Length);
        output.WriteSpan(text);
    }

    /// <summary>Appends a string&lt;lenenc&gt; in UTF-8.</summary>
    public static void WriteLengthEncodedString(this IByteBuffer output, string text)
    {
        output.WriteLengthEncodedInteger((ulong)Encoding.UTF8.GetByteCount(text));
        output.WriteText(text);
    }

    /// <summary>Appends a string&lt;NUL&gt; in UTF-8.</summary>
    /// <exception cref="ArgumentException">The text holds a zero character, which would end it.</exception>
    public static void WriteNullTerminated(this IByteBuffer output, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A zero character would end the string.", nameof(text));
        output.WriteText(text);
        output.WriteByte(0);
    }

    /// <summary>Appends <paramref name="text"/> in UTF-8, without a length or an end.</summary>
    public static void WriteText(this IByteBuffer output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        Encoding.UTF8.GetBytes(text, bytes);
        output.WriteSpan(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
