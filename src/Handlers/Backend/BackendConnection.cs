using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// One connection to a server: being opened, idle in the pool, or held by one session. It lives on the event loop of the
/// session that had it opened, and every member but <see cref="CloseFromAnyThread"/> and <see cref="IdleSince"/> is
/// called there.
/// </summary>
internal sealed partial class BackendConnection
{
    private readonly ProxyServices services;
    private readonly Queue<Exchange> exchanges = new();
    private bool isClosed;

    /// <summary>Between here and the socket stands nothing that changes what is written.</summary>
    private bool hasBareWrites;

    public BackendConnection(
        ProxyServices services, EndpointPool pool, IEventLoop loop, BackendTarget target, int generation)
    {
        this.services = services;
        Pool = pool;
        Loop = loop;
        Target = target;
        Generation = generation;
        State = new AppliedState(target.Database.Schema);
    }

    public EndpointPool Pool { get; }

    public IEventLoop Loop { get; }

    public BackendTarget Target { get; }

    public PoolKey Key => new(Loop, Target.Role, Target.Capabilities, Target.MariaDb);

    /// <summary>See <see cref="EndpointPool.Generation"/>.</summary>
    public int Generation { get; }

    /// <summary>Set by the dialer, before anything is read.</summary>
    public IChannel? Channel { get; set; }

    /// <summary>Ends a connect or login that takes too long.</summary>
    public IScheduledTask? LoginDeadline { get; set; }

    /// <summary>What the server said of itself; null until its greeting has come.</summary>
    public HandshakeV10? Server { get; set; }

    /// <summary>The flags in force on this connection.</summary>
    public CapabilityFlags Capabilities { get; set; }

    /// <summary>MariaDB's extended flags in force on this connection.</summary>
    public MariaDbCapabilities MariaDb { get; set; }

    /// <summary>The status flags of the last OK or EOF.</summary>
    public ServerStatus Status { get; set; } = ServerStatus.Autocommit;

    public ServerFlavor Flavor => Server switch
    {
        null => ServerFlavor.Unknown,
        { ServerVersion: { } version } when version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) => ServerFlavor.MariaDb,
        _ => ServerFlavor.MySql,
    };

    /// <summary>The lexing modes that the server starts a session with.</summary>
    public SqlModes InitialModes { get; set; }

    /// <summary>What the server's session is set to, as far as a session's statements depend on it.</summary>
    public AppliedState State { get; }

    /// <summary>Ran something that a reset does not undo.</summary>
    public bool IsPoisoned { get; set; }

    /// <summary>Taken from the idle ones and not proven yet: it may have died unseen.</summary>
    public bool IsFromPool { get; set; }

    /// <summary>When it became idle, as a timestamp of the services' clock.</summary>
    public long IdleSince { get; set; }

    /// <summary>The session that holds it. Set by <see cref="ProxySession.Attach"/> and
    /// <see cref="ProxySession.Detach"/> alone.</summary>
    public ProxySession? Session { get; set; }

    /// <summary>The kill of its command that is under way: until it is over, no other command is sent here, lest that one
    /// be hit. Set by <see cref="StatementKill"/> alone.</summary>
    public StatementKill? Kill { get; set; }

    /// <summary>Called once when it is ready for its first use.</summary>
    public required Action<BackendConnection> Opened { get; init; }

    /// <summary>Called once, instead of <see cref="Opened"/>, when there will be no connection.</summary>
    public required Action<BackendFailure> Failed { get; init; }

    /// <summary>Closed, or given up before it was open.</summary>
    public bool IsClosed => isClosed;

    public bool IsOpen => !isClosed && Channel is { Active: true };

    /// <summary>A response is due, or a command is on its way in part.</summary>
    public bool IsBusy => exchanges.Count > 0 || IsSending;

    /// <summary>A command that has no answer was written in part only.</summary>
    public bool IsSending { get; set; }

    /// <summary>Another session may use it after a reset.</summary>
    public bool IsReusable => IsOpen && !IsBusy && !IsPoisoned && Kill is null;

    /// <summary>The last command that was sent for a client.</summary>
    public ClientExchange ClientExchange { get; } = new();

    /// <summary>The response that the next packet belongs to; null when none is due.</summary>
    public Exchange? CurrentExchange => exchanges.TryPeek(out Exchange? exchange) ? exchange : null;

    private bool IsReady { get; set; }

    private bool HasBareWrites => hasBareWrites && Session is null or { Slots.AreEmpty: true };

    /// <summary>The login is done: the connection may be used.</summary>
    public void BecomeReady()
    {
        IsReady = true;
        hasBareWrites = Channel!.Pipeline.Get(HandlerNames.BackendTls) is null;
        LoginDeadline?.Cancel();
        Opened(this);
    }

    /// <summary>There will be no connection. Gives the place in the pool back.</summary>
    public void Fail(BackendFailure failure)
    {
        if (isClosed)
            return;
        isClosed = true;
        LoginDeadline?.Cancel();
        if (Channel is { } channel)
            Tasks.Observe(channel.CloseAsync());
        Pool.Closed(this);
        BackendLog.Failed(
            services.BackendLogger, Target.Database.Name, Target.Endpoint, failure.Stage, failure.Error?.Message ?? "");
        Failed(failure);
    }

    /// <summary>The deadline has passed: fails a connection that is still not ready.</summary>
    public void Expire(BackendFailure failure)
    {
        if (!IsReady)
            Fail(failure);
    }

    /// <summary>
    /// Writes the client's command; takes over the buffer. The response goes to the client, and what comes before it (see
    /// <see cref="SendInternal"/>) is swallowed.
    /// </summary>
    public ClientExchange SendCommand(IByteBuffer packets, ResponseContext context, byte firstSequence)
    {
        ClientExchange.Begin(context, firstSequence);
        exchanges.Enqueue(ClientExchange);
        Write(packets);
        return ClientExchange;
    }

    /// <summary>Writes more of the command in flight; takes over the buffer. Not flushed.</summary>
    public void Write(IByteBuffer packets)
    {
        if (HasBareWrites)
            QuietWrite.To(Channel!, packets);
        else
            Tasks.Observe(Channel!.WriteAsync(packets));
    }

    public void Flush()
    {
        if (HasBareWrites)
            Channel!.Unsafe.Flush();
        else
            Channel!.Flush();
    }

    /// <summary>The response in front is complete.</summary>
    public void FinishExchange()
    {
        exchanges.Dequeue();
        Kill?.OnExchangeFinished();
    }

    /// <summary>Closes the channel; an idle connection says goodbye first.</summary>
    public void Close()
    {
        if (isClosed)
            return;
        if (Channel is { Active: true } channel)
        {
            if (!IsBusy && IsReady)
                Tasks.Observe(channel.WriteAndFlushAsync(CommandPackets.Simple(channel.Allocator, CommandCode.Quit)));
            Tasks.Observe(channel.CloseAsync());
        }

        OnClosed();
    }

    public void CloseFromAnyThread()
    {
        if (Loop.InEventLoop)
            Close();
        else
            Loop.Execute(Close);
    }

    /// <summary>
    /// The channel is closed, by whoever. Ends what is in flight, tells the session, and gives the place in the pool
    /// back.
    /// </summary>
    public void OnClosed()
    {
        if (isClosed)
            return;
        if (!IsReady)
        {
            Fail(BackendFailures.Lost(services, Target));
            return;
        }

        isClosed = true;
        Pool.Closed(this);
        ProxySession? session = Session;
        while (exchanges.TryDequeue(out Exchange? exchange))
        {
            if (exchange is InternalExchange own)
                own.Lose();
        }

        session?.OnBackendLost(this, ClientExchange);
        Kill?.OnTargetClosed();
    }

    /// <summary>A handler or a codec threw: what comes from the server cannot be trusted any more.</summary>
    public void OnException(Exception exception)
    {
        if (isClosed)
            return;
        if (exception is not (System.Net.Sockets.SocketException or ObjectDisposedException or ClosedChannelException))
            BackendLog.Broken(services.BackendLogger, Target.Database.Name, Target.Endpoint, exception.ToString());
        Close();
    }
}
