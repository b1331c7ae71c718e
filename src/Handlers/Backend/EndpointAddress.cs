using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Host names to addresses.</summary>
internal static class EndpointAddress
{
    /// <summary>The address when the host is one; no lookup is made.</summary>
    public static bool TryParse(Endpoint endpoint, out IPEndPoint address)
    {
        bool isAddress = IPAddress.TryParse(endpoint.Host, out IPAddress? parsed);
        address = new IPEndPoint(parsed ?? IPAddress.None, endpoint.Port);
        return isAddress;
    }

    /// <summary>The first address of the host.</summary>
    /// <exception cref="SocketException">The name is not known.</exception>
    public static async Task<IPEndPoint> ResolveAsync(Endpoint endpoint)
    {
        if (TryParse(endpoint, out IPEndPoint address))
            return address;
        IPAddress[] found = await Dns.GetHostAddressesAsync(endpoint.Host).ConfigureAwait(false);
        return found.Length > 0
            ? new IPEndPoint(found[0], endpoint.Port)
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
