using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Authentication;
using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// One-shot: checks that the database is enabled and, by an <see cref="AuthConversation"/>, that the client knows the password;
/// then counts the session in, sends the final OK, and installs the handlers of the command phase. After a COM_CHANGE_USER these
/// are there already, and the session moves from one database to the other.
/// </summary>
internal sealed class Authenticator(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private AuthConversation? conversation;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case LoginRequest request:
                OnLogin(context, request);
                break;
            case IByteBuffer packet when conversation is not null:
                conversation.OnPacket(packet);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    private void OnLogin(IChannelHandlerContext context, LoginRequest request)
    {
        HandshakeResponse41 response = request.Response;
        if (request.Fallback is null && request.Candidates[0].Definition.Disabled)
        {
            LoginCandidate candidate = request.Candidates[0];
            SceError disabled = services.Errors.DatabaseDisabled(
                response.UserName, session.Address.ToString(), candidate.Definition.Name);
            session.RefuseLogin(disabled, "the database is disabled", RefusalReason.Disabled);
            return;
        }

        conversation = new AuthConversation(
            services,
            session,
            request,
            (candidate, user) => Admit(context, candidate, user, response),
            (error, reason) => session.RefuseLogin(error, reason, RefusalReason.Login));
        conversation.Begin(session.ShownPlugin);
    }

    private void Admit(
        IChannelHandlerContext context, LoginCandidate candidate, UserDefinition user, HandshakeResponse41 response)
    {
        int ofAddress = services.SessionOptions.Value.MaxSessionsPerAddress;
        ConnectionClaim claim = ConnectionClaim.Of(
            candidate.Definition,
            user,
            services.Registry.Snapshot.Types.GetValueOrDefault(candidate.Definition.Type),
            session.Address,
            ofAddress == 0 ? null : ofAddress);
        ConnectionClaim? before = session.CountedBy;
        session.CountedBy = null;
        ValueTask<ConnectionExcess?> counting = services.ConnectionCounters.EnterAsync(claim, before);
        if (counting.IsCompletedSuccessfully)
            OnCounted(context, candidate, user, response, counting.Result, claim, before);
        else
            Await(counting, claim, before, excess => OnCounted(context, candidate, user, response, excess, claim, before));
    }

    /// <summary>Goes on when a counter that others share has answered; the client is not read meanwhile.</summary>
    private void Await(
        ValueTask<ConnectionExcess?> counting, ConnectionClaim claim, ConnectionClaim? before, Action<ConnectionExcess?> counted)
    {
        AuthConversation waiting = conversation!;
        waiting.Pause();
        counting.AsTask().ContinueWith(
            task => LoopHop.Post(
                session.Loop,
                () => OnAnswered(task, before, counted, waiting),
                () => GiveBack(task is { IsCompletedSuccessfully: true, Result: null } ? claim : before)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>The loop is gone, and the session with it: nobody else gives back what it is counted by.</summary>
    private void GiveBack(ConnectionClaim? counted)
    {
        if (counted is not null)
            services.ConnectionCounters.Leave(counted);
    }

    private void OnAnswered(
        Task<ConnectionExcess?> answer, ConnectionClaim? before, Action<ConnectionExcess?> counted, AuthConversation waiting)
    {
        if (answer.IsCompletedSuccessfully)
        {
            counted(answer.Result);
        }
        else
        {
            KeepOrLeave(before);
            session.Channel.Pipeline.FireExceptionCaught(answer.Exception?.InnerException ?? new TaskCanceledException(answer));
        }

        waiting.Resume();
    }

    /// <summary>The session is counted by one claim, or was refused and is still counted by the one before.</summary>
    private void OnCounted(
        IChannelHandlerContext context,
        LoginCandidate candidate,
        UserDefinition user,
        HandshakeResponse41 response,
        ConnectionExcess? excess,
        ConnectionClaim claim,
        ConnectionClaim? before)
    {
        KeepOrLeave(excess is null ? claim : before);
        if (!session.IsOpen)
            return;
        if (excess is { } reached)
        {
            session.RefuseLogin(
                services.Errors.ConnectionsExceeded(reached),
                "too many connections",
                RefusalReason.Connections,
                candidate.Definition.Name);
            return;
        }

        Install(context, candidate, user, response);
    }

    /// <summary>A session that has ended meanwhile is counted by nobody any more.</summary>
    private void KeepOrLeave(ConnectionClaim? counted)
    {
        if (session.Phase != SessionPhase.Closed)
            session.CountedBy = counted;
        else if (counted is not null)
            services.ConnectionCounters.Leave(counted);
    }

    private void Install(
        IChannelHandlerContext context, LoginCandidate candidate, UserDefinition user, HandshakeResponse41 response)
    {
        bool isFirst = !session.IsAuthenticated;
        IChannelPipeline pipeline = context.Channel.Pipeline;
        session.Frames.BeginCommands();
        if (isFirst)
            CommandPipeline.Install(pipeline, services, session);
        pipeline.Remove(this);
        session.Admit(candidate, user, response);
        session.BeginCustomHandlers();
        IByteBuffer ok = Reply.Ok(
            context.Allocator, (byte)(session.LoginSequence + 1), ServerStatus.Autocommit, session.Capabilities);
        Tasks.Observe(context.Channel.WriteAndFlushAsync(ok));
        CompressionHandler.InstallIfNegotiated(pipeline, session);
        if (!isFirst)
            session.Gate.CommandDone();
    }
}
