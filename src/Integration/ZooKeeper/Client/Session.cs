using System.Collections.Concurrent;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using RejectedExecutionException = DotNetty.Common.Concurrency.RejectedExecutionException;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>
/// A session that outlives its connections: it looks for servers, resumes, sets watches again, and begins anew when it has
/// expired. What is not said to be for any thread runs on its event loop only.
/// </summary>
internal sealed partial class Session : IConnectionOwner
{
    /// <summary>How often deadlines are looked at.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(50);

    private readonly ZooKeeperOptions options;
    private readonly IEventLoop loop;
    private readonly Func<AddressFamily, IChannel> channelFactory;
    private readonly TimeProvider time;
    private readonly Random random;
    private readonly ILogger logger;
    private readonly ServerList servers;
    private readonly WatchSet watches = new();
    private readonly ConcurrentQueue<PendingRequest> submitted = new();
    private readonly Queue<PendingRequest> waiting = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int isDrainScheduled;
    private int isClosing;
    private ITimer? ticker;
    private ServerConnection? connection;
    private long nextAttempt;
    private long lostAt;
    private long closeDeadline;
    private long lastZxid;
    private long sessionId;
    private long timeoutTicks;
    private byte[] password = new byte[ConnectRequest.PasswordLength];
    private int state;

    public Session(
        ZooKeeperOptions options,
        IEventLoop loop,
        Func<AddressFamily, IChannel> channelFactory,
        TimeProvider time,
        Random random,
        ILogger logger)
    {
        this.options = options;
        this.loop = loop;
        this.channelFactory = channelFactory;
        this.time = time;
        this.random = random;
        this.logger = logger;
        servers = new ServerList(options.Servers.Select(ServerAddress.Parse), random);
        timeoutTicks = options.SessionTimeout.Ticks;
    }

    public event Action<ZooKeeperState>? StateChanged;

    /// <summary>With paths as the server names them.</summary>
    public event Action<WatchEvent>? Watched;

    /// <summary>Any thread.</summary>
    public ZooKeeperState State => (ZooKeeperState)Volatile.Read(ref state);

    /// <summary>Any thread.</summary>
    public long SessionId => Volatile.Read(ref sessionId);

    /// <summary>Any thread.</summary>
    public TimeSpan Timeout => new(Volatile.Read(ref timeoutTicks));

    /// <summary>Begins. Any thread, once.</summary>
    public void Start()
    {
        lostAt = nextAttempt = time.GetTimestamp();
        loop.Execute(() =>
        {
            if (closed.Task.IsCompleted)
                return;
            ticker = time.CreateTimer(_ => Post(Tick), null, TickInterval, TickInterval);
            Tick();
        });
    }

    /// <summary>Sends a request as soon as there is a connection. Any thread.</summary>
    public void Submit(PendingRequest request)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref isClosing) != 0, typeof(ZooKeeperClient));
        request.Deadline = time.GetTimestamp() + ServerConnection.Ticks(options.RequestTimeout, time);
        submitted.Enqueue(request);
        // Many requests of other threads become one write.
        if (Interlocked.Exchange(ref isDrainScheduled, 1) == 0 && !Post(Drain))
            FailSubmitted();
    }

    public ConnectRequest CreateConnectRequest()
    {
        // Servers that have seen less are refused for the sake of an order of events that the session is about to lose
        // anyway: an ensemble that was set up anew has to be taken at some time.
        if (time.GetElapsedTime(lostAt) > Timeout * 2)
            lastZxid = 0;
        return new ConnectRequest(lastZxid, (int)options.SessionTimeout.TotalMilliseconds, sessionId, password);
    }

    public void OnConnected(ServerConnection connection, in ConnectResponse response)
    {
        if (response.Timeout <= 0)
        {
            Expire();
            connection.Close(CloseReason.Done);
            return;
        }

        bool isNew = response.SessionId != sessionId;
        Volatile.Write(ref sessionId, response.SessionId);
        Volatile.Write(ref timeoutTicks, TimeSpan.FromMilliseconds(response.Timeout).Ticks);
        password = response.Password;
        servers.OnSuccess();
        ZooKeeperLog.Connected(logger, connection.Server, sessionId, isNew, watches.Count);
        if (options.Digest is { } digest)
            connection.Send(ReplyHeader.AuthXid, new AuthRequest("digest", digest));
        foreach (SetWatchesRequest batch in watches.SetAgain(lastZxid))
            connection.Send(ReplyHeader.SetWatchesXid, batch);
        MoveTo(ZooKeeperState.Connected);
        Drain();
    }

    public void OnZxid(long zxid) => lastZxid = Math.Max(lastZxid, zxid);

    public void OnWatchSet(WatchKind kind, string path) => watches.Add(kind, path);

    public void OnWatch(in WatchEvent news)
    {
        watches.OnEvent(news);
        Raise(Watched, news);
    }

    public void OnClosed(ServerConnection connection, CloseReason reason, Exception? cause)
    {
        if (this.connection != connection)
            return;
        this.connection = null;
        if (reason == CloseReason.AuthFailed)
        {
            ZooKeeperLog.AuthFailed(logger, connection.Server);
            MoveTo(ZooKeeperState.AuthFailed);
            End(() => new ZooKeeperException(ZooKeeperError.AuthFailed));
            return;
        }

        if (Volatile.Read(ref isClosing) != 0)
        {
            Finish();
            return;
        }

        if (State == ZooKeeperState.Connected)
        {
            lostAt = time.GetTimestamp();
            ZooKeeperLog.ConnectionLost(logger, connection.Server, reason, cause?.Message ?? "");
            MoveTo(ZooKeeperState.Disconnected);
        }
        else if (reason != CloseReason.Done)
        {
            ZooKeeperLog.NoConnection(logger, connection.Server, reason, cause?.Message ?? "");
        }

        nextAttempt = time.GetTimestamp() + ServerConnection.Ticks(servers.OnFailure(out bool isFirstRoundOver), time);
        if (isFirstRoundOver)
            ZooKeeperLog.Unreachable(logger, options.Servers.Length, reason, cause?.Message ?? "");
    }

    /// <summary>False where the event loop has ended.</summary>
    private bool Post(Action action)
    {
        try
        {
            loop.Execute(action);
            return true;
        }
        catch (RejectedExecutionException)
        {
            ticker?.Dispose();
            return false;
        }
    }

    /// <summary>The event loop has ended. Any thread.</summary>
    private void FailSubmitted()
    {
        Volatile.Write(ref isDrainScheduled, 0);
        while (submitted.TryDequeue(out PendingRequest? request))
            request.Fail(new ObjectDisposedException(nameof(ZooKeeperClient)));
    }

    private void Tick()
    {
        long now = time.GetTimestamp();
        while (waiting.TryPeek(out PendingRequest? oldest) && now >= oldest.Deadline)
            waiting.Dequeue().Fail(ZooKeeperError.OperationTimeout);
        if (closeDeadline != 0 && now >= closeDeadline)
            connection?.Close(CloseReason.Done);
        else if (connection is not null)
            connection.Tick(now);
        else if (State is ZooKeeperState.Disconnected or ZooKeeperState.Expired && now >= nextAttempt)
            Connect();
    }

    private void Connect()
    {
        connection = new ServerConnection(loop, servers.Next(), options, time, this);
        connection.Connect(channelFactory, random);
    }

    private void Drain()
    {
        Volatile.Write(ref isDrainScheduled, 0);
        while (submitted.TryDequeue(out PendingRequest? request))
            waiting.Enqueue(request);
        if (State == ZooKeeperState.AuthFailed)
            FailWaiting(() => new ZooKeeperException(ZooKeeperError.AuthFailed));
        else if (State == ZooKeeperState.Closed)
            FailWaiting(() => new ObjectDisposedException(nameof(ZooKeeperClient)));
        else if (waiting.Count > 0 && State == ZooKeeperState.Connected && connection is { IsOpen: true })
            connection.Send(waiting);
    }

    /// <summary>A request never crosses from one session into the next: what waited was meant for the old one.</summary>
    private void Expire()
    {
        ZooKeeperLog.SessionExpired(logger, sessionId);
        Volatile.Write(ref sessionId, 0);
        password = new byte[ConnectRequest.PasswordLength];
        watches.Clear();
        FailWaiting(() => new ZooKeeperException(ZooKeeperError.SessionExpired));
        MoveTo(ZooKeeperState.Expired);
    }

    private void FailWaiting(Func<Exception> error)
    {
        while (waiting.TryDequeue(out PendingRequest? request))
            request.Fail(error());
    }

    private void MoveTo(ZooKeeperState next)
    {
        Volatile.Write(ref state, (int)next);
        Raise(StateChanged, next);
    }

    private void Raise<T>(Action<T>? subscribers, T news)
    {
        try
        {
            subscribers?.Invoke(news);
        }
#pragma warning disable CA1031 // A subscriber that fails must not cost the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            ZooKeeperLog.SubscriberFailed(logger, e);
        }
    }
}
