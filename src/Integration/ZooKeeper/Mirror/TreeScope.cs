namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>The nodes that a mirror keeps.</summary>
/// <param name="root">The top.</param>
/// <param name="excluded">Names right below the top that are left out, with all below them.</param>
internal sealed class TreeScope(string root, IEnumerable<string> excluded)
{
    private readonly HashSet<string> excluded = new(excluded, StringComparer.Ordinal);

    public string Root => root;

    public bool Contains(string path) => TryRelative(path, out _);

    /// <summary>False for what is out of scope.</summary>
    /// <param name="path">The node.</param>
    /// <param name="names">From the root to the node; empty for the root.</param>
    public bool TryRelative(string path, out ReadOnlySpan<char> names)
    {
        if (!TreePath.TryRelative(root, path, out names))
            return false;
        int end = names.IndexOf('/');
        return !excluded.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end < 0 ? names : names[..end]);
    }
}
