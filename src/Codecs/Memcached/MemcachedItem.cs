namespace SceNettyProxy.Codecs.Memcached;

/// <summary>A key that was found.</summary>
/// <param name="Key">The key.</param>
/// <param name="Text">What it holds, as UTF-8.</param>
/// <param name="Cas">Changes with every change of the key; 0 where it was not asked for.</param>
public sealed record MemcachedItem(string Key, string Text, ulong Cas)
{
    /// <summary>The number that it holds; null for anything else. A server pads a number that got shorter with
    /// spaces.</summary>
    public long? Number => long.TryParse(Text.AsSpan().TrimEnd(' '), System.Globalization.NumberStyles.None, null, out long number)
        ? number
        : null;
}
