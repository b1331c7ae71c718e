using System.Collections.Immutable;
using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>
/// Changes to an immutable tree, gathered and made in one step: what did not change is shared with the tree before. Not
/// thread-safe.
/// </summary>
/// <param name="root">The tree before; null where there is none.</param>
/// <param name="pool">Of the names of nodes.</param>
internal sealed class TreeEditor(TreeNode? root, NamePool pool)
{
    private readonly Draft top = new(root);

    /// <summary>The node is there. Its ancestors must be.</summary>
    /// <param name="names">From the root to the node; empty for the root.</param>
    /// <param name="reading">What was read.</param>
    public void Set(ReadOnlySpan<char> names, in NodeReading reading)
    {
        if (Find(names) is not { } draft)
            return;
        draft.Exists = true;
        draft.Data = reading.Data;
        draft.Version = reading.Stat.Version;
        draft.Mzxid = reading.Stat.Mzxid;
    }

    /// <summary>There is no such node, and nothing below it.</summary>
    public void Remove(ReadOnlySpan<char> names)
    {
        Find(names)?.Remove();
    }

    /// <summary>The tree with all changes. Call once.</summary>
    public TreeNode? Build() => top.Build();

    /// <returns>Null below a node that has gone.</returns>
    private Draft? Find(ReadOnlySpan<char> names)
    {
        Draft at = top;
        if (names.IsEmpty)
            return at;
        foreach (Range part in names.Split('/'))
        {
            if (!at.Exists)
                return null;
            at = at.Child(names[part], pool);
        }

        return at;
    }

    /// <summary>A node that is changed, or that something below is.</summary>
    private sealed class Draft(TreeNode? original)
    {
        // Most are leaves.
        private Dictionary<string, Draft>? children;

        public TreeNode? Original { get; private set; } = original;

        public bool Exists { get; set; } = original is not null;

        public ReadOnlyMemory<byte> Data { get; set; } = original?.Data ?? default;

        public int Version { get; set; } = original?.Version ?? 0;

        public long Mzxid { get; set; } = original?.Mzxid ?? 0;

        public void Remove()
        {
            Exists = false;
            Original = null;
            children = null;
        }

        public Draft Child(ReadOnlySpan<char> name, NamePool names)
        {
            children ??= new Dictionary<string, Draft>(StringComparer.Ordinal);
            Dictionary<string, Draft>.AlternateLookup<ReadOnlySpan<char>> byName = children.GetAlternateLookup<ReadOnlySpan<char>>();
            if (byName.TryGetValue(name, out Draft? draft))
                return draft;
            string key = names.Get(name, siblings: children.Count);
            return children[key] = new Draft(Original?.Children.GetValueOrDefault(key));
        }

        public TreeNode? Build()
        {
            if (!Exists)
                return null;
            ImmutableSortedDictionary<string, TreeNode> before = Original?.Children ?? TreeNode.NoChildren;
            ImmutableSortedDictionary<string, TreeNode>.Builder after = before.ToBuilder();
            foreach ((string name, Draft child) in children ?? [])
            {
                if (child.Build() is { } built)
                    after[name] = built;
                else
                    after.Remove(name);
            }

            return new TreeNode(Data, Version, Mzxid, after.ToImmutable());
        }
    }
}
