namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>The bytes of normalised statements, one behind the other; grows, and gives great size back.</summary>
internal sealed class DigestBuffer
{
    private const int InitialSize = 1024;

    /// <summary>More is not kept from one text to the next.</summary>
    private const int KeptSize = 64 * 1024;

    private byte[] bytes = new byte[InitialSize];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (bytes.Length > KeptSize)
            bytes = new byte[InitialSize];
    }

    public void Add(byte value)
    {
        Grow(1);
        bytes[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values)
    {
        Grow(values.Length);
        values.CopyTo(bytes.AsSpan(Length));
        Length += values.Length;
    }

    public void AddUpper(ReadOnlySpan<byte> word)
    {
        Grow(word.Length);
        foreach (byte b in word)
            bytes[Length++] = SqlText.ToUpper(b);
    }

    public void Truncate(int length) => Length = length;

    private void Grow(int more)
    {
        if (bytes.Length - Length < more)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + more));
    }
}
