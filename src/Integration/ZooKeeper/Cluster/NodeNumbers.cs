using System.Globalization;
using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Cluster;

/// <summary>
/// The numbers in connection ids, 0 to <see cref="Max"/>: an ephemeral node for each one that is taken, so that no two running
/// proxies have the same.
/// </summary>
/// <param name="client">The session that a number belongs to.</param>
internal sealed class NodeNumbers(IZooKeeper client)
{
    /// <summary>The highest number.</summary>
    public const int Max = 1023;

    /// <summary>Takes a number that is free, the wished one where it is; keeps one that the session has already.</summary>
    /// <returns>Null where all are taken.</returns>
    /// <exception cref="ZooKeeperException">ZooKeeper refused, or is away.</exception>
    public async Task<int?> LeaseAsync(int wished)
    {
        if (await TryTakeAsync(wished).ConfigureAwait(false))
            return wished;
        IReadOnlyList<string> taken = (await client.GetChildrenAsync(ProxyTree.Numbers).ConfigureAwait(false)).Names;
        for (int i = 1; i <= Max; i++)
        {
            int number = (wished + i) % (Max + 1);
            if (!taken.Contains(Name(number)) && await TryTakeAsync(number).ConfigureAwait(false))
                return number;
        }

        return null;
    }

    /// <summary>Takes one number; false where another session has it.</summary>
    /// <exception cref="ZooKeeperException">ZooKeeper refused, or is away.</exception>
    public async Task<bool> TryTakeAsync(int number)
    {
        string path = TreePath.Child(ProxyTree.Numbers, Name(number));
        try
        {
            await client.CreateAsync(path, ReadOnlyMemory<byte>.Empty, CreateMode.Ephemeral).ConfigureAwait(false);
            return true;
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.NodeExists)
        {
            // Perhaps by a request of ours whose answer was lost.
            NodeStat? stat = await client.ExistsAsync(path).ConfigureAwait(false);
            return stat?.EphemeralOwner == client.SessionId;
        }
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
