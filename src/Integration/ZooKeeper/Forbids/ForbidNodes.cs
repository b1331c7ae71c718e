using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.ZooKeeper.Forbids;

/// <summary>
/// The nodes of forbids as tools read and write them, without a copy of the tree. Every member throws
/// <see cref="ZooKeeperException"/>, and <see cref="ForbidFormatException"/> for a node that is malformed.
/// </summary>
public sealed class ForbidNodes(IZooKeeper client)
{
    // Each of them loses against another writer, who has done something then.
    private const int MaxAttempts = 10;

    /// <summary>All that is kept, what is over included.</summary>
    public async Task<ForbidSnapshot> ReadAsync()
    {
        await client.SyncAsync(ProxyTree.Forbids).ConfigureAwait(false);
        ForbidSnapshot all = ForbidSnapshot.Empty;
        foreach (string database in (await client.GetChildrenAsync(ProxyTree.Forbids).ConfigureAwait(false)).Names)
        {
            NodeData? found = await ReadAsync(TreePath.Child(ProxyTree.Forbids, database)).ConfigureAwait(false);
            all = all.With(database, Parse(database, found).Of(database));
        }

        return all;
    }

    /// <summary>Changes what is kept of a database.</summary>
    /// <param name="change">From all forbids of that database to those that are to be kept; perhaps more than once.</param>
    /// <exception cref="ForbidStoreException">Others change it all the time.</exception>
    public async Task EditAsync(string database, Func<ForbidSnapshot, ForbidSnapshot> change)
    {
        string path = TreePath.Child(ProxyTree.Forbids, database);
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            NodeData? found = await ReadAsync(path).ConfigureAwait(false);
            ForbidSnapshot before = Parse(database, found);
            ForbidSnapshot after = change(before);
            if (after == before || WriteOf(path, database, found, after) is not { } write)
                return;
            try
            {
                await client.MultiAsync([write]).ConfigureAwait(false);
                return;
            }
            catch (ZooKeeperException e) when (e.Error is ZooKeeperError.BadVersion or ZooKeeperError.NodeExists
                || (e.Error == ZooKeeperError.NoNode && found is not null))
            {
                // Somebody else was faster.
            }
        }

        throw new ForbidStoreException($"{path} is changed by others all the time");
    }

    /// <summary>What makes a node hold these forbids, if it is still as it was found; null where nothing has to be done.</summary>
    internal static MultiOperation? WriteOf(string path, string database, NodeData? found, ForbidSnapshot after)
    {
        bool isEmpty = after.Of(database).IsEmpty;
        byte[] data = Encoding.ASCII.GetBytes(ForbidJsonWriter.Write(after));
        return found is not { } old ? isEmpty ? null : new CreateOperation(path, data)
            : isEmpty ? new DeleteOperation(path, old.Stat.Version)
            : new SetDataOperation(path, data, old.Stat.Version);
    }

    private static ForbidSnapshot Parse(string database, NodeData? found) => found is { Data.Length: > 0 } node
        ? ForbidSnapshot.Empty.With(database, ForbidJson.Parse(node.Data).Of(database))
        : ForbidSnapshot.Empty;

    private async Task<NodeData?> ReadAsync(string path)
    {
        try
        {
            return await client.GetDataAsync(path).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NoNode)
        {
            return null;
        }
    }
}
