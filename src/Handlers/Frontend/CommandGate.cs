using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Lets one command at a time into the rest of the pipeline. What arrives early is parked, up to <see cref="MaxParked"/>
/// and one read; the rest of a command that is answered already is swallowed. Also ends sessions that are idle.
/// </summary>
internal sealed class CommandGate : ChannelHandlerAdapter
{
    /// <summary>Parked bytes beyond which nothing more is read from the client.</summary>
    public const int MaxParked = 128 * 1024;

    private readonly ProxyServices services;
    private readonly ProxySession session;
    private readonly Queue<object> parked = new();
    private IChannelHandlerContext? context;
    private IScheduledTask? idleWatch;
    private long parkedBytes;
    private long lastActivity;
    private bool isPumping;
    private bool isSwallowing;
    private (SceError Error, bool EndSession)? answerBehindTail;

    public CommandGate(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        session.Gate = this;
    }

    /// <summary>The client has sent more than the command in flight.</summary>
    public bool HasParked => parked.Count > 0;

    public bool IsFull => parkedBytes > MaxParked;

    /// <summary>A command is on its way through the handlers behind the gate, for the first time.</summary>
    public bool IsStarting { get; private set; }

    /// <summary>Since the end of the last command. Any thread.</summary>
    public TimeSpan IdleFor => services.Time.GetElapsedTime(Volatile.Read(ref lastActivity));

    private TimeSpan IdleLimit => session.IsInteractive
        ? services.SessionOptions.Value.InteractiveTimeout
        : services.SessionOptions.Value.IdleTimeout;

    public override void HandlerAdded(IChannelHandlerContext handlerContext) => context = handlerContext;

    public override void HandlerRemoved(IChannelHandlerContext handlerContext) => Clear();

    public override void ChannelInactive(IChannelHandlerContext handlerContext)
    {
        Clear();
        handlerContext.FireChannelInactive();
    }

    public override void ChannelRead(IChannelHandlerContext handlerContext, object message)
    {
        if (message is not (ClientCommand or CommandChunk))
        {
            handlerContext.FireChannelRead(message);
            return;
        }

        if (message is ClientCommand arrived)
            arrived.ArrivedAt = services.Time.GetTimestamp();
        NoteFrame(message);
        bool mustPark = parked.Count > 0 || (message is ClientCommand && (session.Phase != SessionPhase.Ready || isSwallowing));
        if (mustPark)
        {
            parked.Enqueue(message);
            parkedBytes += SizeOf(message);
            session.UpdateClientReads();
            return;
        }

        Pass(message);
    }

    /// <summary>The command in flight is done: the next one may come.</summary>
    public void CommandDone()
    {
        lastActivity = services.Time.GetTimestamp();
        Pump();
    }

    /// <summary>The command in flight has its answer, or gets none, but more of it is to come: that is dropped.</summary>
    public void SwallowTail() => isSwallowing = true;

    /// <summary>The command in flight is refused: its rest is dropped, and the error sent behind it.</summary>
    public void AnswerBehindTail(SceError error, bool endSession)
    {
        isSwallowing = true;
        answerBehindTail = (error, endSession);
        session.Command?.Release();
        session.UpdateClientReads();
    }

    public void StartIdleWatch()
    {
        lastActivity = services.Time.GetTimestamp();
        WatchIdle(IdleLimit);
    }

    private void NoteFrame(object message)
    {
        if (session.Compression is not { } compression)
            return;
        if (message is ClientCommand command)
            command.Frame = compression.LastFrame;
        else
            ((CommandChunk)message).Frame = compression.LastFrame;
    }

    private void Pump()
    {
        if (isPumping)
            return;
        isPumping = true;
        bool anyChunk = false;
        try
        {
            while (parked.TryPeek(out object? next)
                && (next is CommandChunk || (session.Phase == SessionPhase.Ready && !isSwallowing)))
            {
                parked.Dequeue();
                parkedBytes -= SizeOf(next);
                Pass(next);
                anyChunk |= next is CommandChunk;
            }
        }
        finally
        {
            isPumping = false;
        }

        // No read of the client may come behind them, which would have them flushed.
        if (anyChunk)
            context!.FireChannelReadComplete();
        session.UpdateClientReads();
    }

    private void Pass(object message)
    {
        if (message is ClientCommand command)
        {
            Start(command);
            return;
        }

        var chunk = (CommandChunk)message;
        session.Compression?.AnswerBehind(chunk.Frame);
        if (isSwallowing)
        {
            Swallow(chunk);
            return;
        }

        session.Command?.Progress(chunk.IsLast, chunk.LastSequence);
        context!.FireChannelRead(chunk);
    }

    private void Start(ClientCommand command)
    {
        session.MoveTo(SessionPhase.Judging);
        session.Command = command;
        session.CountRequest(command);
        session.Compression?.AnswerBehind(command.Frame);
        if (session.PendingEnd is { } end)
        {
            session.FailCommand(command, end, endSession: true);
            return;
        }

        session.DropOutdatedBackends();
        IsStarting = true;
        context!.FireChannelRead(command);
        IsStarting = false;
    }

    private void Swallow(CommandChunk chunk)
    {
        chunk.Content.Release();
        if (!chunk.IsLast)
            return;
        isSwallowing = false;
        if (answerBehindTail is not { } answer)
        {
            Pump();
            return;
        }

        answerBehindTail = null;
        if (session.Command is not { } command)
            return;
        command.Progress(isWhole: true, chunk.LastSequence);
        session.FailCommand(command, answer.Error, endSession: answer.EndSession);
    }

    private void WatchIdle(TimeSpan after) => idleWatch = session.Loop.Schedule(CheckIdle, after);

    private void CheckIdle()
    {
        if (!session.IsOpen)
            return;
        TimeSpan limit = IdleLimit;
        TimeSpan idle = session.Phase == SessionPhase.Ready
            ? IdleFor
            : TimeSpan.Zero;
        if (idle >= limit)
        {
            SessionLog.Idle(services.SessionLogger, session.ConnectionId, session.Tenant.Name, (long)idle.TotalSeconds);
            session.EndAfterFlush();
            return;
        }

        WatchIdle(limit - idle);
    }

    private void Clear()
    {
        idleWatch?.Cancel();
        while (parked.TryDequeue(out object? message))
        {
            if (message is ClientCommand command)
                command.Release();
            else
                ((CommandChunk)message).Content.Release();
        }

        parkedBytes = 0;
    }

    private static int SizeOf(object message) => message is ClientCommand command
        ? command.Packets.ReadableBytes
        : ((CommandChunk)message).Content.ReadableBytes;
}
