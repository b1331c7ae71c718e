using System.Collections.Immutable;
using System.Text;
using SceNettyProxy.Integration.ZooKeeper;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Shared;

/// <summary>A mirror whose tree a test writes.</summary>
internal sealed class ScriptedMirror : ITreeMirror
{
    private long zxid;

    public event Action<TreeChange>? Changed;

    public bool IsComplete { get; private set; }

    public TreeSnapshot Current { get; private set; } = new(ProxyTree.Root, null);

    /// <summary>The nodes with their data; to be changed, and told by <see cref="Tell"/>.</summary>
    public SortedDictionary<string, byte[]> Nodes { get; } = new(StringComparer.Ordinal);

    /// <summary>A tree of the original with these databases.</summary>
    public ScriptedMirror With(params string[] databases)
    {
        Set(ProxyTree.AuthedIps, """["127.0.0.1"]""");
        Set(ProxyTree.Types, "");
        Set(ProxyTree.Databases, "");
        Set(ProxyTree.Forbids, "");
        foreach (string database in databases)
            AddDatabase(database);
        return this;
    }

    public void AddDatabase(string name)
    {
        string path = $"{ProxyTree.Databases}/{name}";
        Set(path, "");
        Set($"{path}/authed_ips", "[]");
        Set($"{path}/db_disabled", "0");
        Set($"{path}/dbtype", "default");
        Set($"{path}/dbconf", "");
        Set($"{path}/dbconf/db_user", $"{name}_user");
        Set($"{path}/dbconf/db_password", "7D6B");
        Set($"{path}/dbconf/db_db", name);
        Set($"{path}/dbconf/db_host_r", "10.0.0.1");
        Set($"{path}/dbconf/db_host_w", "10.0.0.1");
    }

    public void Set(string path, string data) => Nodes[path] = Encoding.UTF8.GetBytes(data);

    /// <summary>Takes a node away with all below it.</summary>
    public void Remove(string path)
    {
        foreach (string gone in Nodes.Keys.Where(key => key == path || key.StartsWith($"{path}/", StringComparison.Ordinal)).ToArray())
            Nodes.Remove(gone);
    }

    /// <summary>Sets a node and tells so.</summary>
    public void Change(string path, string data)
    {
        Set(path, data);
        Tell(path);
    }

    /// <summary>The whole tree is known now.</summary>
    public void Complete()
    {
        IsComplete = true;
        Tell(ProxyTree.Root);
    }

    public void Tell(params string[] paths)
    {
        TreeSnapshot before = Current;
        zxid++;
        Current = new TreeSnapshot(ProxyTree.Root, Nodes.Count == 0 ? null : Build(ProxyTree.Root));
        Changed?.Invoke(new TreeChange(before, Current, paths));
    }

    private TreeNode Build(string path)
    {
        var children = ImmutableSortedDictionary.CreateBuilder<string, TreeNode>(StringComparer.Ordinal);
        string prefix = $"{path}/";
        foreach (string below in Nodes.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            string name = below[prefix.Length..].Split('/')[0];
            if (!children.ContainsKey(name))
                children.Add(name, Build(prefix + name));
        }

        return new TreeNode(Nodes.GetValueOrDefault(path, []), 0, zxid, children.ToImmutable());
    }
}
