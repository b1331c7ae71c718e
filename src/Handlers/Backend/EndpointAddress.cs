using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Where the servers are.</summary>
internal static class EndpointAddress
{
    /// <summary>The address as it stands, or the first one of the host name. A lookup is made only for a name.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public static async Task<EndPoint> ResolveAsync(Endpoint endpoint)
    {
        if (endpoint.IsUnixSocket)
            return new UnixDomainSocketEndPoint(endpoint.Host);
        if (IPAddress.TryParse(endpoint.Host, out IPAddress? address))
            return new IPEndPoint(address, endpoint.Port);
        IPAddress[] found = await Dns.GetHostAddressesAsync(endpoint.Host).ConfigureAwait(false);
        return found.Length > 0
            ? new IPEndPoint(found[0], endpoint.Port)
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Whether what goes there stays on this machine.</summary>
    public static bool IsLocal(EndPoint address) => address switch
    {
        IPEndPoint { Address: var ip } => IPAddress.IsLoopback(ip),
        UnixDomainSocketEndPoint => true,
        _ => false,
    };
}
