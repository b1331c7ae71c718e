using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// One-shot, in front of the greeting: a client beyond the limits is told 1040 and closed, any other is counted and gets
/// its deadline for the login.
/// </summary>
internal sealed class LoginGuard(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    public override void ChannelActive(IChannelHandlerContext context)
    {
        if (!session.TryEnter())
        {
            SessionLog.TooMany(services.SessionLogger, session.Address);
            // In front of the greeting there is no SQLSTATE, and the packet has number 0.
            session.EndWith(session.ErrorReply(0, ServerErrors.TooManyConnections, withSqlState: false));
            return;
        }

        context.FireChannelActive();
        context.Channel.Pipeline.Remove(this);
    }
}
