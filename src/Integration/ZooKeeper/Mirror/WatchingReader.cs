using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>For servers before 3.6: each node is read by itself, and each reading sets the node's one-shot watches.</summary>
internal sealed class WatchingReader(IZooKeeper client) : ITreeReader
{
    public bool WatchesCatchUp => true;

    public async Task<IReadOnlyList<NodeReading>> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellation) =>
        await Task.WhenAll(paths.Select(path => ReadAsync(path, cancellation))).ConfigureAwait(false);

    private async Task<NodeReading> ReadAsync(string path, CancellationToken cancellation)
    {
        Task<NodeData> data = client.GetDataAsync(path, watch: true, cancellation);
        Task<NodeChildren> children = client.GetChildrenAsync(path, watch: true, cancellation);
        try
        {
            await Task.WhenAll(data, children).ConfigureAwait(false);
            NodeData node = await data.ConfigureAwait(false);
            return new NodeReading(ZooKeeperError.Ok, node.Data, node.Stat, (await children.ConfigureAwait(false)).Names);
        }
        catch (ZooKeeperException e) when (e.Error is ZooKeeperError.NoNode)
        {
            // Told when it comes: a parent's list of children does that for all but the root.
            return await client.ExistsAsync(path, watch: true, cancellation).ConfigureAwait(false) is null
                ? NodeReading.Failed(ZooKeeperError.NoNode)
                : await ReadAsync(path, cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (!e.IsTransient)
        {
            return NodeReading.Failed(e.Error);
        }
    }
}
