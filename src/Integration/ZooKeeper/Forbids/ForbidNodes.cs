using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.ZooKeeper.Forbids;

/// <summary>
/// The nodes that forbids are kept in, one per database. Every write is conditional on what was read before it. Any thread.
/// </summary>
/// <param name="client">The session.</param>
/// <param name="time">The clock of forbids.</param>
public sealed class ForbidNodes(IZooKeeper client, TimeProvider time)
{
    // Each of them loses against another writer, who has done something then.
    private const int MaxAttempts = 10;

    /// <summary>Changes what is kept of a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="change">From what is kept of it, and the clock, to what is to be kept; perhaps more than once.</param>
    /// <param name="inForce">Stands in for a node that is malformed, which the change puts right.</param>
    /// <param name="condition">Has to hold at the write; null for none.</param>
    /// <returns>Tells of a node whether it shows the change already; null where nothing was to be changed.</returns>
    /// <exception cref="ForbidStoreException">It could not be kept.</exception>
    public async Task<Func<TreeNode?, bool>?> ChangeAsync(
        string database,
        Func<ForbidSnapshot, double, ForbidSnapshot> change,
        ForbidSet inForce,
        CheckOperation? condition = null)
    {
        string path = TreePath.Child(ProxyTree.Forbids, database);
        try
        {
            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                NodeData? found = await FindAsync(path).ConfigureAwait(false);
                ForbidSnapshot before = Parse(database, found?.Data ?? [], inForce);
                ForbidSnapshot after = change(before, ForbidDefinition.ClockOf(time));
                bool isEmpty = after.Of(database).IsEmpty;
                if (after == before || (isEmpty && found is null))
                    return null;
                byte[] data = Encoding.ASCII.GetBytes(ForbidJsonWriter.Write(after));
                if (!await TryWriteAsync(path, found, isEmpty ? null : data, condition).ConfigureAwait(false))
                    continue;
                long seen = found?.Stat.Mzxid ?? 0;
                return node => isEmpty ? node is null || node.Mzxid > seen : node?.Mzxid > seen;
            }
        }
        catch (ZooKeeperException e)
        {
            throw new ForbidStoreException($"ZooKeeper: {e.Message}", e);
        }
        catch (ObjectDisposedException e)
        {
            throw new ForbidStoreException("the proxy is stopping", e);
        }

        throw new ForbidStoreException($"{path} is changed by others all the time");
    }

    /// <summary>What is kept of all databases.</summary>
    /// <exception cref="ForbidFormatException">A node is malformed.</exception>
    /// <exception cref="ZooKeeperException">They cannot be read.</exception>
    public async Task<ForbidSnapshot> ReadAsync()
    {
        ForbidSnapshot all = ForbidSnapshot.Empty;
        foreach (string database in (await client.GetChildrenAsync(ProxyTree.Forbids).ConfigureAwait(false)).Names)
        {
            if (await FindAsync(TreePath.Child(ProxyTree.Forbids, database)).ConfigureAwait(false) is { Data.Length: > 0 } found)
                all = all.With(database, ForbidJson.Parse(found.Data).Of(database));
        }

        return all;
    }

    private static ForbidSnapshot Parse(string database, ReadOnlyMemory<byte> data, ForbidSet inForce)
    {
        try
        {
            // What a node says of other databases was never in force.
            ForbidSet kept = data.IsEmpty ? ForbidSet.None : ForbidJson.Parse(data).Of(database);
            return ForbidSnapshot.Empty.With(database, kept);
        }
        catch (ForbidFormatException)
        {
            return ForbidSnapshot.Empty.With(database, inForce);
        }
    }

    /// <summary>False where somebody else was faster.</summary>
    /// <param name="data">Null deletes.</param>
    private async Task<bool> TryWriteAsync(string path, NodeData? found, byte[]? data, CheckOperation? condition)
    {
        MultiOperation write = found is not { } old ? new CreateOperation(path, data)
            : data is null ? new DeleteOperation(path, old.Stat.Version)
            : new SetDataOperation(path, data, old.Stat.Version);
        MultiOperation[] steps = condition is null ? [write] : [condition, write];
        try
        {
            await client.MultiAsync(steps).ConfigureAwait(false);
            return true;
        }
        catch (ZooKeeperException e) when (e.FailedOperation == steps.Length - 1)
        {
            return e.Error switch
            {
                ZooKeeperError.BadVersion or ZooKeeperError.NodeExists => false,
                ZooKeeperError.NoNode when found is not null => false,
                ZooKeeperError.NoNode =>
                    throw new ForbidStoreException($"there is no {ProxyTree.Forbids} in ZooKeeper; \"sceproxy tree init\" makes it", e),
                _ => throw new ForbidStoreException($"ZooKeeper: {e.Message}", e),
            };
        }
    }

    private async Task<NodeData?> FindAsync(string path)
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
