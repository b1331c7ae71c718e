using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.ZooKeeper.Registry;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>
/// Reads and writes the registry's nodes for the tools. A database is created, changed and deleted as a whole. Every member throws
/// <see cref="ZooKeeperException"/>.
/// </summary>
/// <param name="client">The session.</param>
/// <param name="converter">Says whether two databases are the same.</param>
public sealed class TreeStore(IZooKeeper client, EntryConverter converter)
{
    /// <summary>Requests that are under way at a time.</summary>
    private const int Window = 64;

    private static readonly string[] Folders =
        [ProxyTree.Root, ProxyTree.Databases, ProxyTree.Types, ProxyTree.Forbids, ProxyTree.Proxies, ProxyTree.Numbers];

    /// <summary>Creates what is missing of the tree: its folders, the built-in types, an empty list of addresses.</summary>
    /// <returns>The paths that were created.</returns>
    /// <param name="chroot">Created too, through a session without one; empty for none.</param>
    /// <param name="outside">That session.</param>
    public async Task<IReadOnlyList<string>> InitAsync(string chroot = "", IZooKeeper? outside = null)
    {
        List<string> created = [];
        string at = "";
        foreach (string part in chroot.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at += $"/{part}";
            await EnsureAsync(outside!, at, "", created).ConfigureAwait(false);
        }

        foreach (string folder in Folders)
            await EnsureAsync(client, folder, "", created).ConfigureAwait(false);
        await EnsureAsync(client, ProxyTree.AuthedIps, "[]", created).ConfigureAwait(false);
        foreach (TypeDefinition type in TypeDefinition.BuiltIn)
            await EnsureAsync(client, TreePath.Child(ProxyTree.Types, type.Name), TypeJson.Write(type), created).ConfigureAwait(false);
        return created;
    }

    public async Task<TreeContent> ReadAsync()
    {
        IReadOnlyList<string> names = await ReadNamesAsync().ConfigureAwait(false);
        TreeContent content = new() { AuthedIps = await FindAsync(ProxyTree.AuthedIps).ConfigureAwait(false) };
        await AddTypesAsync(content).ConfigureAwait(false);
        foreach (string[] some in names.Chunk(Window))
        {
            var read = await Task.WhenAll(some.Select(ReadDatabaseAsync)).ConfigureAwait(false);
            foreach ((string name, IReadOnlyDictionary<string, string>? nodes) in some.Zip(read))
            {
                if (nodes is not null)
                    content.Databases.Add(name, nodes);
            }
        }

        return content;
    }

    /// <summary>The names of all databases, whole or not.</summary>
    public async Task<IReadOnlyList<string>> ReadNamesAsync()
    {
        await client.SyncAsync(ProxyTree.Root).ConfigureAwait(false);
        return (await client.GetChildrenAsync(ProxyTree.Databases).ConfigureAwait(false)).Names;
    }

    /// <summary>The types that databases may be of; what is malformed is left out.</summary>
    public async Task<IReadOnlyDictionary<string, TypeDefinition>> ReadTypesAsync()
    {
        TreeContent content = new();
        await AddTypesAsync(content).ConfigureAwait(false);
        return EntryConverter.TypesOf(content);
    }

    /// <summary>The nodes of a database, as far as they are there; null where there is no such database.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> ReadDatabaseAsync(string name)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        string?[] found = await Task.WhenAll(
            DatabaseNodes.All.Select(node => FindAsync(TreePath.Child(path, node)))).ConfigureAwait(false);
        Dictionary<string, string> nodes = DatabaseNodes.All.Zip(found)
            .Where(static node => node.Second is not null)
            .ToDictionary(static node => node.First, static node => node.Second!, StringComparer.Ordinal);
        return nodes.Count > 0 || await client.ExistsAsync(path).ConfigureAwait(false) is not null ? nodes : null;
    }

    /// <summary>The name of a database's type; null where there is no such database.</summary>
    public async Task<string?> FindTypeAsync(string name) =>
        (await FindAsync(TreePath.Child(TreePath.Child(ProxyTree.Databases, name), DatabaseNodes.Type)).ConfigureAwait(false))?.Trim();

    /// <summary>Makes a database what these nodes say, in one step.</summary>
    public async Task<TreeOutcome> WriteDatabaseAsync(string name, IReadOnlyDictionary<string, string> nodes)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        IReadOnlyDictionary<string, string>? before = await ReadDatabaseAsync(name).ConfigureAwait(false);
        if (before is not null && converter.SaySame(name, before, nodes))
            return TreeOutcome.Unchanged;
        List<MultiOperation> steps = [];
        foreach (string folder in (string[])[path, TreePath.Child(path, DatabaseNodes.Configuration)])
        {
            if (before is null || await client.ExistsAsync(folder).ConfigureAwait(false) is null)
                steps.Add(new CreateOperation(folder, default));
        }

        foreach (string node in DatabaseNodes.All)
        {
            string at = TreePath.Child(path, node);
            string? old = before?.GetValueOrDefault(node);
            if (!nodes.TryGetValue(node, out string? text))
            {
                if (old is not null)
                    steps.Add(new DeleteOperation(at));
            }
            else if (old is null)
            {
                steps.Add(new CreateOperation(at, Encoding.UTF8.GetBytes(text)));
            }
            else if (old != text)
            {
                steps.Add(new SetDataOperation(at, Encoding.UTF8.GetBytes(text)));
            }
        }

        await client.MultiAsync(steps).ConfigureAwait(false);
        return before is null ? TreeOutcome.Created : TreeOutcome.Changed;
    }

    /// <summary>Deletes a database with all its nodes, also those that are not known here.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> DeleteDatabaseAsync(string name)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        if (await client.ExistsAsync(path).ConfigureAwait(false) is null)
            return false;
        List<MultiOperation> steps = [];
        await AddDeletesAsync(path, steps).ConfigureAwait(false);
        await client.MultiAsync(steps).ConfigureAwait(false);
        return true;
    }

    /// <summary>Changes the texts of a database's nodes, each only if it is still as it was read, and all or none of them.</summary>
    /// <returns>False where somebody else has changed one meanwhile.</returns>
    public async Task<bool> EditTextsAsync(string name, Func<string, string> change)
    {
        string path = TreePath.Child(ProxyTree.Databases, name);
        List<MultiOperation> steps = [];
        foreach (string node in DatabaseNodes.All)
        {
            string at = TreePath.Child(path, node);
            if (await client.ExistsAsync(at).ConfigureAwait(false) is null)
                continue;
            NodeData found = await client.GetDataAsync(at).ConfigureAwait(false);
            string before = Encoding.UTF8.GetString(found.Data);
            string after = change(before);
            if (after != before)
                steps.Add(new SetDataOperation(at, Encoding.UTF8.GetBytes(after), found.Stat.Version));
        }

        try
        {
            if (steps.Count > 0)
                await client.MultiAsync(steps).ConfigureAwait(false);
            return true;
        }
        catch (ZooKeeperException e) when (e.Error is ZooKeeperError.BadVersion or ZooKeeperError.NoNode)
        {
            return false;
        }
    }

    public Task<TreeOutcome> WriteTypeAsync(string name, string text) => WriteAsync(TreePath.Child(ProxyTree.Types, name), text);

    public Task<TreeOutcome> WriteAuthedIpsAsync(string text) => WriteAsync(ProxyTree.AuthedIps, text);

    private async Task AddTypesAsync(TreeContent content)
    {
        foreach (string type in (await client.GetChildrenAsync(ProxyTree.Types).ConfigureAwait(false)).Names)
        {
            if (await FindAsync(TreePath.Child(ProxyTree.Types, type)).ConfigureAwait(false) is { } text)
                content.Types.Add(type, text);
        }
    }

    private async Task AddDeletesAsync(string path, List<MultiOperation> steps)
    {
        foreach (string child in (await client.GetChildrenAsync(path).ConfigureAwait(false)).Names)
            await AddDeletesAsync(TreePath.Child(path, child), steps).ConfigureAwait(false);
        steps.Add(new DeleteOperation(path));
    }

    private async Task<TreeOutcome> WriteAsync(string path, string text)
    {
        string? before = await FindAsync(path).ConfigureAwait(false);
        if (before == text)
            return TreeOutcome.Unchanged;
        if (before is null)
            await client.CreateAsync(path, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        else
            await client.SetDataAsync(path, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
        return before is null ? TreeOutcome.Created : TreeOutcome.Changed;
    }

    private static async Task EnsureAsync(IZooKeeper client, string path, string text, List<string> created)
    {
        try
        {
            await client.CreateAsync(path, Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
            created.Add(path);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NodeExists)
        {
            // As it is, is how it was wanted.
        }
    }

    private async Task<string?> FindAsync(string path)
    {
        try
        {
            return Encoding.UTF8.GetString((await client.GetDataAsync(path).ConfigureAwait(false)).Data);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NoNode)
        {
            return null;
        }
    }
}
