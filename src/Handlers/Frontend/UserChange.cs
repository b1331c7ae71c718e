using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// COM_CHANGE_USER: drops all that the session holds, and sends it through the handlers of a login once more, with a fresh
/// scramble. Commands that arrive meanwhile wait in the gate; a failure closes the session.
/// </summary>
internal static class UserChange
{
    /// <param name="command">Whole; taken over.</param>
    /// <exception cref="MySqlProtocolException">The command is malformed.</exception>
    public static void Begin(IChannelPipeline pipeline, ProxyServices services, ProxySession session, ClientCommand command)
    {
        ChangeUserPayload payload = ChangeUserPayload.Parse(command.Payload, session.Capabilities);
        command.Release();
        session.BeginUserChange();
        var response = new HandshakeResponse41
        {
            Capabilities = session.Capabilities,
            MariaDbCapabilities = session.MariaDb,
            // An id above 255 is not known here, and the server's default stands for it.
            Collation = payload.Collation is <= byte.MaxValue ? (byte)payload.Collation : (byte)0,
            UserName = payload.UserName,
            AuthResponse = payload.AuthResponse,
            Database = payload.Database,
            AuthPlugin = payload.AuthPlugin,
            ConnectAttributes = payload.ConnectAttributes ?? session.Attributes,
        };
        session.Claim(response);
        if (LoginLookup.Find(services, session, response) is not { } request)
            return;
        pipeline
            .AddAfter(HandlerNames.Frames, HandlerNames.AddressFilter, new AddressFilter(services, session))
            .AddAfter(HandlerNames.AddressFilter, HandlerNames.Authenticator, new Authenticator(services, session));
        pipeline.Context(HandlerNames.Frames).FireChannelRead(request);
    }
}
