using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>
/// Asks the interceptors of the session about each statement command, one after the other; <see cref="VerdictExecutor"/> does
/// what they say. While an asynchronous one has not answered, the command waits here and the client is not read.
/// </summary>
#pragma warning disable CA1001 // The source of a call's cancellation is disposed with the call or with the session.
internal sealed class InterceptorHandler : ChannelHandlerAdapter
#pragma warning restore CA1001
{
    private readonly ProxyServices services;
    private readonly ProxySession session;
    private readonly VerdictExecutor executor;
    private readonly CommandView view = new();
    private readonly Queue<CommandChunk> queued = new();
    private CustomHandler[] known = [];
    private InterceptorLink[] links = [];
    private CancellationTokenSource? waiting;
    private IChannelHandlerContext? context;
    private bool hasEnded;

    public InterceptorHandler(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        executor = new VerdictExecutor(session);
        session.Interceptors = this;
    }

    /// <summary>A command waits for a verdict: nothing more is read from the client.</summary>
    public bool IsWaiting => waiting is not null;

    /// <summary>Texts have to be held until they are whole. Of the interceptors that the next command will meet.</summary>
    public bool NeedsWholeText
    {
        get
        {
            Refresh();
            foreach (InterceptorLink link in links)
            {
                if (link.Handler.NeedsWholeText && (!link.Handler.IsFenced || link.Handler.Registration.FencedRefuses))
                    return true;
            }

            return false;
        }
    }

    public override void HandlerAdded(IChannelHandlerContext handlerContext) => context = handlerContext;

    public override void HandlerRemoved(IChannelHandlerContext handlerContext) => End();

    public override void ChannelInactive(IChannelHandlerContext handlerContext)
    {
        End();
        handlerContext.FireChannelInactive();
    }

    public override void ChannelRead(IChannelHandlerContext handlerContext, object message)
    {
        switch (message)
        {
            case ClientCommand command when links.Length > 0 && KindOf(command.Code) is { } kind:
                Ask(command, kind, links, from: 0);
                break;
            case CommandChunk chunk when IsWaiting:
                queued.Enqueue(chunk);
                break;
            default:
                handlerContext.FireChannelRead(message);
                break;
        }
    }

    /// <summary>The session has logged in, perhaps as somebody else than before.</summary>
    public void BeginSession()
    {
        EndLinks();
        Refresh();
    }

    /// <summary>Learns of interceptors that were loaded or have gone; not while one of the old ones is being asked.</summary>
    public void Refresh()
    {
        CustomHandler[] current = services.CustomHandlers.Interceptors;
        if (current == known || IsWaiting || hasEnded || session.Info is not { } info)
            return;
        known = current;
        InterceptorLink[] before = links;
        List<InterceptorLink> next = [];
        foreach (CustomHandler handler in current)
        {
            if (!handler.Registration.IsFor(info.Database))
                continue;
            if (Array.Find(before, link => link.Handler == handler) is { } kept)
                next.Add(kept);
            else if (handler.TryUse())
                next.Add(new InterceptorLink(handler, info));
        }

        links = [.. next];
        foreach (InterceptorLink gone in before.Except(next))
            gone.End(services.Time);
        foreach (InterceptorLink added in next.Except(before))
            added.Begin(services.Time);
    }

    /// <summary>KILL QUERY of the command that waits: it is answered with 1317, and its call is cancelled.</summary>
    public void Interrupt(ClientCommand command)
    {
        CancelCall();
        DropQueued();
        VerdictExecutor.DropLongData(command);
        session.FailCommand(command, ServerErrors.QueryInterrupted);
        session.UpdateClientReads();
    }

    private static CommandKind? KindOf(CommandCode code) => code switch
    {
        CommandCode.Query => CommandKind.Query,
        CommandCode.StmtPrepare => CommandKind.Prepare,
        CommandCode.StmtExecute or CommandCode.StmtBulkExecute => CommandKind.Execute,
        _ => null,
    };

    private void Ask(ClientCommand command, CommandKind kind, InterceptorLink[] chain, int from)
    {
        for (int i = from; i < chain.Length; i++)
        {
            InterceptorLink link = chain[i];
            CustomHandler handler = link.Handler;
            if (handler.IsFenced)
            {
                if (!handler.Registration.FencedRefuses)
                    continue;
                handler.Counters.Denials.Increment();
                executor.Refuse(command, handler.FencedError);
                return;
            }

            handler.Counters.Calls.Increment();
            view.Look(session.Info!, kind, command, session.State.Schema);
            view.State = link.State;
            if (handler.Async is { } interceptor)
            {
                AskLater(interceptor, command, kind, chain, i);
                return;
            }

            if (!TryAsk(link, command, out CommandVerdict verdict) || !executor.Execute(link, command, kind, view, verdict))
            {
                view.LookAway();
                return;
            }
        }

        view.LookAway();
        context!.FireChannelRead(command);
    }

    private bool TryAsk(InterceptorLink link, ClientCommand command, out CommandVerdict verdict)
    {
        long startedAt = services.Time.GetTimestamp();
        verdict = default;
        try
        {
            verdict = link.Handler.Sync!.Intercept(view);
            link.State = view.State;
            link.Handler.Returned(startedAt);
            return true;
        }
#pragma warning disable CA1031 // Whatever a custom handler throws costs the command, not the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            link.State = view.State;
            Fail(link.Handler, command, startedAt, e);
            return false;
        }
    }

    private void AskLater(
        AsyncCommandInterceptor interceptor, ClientCommand command, CommandKind kind, InterceptorLink[] chain, int index)
    {
        CustomHandler handler = chain[index].Handler;
        // The session may end while the call runs; the instance is in use until the call ends.
        if (!handler.TryUse())
        {
            executor.Refuse(command, handler.FencedError);
            return;
        }

        CommandView detached = view.Detach();
        view.LookAway();
        CancellationTokenSource ended = waiting = new CancellationTokenSource();
        session.UpdateClientReads();
        Action<OffloadedCall> done = call =>
        {
            handler.EndUse();
            session.PostToLoop(() => OnAnswered(call, ended, command, kind, chain, index));
        };
        var call = new OffloadedCall(services.Time, interceptor, detached, done, ended.Token);
        services.HandlerOffload(call.Start);
    }

    private void OnAnswered(
        OffloadedCall call,
        CancellationTokenSource ended,
        ClientCommand command,
        CommandKind kind,
        InterceptorLink[] chain,
        int index)
    {
        if (waiting != ended)
            return;
        waiting = null;
        ended.Dispose();
        if (session.Command != command || session.Phase != SessionPhase.Judging)
        {
            DropQueued();
            return;
        }

        InterceptorLink link = chain[index];
        link.State = call.View.State;
        if (call.Failure is { } failure)
        {
            Fail(link.Handler, command, call.StartedAt, failure);
        }
        else
        {
            link.Handler.Returned(call.StartedAt);
            view.Look(session.Info!, kind, command, session.State.Schema);
            if (executor.Execute(link, command, kind, view, call.Verdict))
                Ask(command, kind, chain, index + 1);
            else
                view.LookAway();
        }

        PassQueued(command);
        session.UpdateClientReads();
    }

    /// <summary>What of the command came while it waited follows it, or goes with it.</summary>
    private void PassQueued(ClientCommand command)
    {
        if (IsWaiting || queued.Count == 0)
            return;
        if (session.Command != command)
        {
            DropQueued();
            return;
        }

        while (queued.TryDequeue(out CommandChunk? chunk))
            context!.FireChannelRead(chunk);
        context!.FireChannelReadComplete();
    }

    private void Fail(CustomHandler handler, ClientCommand command, long startedAt, Exception exception)
    {
        handler.Failed(startedAt, exception);
        executor.Refuse(command, handler.FailureError);
    }

    private void End()
    {
        hasEnded = true;
        CancelCall();
        DropQueued();
        EndLinks();
    }

    private void CancelCall()
    {
        waiting?.Cancel();
        waiting?.Dispose();
        waiting = null;
    }

    private void EndLinks()
    {
        InterceptorLink[] before = links;
        links = [];
        known = [];
        foreach (InterceptorLink link in before)
            link.End(services.Time);
    }

    private void DropQueued()
    {
        while (queued.TryDequeue(out CommandChunk? chunk))
            chunk.Content.Release();
    }
}
