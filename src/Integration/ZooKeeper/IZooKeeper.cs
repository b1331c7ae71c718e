using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>
/// A session with ZooKeeper that renews itself. Paths begin with a slash and are those below the chroot. Every member may be
/// used on any thread. A request made while there is no connection waits for one, up to the request timeout.
/// Requests throw <see cref="ZooKeeperException"/>, <see cref="ArgumentException"/> for a malformed path, and
/// <see cref="ObjectDisposedException"/> after the end. A cancelled request may be done all the same.
/// </summary>
public interface IZooKeeper : IAsyncDisposable
{
    ZooKeeperState State { get; }

    /// <summary>The present session, or the last one; 0 before the first.</summary>
    long SessionId { get; }

    /// <summary>As the server grants it; what was asked for before the first connection.</summary>
    TimeSpan SessionTimeout { get; }

    /// <summary>
    /// Raised on the client's event loop, one change at a time, in order; a subscriber must neither block nor throw. What a
    /// session's watches are told comes on the same thread, so the two keep their order.
    /// </summary>
    event Action<ZooKeeperState>? StateChanged;

    /// <summary>
    /// A watch of any request fired; raised as <see cref="StateChanged"/> is, before any answer that shows the change. Watches
    /// outlive a lost connection: the server is told them again, and what one-shot watches missed comes then. They do not
    /// outlive the session (<see cref="ZooKeeperState.Expired"/>), and what a persistent one misses is lost.
    /// </summary>
    event Action<WatchEvent>? Watched;

    /// <returns>The path, with the digits of a sequential node.</returns>
    /// <param name="path">The node.</param>
    /// <param name="data">At most 1 MB, unless the servers allow more.</param>
    /// <param name="mode">How long it stays, and whether digits are appended to its name.</param>
    /// <param name="acl">Null is CREATOR_ALL for a client with a user, else world.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<string> CreateAsync(
        string path,
        ReadOnlyMemory<byte> data,
        CreateMode mode = CreateMode.Persistent,
        Acl? acl = null,
        CancellationToken cancellation = default);

    /// <summary>Deletes a node without children.</summary>
    Task DeleteAsync(string path, int version = MultiOperation.AnyVersion, CancellationToken cancellation = default);

    /// <returns>Null where there is no such node.</returns>
    /// <param name="path">The node.</param>
    /// <param name="watch">Tells once of its creation, deletion or a change of its data.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<NodeStat?> ExistsAsync(string path, bool watch = false, CancellationToken cancellation = default);

    /// <param name="path">The node.</param>
    /// <param name="watch">Tells once of its deletion or a change of its data.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<NodeData> GetDataAsync(string path, bool watch = false, CancellationToken cancellation = default);

    Task<NodeStat> SetDataAsync(
        string path,
        ReadOnlyMemory<byte> data,
        int version = MultiOperation.AnyVersion,
        CancellationToken cancellation = default);

    /// <param name="path">The node.</param>
    /// <param name="watch">Tells once of its deletion or a change of its list of children.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<NodeChildren> GetChildrenAsync(string path, bool watch = false, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the data and the children of many nodes in one request. Servers before 3.6 answer
    /// <see cref="ZooKeeperError.Unimplemented"/>.
    /// </summary>
    /// <returns>One each; what could not be read says why.</returns>
    Task<IReadOnlyList<NodeReading>> ReadManyAsync(IReadOnlyList<string> paths, CancellationToken cancellation = default);

    /// <summary>Does all or none of the operations.</summary>
    /// <returns>One result each.</returns>
    /// <exception cref="ZooKeeperException">None was done; <see cref="ZooKeeperException.FailedOperation"/> says why.</exception>
    Task<IReadOnlyList<MultiResult>> MultiAsync(
        IReadOnlyList<MultiOperation> operations, CancellationToken cancellation = default);

    /// <summary>Brings the server up to what the leader knows now; reads that follow show it.</summary>
    Task SyncAsync(string path, CancellationToken cancellation = default);

    /// <summary>
    /// Watches a node, which need not exist, until the session ends. Servers before 3.6 answer
    /// <see cref="ZooKeeperError.Unimplemented"/>.
    /// </summary>
    /// <param name="path">The node.</param>
    /// <param name="isRecursive">All below it too; then no event tells of a changed list of children.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task AddWatchAsync(string path, bool isRecursive, CancellationToken cancellation = default);
}
