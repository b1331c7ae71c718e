using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy;

/// <summary>
/// One-shot: lets a login pass to the entries whose address list, or the global one, holds the client's address; 2911
/// where there is none.
/// </summary>
internal sealed class AddressFilter(ProxyServices services, ProxySession session) : ChannelHandlerAdapter
{
    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not LoginRequest request)
        {
            context.FireChannelRead(message);
            return;
        }

        AddressList everywhere = services.Registry.AuthedIps;
        List<LoginCandidate> admitted =
            [.. request.Candidates.Where(candidate => candidate.Admits(session.Address, everywhere))];
        if (admitted.Count == 0 && !(request.Candidates.Count == 0 && everywhere.Contains(session.Address)))
        {
            session.RefuseLogin(
                services.Errors.AddressNotAllowed(session.Address.ToString()),
                "the address is on no list",
                RefusalReason.Address);
            return;
        }

        context.Channel.Pipeline.Remove(this);
        context.FireChannelRead(request with { Candidates = admitted });
    }
}
