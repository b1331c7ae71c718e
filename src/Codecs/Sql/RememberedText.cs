namespace SceNettyProxy.Codecs.Sql;

/// <summary>
/// The text, and how it was read, that something was found out about last. Compared byte by byte, never by a hash: what is found
/// out decides what a text may do.
/// </summary>
internal struct RememberedText
{
    /// <summary>Longer texts are seldom sent twice, and would cost more to keep.</summary>
    private const int MaxLength = 4096;
    private const int Nothing = -1;

    private byte[] bytes;
    private int length;
    private SqlReading reading;

    public RememberedText()
    {
        bytes = [];
        length = Nothing;
    }

    /// <summary>It is that text, read in that way.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text, SqlReading asRead) =>
        text.Length == length && text.SequenceEqual(bytes.AsSpan(0, length)) && asRead == reading;

    public void Forget() => length = Nothing;

    public void Remember(ReadOnlySpan<byte> text, SqlReading asRead)
    {
        if (text.Length > MaxLength)
        {
            Forget();
            return;
        }

        if (bytes.Length < text.Length)
            bytes = new byte[Math.Max(256, text.Length)];
        text.CopyTo(bytes);
        length = text.Length;
        reading = asRead;
    }
}
