using System.Net.Sockets;
using System.Security.Authentication;
using DotNetty.Common.Utilities;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Last in the frontend pipeline: any exception becomes one ERR packet, where one may stand, and a close. Also tells the
/// session that its client is gone, and the server's side when the client catches up.
/// </summary>
internal sealed class SessionErrorHandler(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    private static readonly SceError Internal = new(1105, "HY000", "The proxy failed to handle this; see its log");

    /// <summary>Nothing in front wanted it: a packet in a phase that expects none.</summary>
    public override void ChannelRead(IChannelHandlerContext context, object message) => ReferenceCountUtil.Release(message);

    public override void ChannelInactive(IChannelHandlerContext context) => session.OnClientGone();

    /// <summary>A channel that was reset before it became active is never inactive either.</summary>
    public override void ChannelUnregistered(IChannelHandlerContext context) => session.OnClientGone();

    public override void ChannelWritabilityChanged(IChannelHandlerContext context) => session.UpdateBackendReads();

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
    {
        switch (exception)
        {
            case MySqlProtocolException protocol:
                OnProtocolError(protocol);
                break;
            case SocketException or ObjectDisposedException or ClosedChannelException:
                // The client went away without a goodbye, which is no error.
                session.Abort();
                break;
            case IOException or AuthenticationException:
                // Of TLS, behind whose failure nothing more can be said. The message holds nothing that the client sent.
                SessionLog.TlsBroken(services.SessionLogger, session.ConnectionId, session.Address, exception.Message);
                session.Abort();
                break;
            default:
                SessionLog.Failed(services.SessionLogger, session.ConnectionId, exception);
                End(Internal);
                break;
        }
    }

    private void OnProtocolError(MySqlProtocolException exception)
    {
        SceError error = exception.Error switch
        {
            ProtocolError.WrongSequence => ServerErrors.PacketsOutOfOrder,
            ProtocolError.TooLarge => ServerErrors.PacketTooLarge,
            _ => session.Phase == SessionPhase.Login ? ServerErrors.BadHandshake : ServerErrors.MalformedPacket,
        };
        if (session.Phase == SessionPhase.Login)
        {
            session.RefuseLogin(error, exception.Message);
            return;
        }

        SessionLog.ProtocolError(services.SessionLogger, session.ConnectionId, session.Address, exception.Error);
        End(error);
    }

    private void End(SceError error)
    {
        switch (session.Phase)
        {
            case SessionPhase.Login:
                session.RefuseLogin(error, error.Message);
                break;
            case SessionPhase.Relaying:
                // Part of a response may be out.
                session.EndAtBoundary(error);
                if (session.IsOpen)
                    session.Abort();
                break;
            default:
                session.EndWith(session.ErrorReply(session.Command?.ReplySequence ?? 1, error));
                break;
        }
    }
}
