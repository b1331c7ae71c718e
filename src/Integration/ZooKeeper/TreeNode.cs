using System.Collections.Immutable;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>A node as an <see cref="ITreeMirror"/> keeps it; immutable.</summary>
/// <param name="data">Its data; not copied.</param>
/// <param name="version">Of the data.</param>
/// <param name="mzxid">The transaction that last changed the data.</param>
/// <param name="children">By name, in ordinal order.</param>
public sealed class TreeNode(
    ReadOnlyMemory<byte> data, int version, long mzxid, ImmutableSortedDictionary<string, TreeNode> children)
{
    /// <summary>The children of a leaf; what others are made from.</summary>
    public static ImmutableSortedDictionary<string, TreeNode> NoChildren { get; } =
        ImmutableSortedDictionary.Create<string, TreeNode>(StringComparer.Ordinal);

    public ReadOnlyMemory<byte> Data { get; } = data;

    /// <summary>Changes of the data; what a conditional change compares.</summary>
    public int Version { get; } = version;

    /// <summary>The transaction that last changed the data.</summary>
    public long Mzxid { get; } = mzxid;

    /// <summary>By name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, TreeNode> Children { get; } = children;
}
