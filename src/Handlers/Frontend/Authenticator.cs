using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Authentication;
using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
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
        if (!TryCount(candidate.Definition, user, out int limit))
        {
            session.RefuseLogin(
                services.Errors.ConnectionsExceeded(candidate.Definition.Name, limit),
                "too many connections",
                RefusalReason.Connections,
                candidate.Definition.Name);
            return;
        }

        bool isFirst = !session.IsAuthenticated;
        IChannelPipeline pipeline = context.Channel.Pipeline;
        pipeline.Get<PacketDecoder>().BeginCommands();
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

    private bool TryCount(DatabaseDefinition database, UserDefinition user, out int limit) => session.IsAuthenticated
        ? services.ConnectionLimits.TryMove(session.Tenant.Name, session.User.Name, database, user, out limit)
        : services.ConnectionLimits.TryEnter(database, user, out limit);
}
