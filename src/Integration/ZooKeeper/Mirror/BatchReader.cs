using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>For servers from 3.6: one persistent recursive watch, and many nodes in one request.</summary>
internal sealed class BatchReader(IZooKeeper client) : ITreeReader
{
    public bool WatchesCatchUp => false;

    public async Task<IReadOnlyList<NodeReading>> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        try
        {
            return await client.ReadManyAsync(paths, cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.MarshallingError)
        {
            if (paths.Count == 1)
                return [NodeReading.Failed(e.Error)];
        }

        // Together they are over the answer limit; each may be under it.
        List<NodeReading> readings = [];
        foreach (string path in paths)
            readings.AddRange(await ReadAsync([path], cancellation).ConfigureAwait(false));
        return readings;
    }
}
