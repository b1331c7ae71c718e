namespace SceNettyProxy.Codecs.Memcached;

/// <summary>One answer of a server.</summary>
public sealed record MemcachedReply(MemcachedReplyKind Kind)
{
    /// <summary>Of <see cref="MemcachedReplyKind.Number"/>.</summary>
    public long Number { get; init; }

    /// <summary>Of <see cref="MemcachedReplyKind.Items"/>, in the order of the answer.</summary>
    public IReadOnlyList<MemcachedItem> Items { get; init; } = [];

    /// <summary>What an error or VERSION says.</summary>
    public string Message { get; init; } = "";
}
