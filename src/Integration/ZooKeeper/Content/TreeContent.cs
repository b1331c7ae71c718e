namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>The registry's nodes as texts: what the tools load, dump and compare.</summary>
public sealed class TreeContent
{
    /// <summary>The global list, JSON; null for none.</summary>
    public string? AuthedIps { get; set; }

    /// <summary>The quotas by type, JSON objects.</summary>
    public SortedDictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>By database, the data of its nodes by their names below its own, such as <c>dbconf/db_user</c>.</summary>
    public SortedDictionary<string, IReadOnlyDictionary<string, string>> Databases { get; } = new(StringComparer.Ordinal);
}
