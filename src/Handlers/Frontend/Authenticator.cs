using System.Text;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Frontend.Compression;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// One-shot: checks that the database is enabled and that the client knows the password, asks for
/// <c>mysql_native_password</c> where the client began with another plugin, sends the final OK, and installs the handlers of
/// the command phase. A user that does not exist costs the same time as a wrong password.
/// </summary>
internal sealed class Authenticator(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private LoginRequest? pending;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is LoginRequest request)
        {
            OnLogin(context, request);
            return;
        }

        // The answer to an auth switch: a packet as it came.
        var packet = (IByteBuffer)message;
        byte[] answer;
        try
        {
            session.LoginSequence = PacketHeader.ReadSequence(packet.ReadableSpan());
            answer = packet.ReadableSpan()[PacketHeader.Size..].ToArray();
        }
        finally
        {
            packet.Release();
        }

        if (pending is { } login)
            Check(context, login, answer);
        else
            session.RefuseLogin(ServerErrors.BadHandshake, "a packet where none was due");
    }

    private void OnLogin(IChannelHandlerContext context, LoginRequest request)
    {
        HandshakeResponse41 response = request.Response;
        if (request.Fallback is null && request.Candidates[0].Definition.Disabled)
        {
            LoginCandidate candidate = request.Candidates[0];
            session.RefuseLogin(
                services.Errors.DatabaseDisabled(response.UserName, session.Address.ToString(), candidate.Definition.Name),
                "the database is disabled");
            return;
        }

        bool canSwitch = (response.Capabilities & CapabilityFlags.PluginAuth) != 0;
        if (canSwitch && response.AuthPlugin is { } plugin && plugin != NativePassword.PluginName)
        {
            pending = request;
            SendSwitch(context);
            return;
        }

        Check(context, request, response.AuthResponse);
    }

    private void SendSwitch(IChannelHandlerContext context)
    {
        byte sequence = (byte)(session.LoginSequence + 1);
        context.Channel.Pipeline.Get<PacketDecoder>().ExpectLogin((byte)(sequence + 1));
        byte[] data = session.Scramble;
        IByteBuffer packet = Reply.Start(context.Allocator);
        new AuthSwitchRequest(NativePassword.PluginName, data).Write(packet);
        Tasks.Observe(context.WriteAndFlushAsync(Reply.Finish(packet, sequence)));
    }

    private void Check(IChannelHandlerContext context, LoginRequest request, byte[] answer)
    {
        string userName = request.Response.UserName;
        LoginCandidate? proven = null;
        UserDefinition? provenUser = null;
        bool isAmbiguous = false;
        foreach (LoginCandidate candidate in request.Candidates)
        {
            UserDefinition? user = candidate.Definition.FindUser(userName);
            // Computed for an unknown user too, so that the time tells nothing.
            bool right = NativePassword.Verify(answer, Encoding.UTF8.GetBytes(user?.Password ?? "\0"), session.Scramble);
            if (!right || user is null || candidate.Definition.Disabled)
                continue;
            isAmbiguous = proven is not null;
            proven ??= candidate;
            provenUser ??= user;
        }

        if (proven is null || isAmbiguous)
        {
            session.RefuseLogin(
                request.Fallback
                    ?? services.Errors.AccessDenied(userName, session.Address.ToString(), answer.Length > 0),
                isAmbiguous ? "more than one database fits" : "wrong user or password");
            return;
        }

        Admit(context, proven, provenUser!, request.Response);
    }

    private void Admit(
        IChannelHandlerContext context, LoginCandidate candidate, UserDefinition user, HandshakeResponse41 response)
    {
        if (!services.ConnectionLimits.TryEnter(candidate.Definition, user, out int limit))
        {
            session.RefuseLogin(
                services.Errors.ConnectionsExceeded(candidate.Definition.Name, limit), "too many connections");
            return;
        }

        IChannelPipeline pipeline = context.Channel.Pipeline;
        pipeline.Get<PacketDecoder>().BeginCommands();
        CommandPipeline.Install(pipeline, services, session);
        pipeline.Remove(this);
        session.Admit(candidate, user, response);
        IByteBuffer ok = Reply.Ok(
            context.Allocator, (byte)(session.LoginSequence + 1), ServerStatus.Autocommit, session.Capabilities);
        Tasks.Observe(context.Channel.WriteAndFlushAsync(ok));
        CompressionHandler.InstallIfNegotiated(pipeline, session);
    }
}
