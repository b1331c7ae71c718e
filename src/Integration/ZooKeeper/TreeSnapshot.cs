using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>A subtree at one moment of an <see cref="ITreeMirror"/>; immutable.</summary>
/// <param name="rootPath">The subtree's top, as the client names it; no slash at the end, unless it is <c>/</c>.</param>
/// <param name="root">Null where the root does not exist.</param>
public sealed class TreeSnapshot(string rootPath, TreeNode? root)
{
    /// <summary>The subtree's top, as the client names it.</summary>
    public string RootPath { get; } = rootPath;

    /// <summary>Null where the root does not exist.</summary>
    public TreeNode? Root { get; } = root;

    /// <param name="path">As the client names it: with the root's path in front.</param>
    /// <param name="node">The node.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out TreeNode? node)
    {
        node = null;
        if (!TreePath.TryRelative(RootPath, path, out ReadOnlySpan<char> rest))
            return false;
        TreeNode? at = Root;
        foreach (Range part in rest.Split('/'))
        {
            if (at is null)
                return false;
            string name = rest[part].ToString();
            if (name.Length > 0)
                at = at.Children.GetValueOrDefault(name);
        }

        node = at;
        return node is not null;
    }

    /// <summary>The names of a node's children in ordinal order; none where there is no such node.</summary>
    public IEnumerable<string> Children(string path) => TryGet(path, out TreeNode? node) ? node.Children.Keys : [];
}
