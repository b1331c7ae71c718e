using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Codecs.Memcached;

/// <summary>
/// Names as keys: at most 250 bytes of UTF-8 without spaces and control characters. Ordinary names stay as they are; two
/// names never share a key. Any thread.
/// </summary>
public static class MemcachedKey
{
    /// <summary>Bytes of a key at most.</summary>
    public const int MaxLength = 250;

    private const char Escape = '%';
    private const byte Delete = 0x7F;

    // An escape is followed by two hexadecimal digits, so that no name reads like this by itself.
    private const string HashMark = "%~";
    private const int HashBytes = 16;

    /// <summary>The key of a name under a head.</summary>
    /// <param name="head">Stands in front as it is: no spaces, at most 150 bytes.</param>
    /// <param name="name">Any text. Spaces, control characters and % become %XX; of a key that would be too long the end is
    /// replaced by a hash of the name.</param>
    public static string Of(string head, string name)
    {
        StringBuilder escaped = new(head, head.Length + name.Length);
        foreach (char character in name)
        {
            if (character is <= ' ' or (char)Delete or Escape)
                escaped.Append(CultureInfo.InvariantCulture, $"{Escape}{(int)character:X2}");
            else
                escaped.Append(character);
        }

        string key = escaped.ToString();
        return Encoding.UTF8.GetByteCount(key) <= MaxLength ? key : Shorten(key, name);
    }

    /// <summary>A server takes it as a key.</summary>
    public static bool IsValid(string key) =>
        key.Length > 0
        && Encoding.UTF8.GetByteCount(key) <= MaxLength
        && !key.Any(static character => character is <= ' ' or (char)Delete);

    private static string Shorten(string key, string name)
    {
        string hash = HashMark + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, HashBytes));
        int room = MaxLength - hash.Length;
        int length = 0;
        int kept = 0;
        foreach (Rune rune in key.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > room)
                break;
            length += rune.Utf8SequenceLength;
            kept += rune.Utf16SequenceLength;
        }

        return key[..kept] + hash;
    }
}
