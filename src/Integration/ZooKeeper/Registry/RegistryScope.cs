namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>Which parts of a registry some nodes belong to.</summary>
internal sealed record RegistryScope
{
    public bool HasAuthedIps { get; private init; }

    public bool HasTypes { get; private init; }

    /// <summary>All databases; <see cref="Databases"/> says nothing then.</summary>
    public bool HasAllDatabases { get; private init; }

    /// <summary>Their names.</summary>
    public IReadOnlySet<string> Databases { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <param name="paths">Nodes that have changed; of a subtree that came or went perhaps its top alone.</param>
    public static RegistryScope Of(IReadOnlyList<string> paths)
    {
        HashSet<string> databases = new(StringComparer.Ordinal);
        bool hasAll = false;
        bool hasTypes = false;
        bool hasAuthedIps = false;
        foreach (string path in paths)
        {
            bool isRoot = path == ProxyTree.Root;
            hasAll |= isRoot || path == ProxyTree.Databases;
            hasTypes |= isRoot || TreePath.TryRelative(ProxyTree.Types, path, out _);
            hasAuthedIps |= isRoot || path == ProxyTree.AuthedIps;
            if (ProxyTree.ChildOf(ProxyTree.Databases, path) is { } name)
                databases.Add(name);
        }

        return new RegistryScope { HasAuthedIps = hasAuthedIps, HasTypes = hasTypes, HasAllDatabases = hasAll, Databases = databases };
    }
}
