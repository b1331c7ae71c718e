using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>How a mirror reads nodes.</summary>
internal interface ITreeReader
{
    /// <summary>After a lost connection the server itself says what was missed: the watches are those of single nodes.</summary>
    bool WatchesCatchUp { get; }

    /// <returns>One each; what could not be read says why.</returns>
    /// <exception cref="ZooKeeperException">The connection or the session is at fault.</exception>
    Task<IReadOnlyList<NodeReading>> ReadAsync(IReadOnlyList<string> paths, CancellationToken cancellation);
}
