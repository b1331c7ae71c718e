using System.Buffers.Text;
using System.Text;

namespace SceNettyProxy.Codecs.Memcached;

/// <summary>
/// Cuts the bytes of a server into answers. Keeps the items of an unfinished answer between calls, bytes never. One
/// connection's, one thread's.
/// </summary>
/// <remarks>
/// <code>
/// VALUE key flags length [cas]\r\n data\r\n … END\r\n      items
/// digits\r\n                                               number
/// STORED NOT_STORED EXISTS NOT_FOUND DELETED               one word
/// VERSION …   CLIENT_ERROR …   SERVER_ERROR …   ERROR      words
/// </code>
/// </remarks>
public sealed class MemcachedReplyReader
{
    /// <summary>Bytes of a line at most: a key with three numbers, or what an error says.</summary>
    public const int MaxLine = 1024;

    /// <summary>Bytes of what a key holds at most: a server's own limit.</summary>
    public const int MaxData = 1024 * 1024;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private List<MemcachedItem> items = [];
    private (string Key, int Length, ulong Cas)? open;

    /// <summary>Reads as far as one answer.</summary>
    /// <param name="input">What has come and was not consumed before.</param>
    /// <param name="consumed">Bytes that must not be given again; also without an answer.</param>
    /// <returns>The answer; null where more is needed.</returns>
    /// <exception cref="MemcachedProtocolException">This is no answer; the reader must not be used again.</exception>
    public MemcachedReply? Read(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = input[consumed..];
            if (open is { } item)
            {
                if (rest.Length < item.Length + LineEnd.Length)
                    return null;
                if (!rest[item.Length..].StartsWith(LineEnd))
                    throw new MemcachedProtocolException("data does not end where it should");
                items.Add(new MemcachedItem(item.Key, Encoding.UTF8.GetString(rest[..item.Length]), item.Cas));
                consumed += item.Length + LineEnd.Length;
                open = null;
                continue;
            }

            int end = rest.IndexOf(LineEnd);
            if (end < 0 && rest.Length <= MaxLine)
                return null;
            if (end is < 0 or > MaxLine)
                throw new MemcachedProtocolException("a line is too long");
            consumed += end + LineEnd.Length;
            if (ReadLine(rest[..end]) is { } reply)
                return reply;
        }
    }

    private MemcachedReply? ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("VALUE "u8))
        {
            open = ReadItem(line["VALUE ".Length..]);
            return null;
        }

        if (line.SequenceEqual("END"u8))
        {
            MemcachedReply found = new(MemcachedReplyKind.Items) { Items = items };
            items = [];
            return found;
        }

        if (items.Count > 0)
            throw new MemcachedProtocolException("items without an end");
        // Numbers that got shorter may be padded with spaces.
        if (Utf8Parser.TryParse(line, out long number, out int digits) && number >= 0 && line[digits..].Trim((byte)' ').IsEmpty)
            return new MemcachedReply(MemcachedReplyKind.Number) { Number = number };
        return ReadWord(line) ?? throw new MemcachedProtocolException("a line that is no answer");
    }

    private static MemcachedReply? ReadWord(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        MemcachedReplyKind? kind = Encoding.ASCII.GetString(word) switch
        {
            "STORED" => MemcachedReplyKind.Stored,
            "NOT_STORED" => MemcachedReplyKind.NotStored,
            "EXISTS" => MemcachedReplyKind.Exists,
            "NOT_FOUND" => MemcachedReplyKind.NotFound,
            "DELETED" => MemcachedReplyKind.Deleted,
            "VERSION" => MemcachedReplyKind.Version,
            "CLIENT_ERROR" => MemcachedReplyKind.ClientError,
            "SERVER_ERROR" or "ERROR" => MemcachedReplyKind.ServerError,
            _ => null,
        };
        return kind is { } known ? new MemcachedReply(known) { Message = Encoding.UTF8.GetString(line) } : null;
    }

    private static (string Key, int Length, ulong Cas) ReadItem(ReadOnlySpan<byte> words)
    {
        string[] parts = Encoding.UTF8.GetString(words).Split(' ');
        ulong cas = 0;
        if (parts.Length is not (3 or 4)
            || !uint.TryParse(parts[1], out _)
            || !int.TryParse(parts[2], out int length)
            || length is < 0 or > MaxData
            || (parts.Length == 4 && !ulong.TryParse(parts[3], out cas)))
            throw new MemcachedProtocolException("an item that cannot be read");
        return (parts[0], length, cas);
    }
}
