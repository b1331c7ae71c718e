using System.Collections.Immutable;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>A node as an <see cref="ITreeMirror"/> keeps it; immutable.</summary>
public sealed class TreeNode
{
    internal TreeNode(ReadOnlyMemory<byte> data, int version, long mzxid, long pzxid, ImmutableSortedDictionary<string, TreeNode> children)
    {
        Data = data;
        Version = version;
        Mzxid = mzxid;
        Pzxid = pzxid;
        Children = children;
    }

    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Changes of the data; what a conditional change compares.</summary>
    public int Version { get; }

    /// <summary>The transaction that last changed the data.</summary>
    public long Mzxid { get; }

    /// <summary>By name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, TreeNode> Children { get; }

    /// <summary>The transaction that last changed the list of children, as of when that was read.</summary>
    internal long Pzxid { get; }
}
