namespace SceNettyProxy.Codecs.Sql;

/// <summary>A piece of the statement text, in bytes.</summary>
public readonly record struct TextRange(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
}
