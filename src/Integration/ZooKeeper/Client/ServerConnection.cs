using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>
/// One connection to one server, from the attempt to its end: frames, the answers' order, pings and deadlines. On its event
/// loop only. It ends once, by <see cref="Close"/>, and tells the session then.
/// </summary>
internal sealed class ServerConnection(
    IEventLoop loop, ServerAddress server, ZooKeeperOptions options, TimeProvider time, IConnectionOwner owner)
    : IFrameReceiver
{
    private readonly Queue<PendingRequest> inFlight = new();
    private readonly long attemptDeadline = time.GetTimestamp() + Ticks(options.ConnectTimeout, time);
    private IChannel? channel;
    private bool isEstablished;
    private TimeSpan sessionTimeout;
    private int lastXid;
    private long lastSent;
    private long lastHeard;

    public ServerAddress Server => server;

    public bool IsClosed { get; private set; }

    /// <summary>The server has taken the session.</summary>
    public bool IsOpen => isEstablished && !IsClosed;

    public static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Looks the name up and connects.</summary>
    public void Connect(Func<AddressFamily, IChannel> channelFactory, Random random)
    {
        Task<IPEndPoint> address = server.ResolveAsync(random);
        if (address.IsCompleted)
            Connect(channelFactory, address);
        else
            address.ContinueWith(_ => loop.Execute(() => Connect(channelFactory, address)), TaskScheduler.Default);
    }

    /// <summary>Writes requests in one piece.</summary>
    public void Send(Queue<PendingRequest> requests)
    {
        IByteBuffer output = channel!.Allocator.Buffer();
        long deadline = time.GetTimestamp() + Ticks(options.RequestTimeout, time);
        while (requests.TryDequeue(out PendingRequest? pending))
        {
            if (pending.TryDrop())
                continue;
            lastXid = lastXid == int.MaxValue ? 1 : lastXid + 1;
            pending.Xid = lastXid;
            pending.Deadline = deadline;
            inFlight.Enqueue(pending);
            RequestFrame.Write(output, pending.Xid, pending.Request);
        }

        Flush(output);
    }

    /// <summary>Writes a request whose answer has a number of its own.</summary>
    public void Send(int xid, ZooKeeperRequest request)
    {
        IByteBuffer output = channel!.Allocator.Buffer();
        RequestFrame.Write(output, xid, request);
        Flush(output);
    }

    /// <summary>Looks at the clock: pings, and ends the connection when something is overdue.</summary>
    public void Tick(long now)
    {
        if (!isEstablished)
        {
            if (now >= attemptDeadline)
                Close(CloseReason.ConnectTimeout);
        }
        else if (inFlight.TryPeek(out PendingRequest? oldest) && now >= oldest.Deadline)
        {
            inFlight.Dequeue().Fail(ZooKeeperError.OperationTimeout, isOutcomeUnknown: true);
            Close(CloseReason.RequestTimeout);
        }
        else if (time.GetElapsedTime(lastHeard, now) >= sessionTimeout * 2 / 3)
        {
            Close(CloseReason.Silence);
        }
        else if (time.GetElapsedTime(lastSent, now) >= sessionTimeout / 3)
        {
            Send(ReplyHeader.PingXid, EmptyRequest.Ping);
        }
    }

    /// <summary>Ends the connection; what was sent and not answered fails. Later calls do nothing.</summary>
    public void Close(CloseReason reason, Exception? cause = null)
    {
        if (IsClosed)
            return;
        IsClosed = true;
        if (channel is not null)
            Tasks.Observe(channel.CloseAsync());
        while (inFlight.TryDequeue(out PendingRequest? pending))
            pending.Fail(ZooKeeperError.ConnectionLoss, isOutcomeUnknown: true);
        owner.OnClosed(this, reason, cause);
    }

    public void OnActive()
    {
        if (IsClosed)
        {
            Tasks.Observe(channel!.CloseAsync());
            return;
        }

        IByteBuffer output = channel!.Allocator.Buffer();
        owner.CreateConnectRequest().WriteFrame(output);
        Flush(output);
    }

    public void OnHeard() => lastHeard = time.GetTimestamp();

    public void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (!isEstablished)
        {
            OnConnectResponse(ConnectResponse.Read(frame));
            return;
        }

        var reader = new JuteReader(frame);
        ReplyHeader header = ReplyHeader.Read(ref reader);
        if (header.Zxid > 0)
            owner.OnZxid(header.Zxid);
        switch (header.Xid)
        {
            case ReplyHeader.PingXid:
                break;
            case ReplyHeader.WatchXid:
                owner.OnWatch(WatchEvent.Read(ref reader));
                break;
            case ReplyHeader.CloseSessionXid:
                Close(CloseReason.Done);
                break;
            case ReplyHeader.AuthXid:
                if (header.Error != ZooKeeperError.Ok)
                    Close(CloseReason.AuthFailed);
                break;
            case ReplyHeader.SetWatchesXid:
                if (header.Error != ZooKeeperError.Ok)
                    Close(CloseReason.WatchesRefused);
                break;
            default:
                OnAnswer(header, ref reader);
                break;
        }
    }

    public void OnTooLarge(ReadOnlySpan<byte> head)
    {
        var reader = new JuteReader(head);
        if (!isEstablished || !inFlight.TryDequeue(out PendingRequest? pending))
            throw new ZooKeeperProtocolException("A frame over the limit came that nothing asked for.");
        bool isDue = pending.Xid == ReplyHeader.Read(ref reader).Xid;
        pending.Fail(ZooKeeperError.MarshallingError, isOutcomeUnknown: true);
        if (!isDue)
            throw new ZooKeeperProtocolException("An answer came out of order.");
    }

    private void OnConnectResponse(in ConnectResponse response)
    {
        isEstablished = true;
        sessionTimeout = TimeSpan.FromMilliseconds(response.Timeout);
        owner.OnConnected(this, response);
    }

    private void OnAnswer(in ReplyHeader header, ref JuteReader reader)
    {
        if (!inFlight.TryDequeue(out PendingRequest? pending))
            throw new ZooKeeperProtocolException("An answer came that nothing asked for.");
        try
        {
            if (pending.Xid != header.Xid)
                throw new ZooKeeperProtocolException("An answer came out of order.");
            if (pending.Watch is { } watch && watch.KindAfter(header.Error) is { } kind)
                owner.OnWatchSet(kind, watch.Path);
            pending.Complete(header.Error, ref reader);
        }
        catch (ZooKeeperProtocolException)
        {
            pending.Fail(ZooKeeperError.MarshallingError, isOutcomeUnknown: true);
            throw;
        }
    }

    /// <summary>The task has ended: its result does not block.</summary>
    private void Connect(Func<AddressFamily, IChannel> channelFactory, Task<IPEndPoint> address)
    {
        if (IsClosed)
            return;
        if (!address.IsCompletedSuccessfully)
        {
            Close(CloseReason.ConnectFailed, address.Exception?.InnerException);
            return;
        }

        Bootstrap bootstrap = new Bootstrap()
            .Group(loop)
            .ChannelFactory(() => channelFactory(address.Result.AddressFamily))
            .Option(ChannelOption.TcpNodelay, true)
            .Option(ChannelOption.ConnectTimeout, options.ConnectTimeout)
            .Handler(new ActionChannelInitializer<IChannel>(opened =>
            {
                channel = opened;
                opened.Pipeline.AddLast(new ConnectionHandler(this, options.MaxAnswer));
            }));
        bootstrap.ConnectAsync(address.Result).ContinueWith(
            task =>
            {
                Exception? cause = task.Exception?.InnerException;
                if (!task.IsCompletedSuccessfully)
                    loop.Execute(() => Close(CloseReason.ConnectFailed, cause));
            },
            TaskScheduler.Default);
    }

    private void Flush(IByteBuffer output)
    {
        lastSent = time.GetTimestamp();
        Tasks.Observe(channel!.WriteAndFlushAsync(output));
    }
}
