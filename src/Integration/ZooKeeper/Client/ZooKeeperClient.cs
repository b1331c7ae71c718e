using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>
/// A client of ZooKeeper on one event loop that is handed in; it starts no thread. <see cref="DisposeAsync"/> ends the session.
/// </summary>
public sealed class ZooKeeperClient : IZooKeeper
{
    private readonly Session session;
    private readonly Chroot chroot;
    private readonly Acl defaultAcl;

    /// <param name="options">Where and how.</param>
    /// <param name="group">Event loops; the client uses one of them and leaves it to its owner.</param>
    /// <param name="channelFactory">Makes a channel that fits the group's loops.</param>
    /// <param name="time">The clock of all deadlines.</param>
    /// <param name="random">Order of servers and jitter; used on the event loop only, and in this constructor.</param>
    /// <param name="logger">Gets connections won and lost.</param>
    /// <exception cref="FormatException">An address of a server is malformed.</exception>
    /// <exception cref="ArgumentException">The chroot is no path, or there is no server.</exception>
    public ZooKeeperClient(
        ZooKeeperOptions options,
        IEventLoopGroup group,
        Func<AddressFamily, IChannel> channelFactory,
        TimeProvider time,
        Random random,
        ILogger<ZooKeeperClient> logger)
    {
        chroot = new Chroot(options.Chroot);
        defaultAcl = options.Digest is null ? Acl.WorldAll : Acl.CreatorAll;
        session = new Session(options, group.GetNext(), channelFactory, time, random, logger);
        session.StateChanged += state => StateChanged?.Invoke(state);
        session.Watched += news => Watched?.Invoke(news with { Path = chroot.FromServer(news.Path) });
    }

    public event Action<ZooKeeperState>? StateChanged;

    public event Action<WatchEvent>? Watched;

    public ZooKeeperState State => session.State;

    public long SessionId => session.SessionId;

    public TimeSpan SessionTimeout => session.Timeout;

    /// <summary>Begins to look for a server, and returns. Call once.</summary>
    public void Start() => session.Start();

    public async Task<string> CreateAsync(
        string path,
        ReadOnlyMemory<byte> data,
        CreateMode mode = CreateMode.Persistent,
        Acl? acl = null,
        CancellationToken cancellation = default)
    {
        MultiOperation request = ToServer(new CreateOperation(path, data, mode, acl));
        return chroot.FromServer(
            await Send(request, path, static (ref JuteReader record) => record.ReadString(), cancellation).ConfigureAwait(false));
    }

    public Task DeleteAsync(string path, int version = MultiOperation.AnyVersion, CancellationToken cancellation = default) =>
        Send(ToServer(new DeleteOperation(path, version)), path, Nothing, cancellation);

    public Task<NodeStat?> ExistsAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        string full = chroot.ToServer(path);
        return Send(new PendingRequest<NodeStat?>(
            ReadRequest.Exists(full, watch), path, static (ref JuteReader record) => NodeStat.Read(ref record), cancellation)
        {
            TakesNoNode = true,
            Watch = watch ? new RequestedWatch(full, WatchKind.Data, WatchKind.Exists) : null,
        });
    }

    public Task<NodeData> GetDataAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        string full = chroot.ToServer(path);
        return Send(new PendingRequest<NodeData>(ReadRequest.GetData(full, watch), path, NodeData.Read, cancellation)
        {
            Watch = watch ? new RequestedWatch(full, WatchKind.Data) : null,
        });
    }

    public Task<NodeStat> SetDataAsync(
        string path,
        ReadOnlyMemory<byte> data,
        int version = MultiOperation.AnyVersion,
        CancellationToken cancellation = default) =>
        Send(ToServer(new SetDataOperation(path, data, version)), path, NodeStat.Read, cancellation);

    public Task<NodeChildren> GetChildrenAsync(string path, bool watch = false, CancellationToken cancellation = default)
    {
        string full = chroot.ToServer(path);
        return Send(new PendingRequest<NodeChildren>(ReadRequest.GetChildren(full, watch), path, NodeChildren.Read, cancellation)
        {
            Watch = watch ? new RequestedWatch(full, WatchKind.Children) : null,
        });
    }

    public Task<IReadOnlyList<NodeReading>> ReadManyAsync(IReadOnlyList<string> paths, CancellationToken cancellation = default)
    {
        var request = new MultiReadRequest([.. paths.Select(chroot.ToServer)]);
        return Send(request, null, (ref JuteReader record) => ReadMany(ref record, paths.Count), cancellation);
    }

    public async Task<IReadOnlyList<MultiResult>> MultiAsync(
        IReadOnlyList<MultiOperation> operations, CancellationToken cancellation = default)
    {
        var request = new MultiRequest([.. operations.Select(ToServer)]);
        MultiAnswer answer = await Send(request, null, MultiAnswer.Read, cancellation).ConfigureAwait(false);
        if (answer.FailedOperation is { } failed)
            throw new ZooKeeperException(answer.Error, operations[failed].Path) { FailedOperation = failed };
        return [.. answer.Results.Select(result => result.Path is null ? result : result with { Path = chroot.FromServer(result.Path) })];
    }

    public Task SyncAsync(string path, CancellationToken cancellation = default) =>
        Send(new SyncRequest(chroot.ToServer(path)), path, Nothing, cancellation);

    public Task AddWatchAsync(string path, bool isRecursive, CancellationToken cancellation = default)
    {
        string full = chroot.ToServer(path);
        return Send(new PendingRequest<bool>(new AddWatchRequest(full, isRecursive), path, Nothing, cancellation)
        {
            Watch = new RequestedWatch(full, isRecursive ? WatchKind.PersistentRecursive : WatchKind.Persistent),
        });
    }

    /// <summary>Ends the session, so that its ephemeral nodes go at once. Requests that are under way are answered first.</summary>
    public async ValueTask DisposeAsync() => await session.CloseAsync().ConfigureAwait(false);

    private static IReadOnlyList<NodeReading> ReadMany(ref JuteReader record, int expected)
    {
        IReadOnlyList<NodeReading> readings = NodeReading.ReadMany(ref record);
        return readings.Count == expected
            ? readings
            : throw new ZooKeeperProtocolException("A multi answer holds another number of results than was asked for.");
    }

    private static bool Nothing(ref JuteReader record) => true;

    private MultiOperation ToServer(MultiOperation operation)
    {
        MultiOperation moved = operation with { Path = chroot.ToServer(operation.Path) };
        return moved is CreateOperation { Acl: null } create ? create with { Acl = defaultAcl } : moved;
    }

    private Task<T> Send<T>(ZooKeeperRequest request, string? path, AnswerReader<T> read, CancellationToken cancellation) =>
        Send(new PendingRequest<T>(request, path, read, cancellation));

    private Task<T> Send<T>(PendingRequest<T> request)
    {
        session.Submit(request);
        return request.Task;
    }
}
