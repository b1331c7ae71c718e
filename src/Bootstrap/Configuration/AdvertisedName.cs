using System.Net;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What others know this proxy by: the address and port of its first listener.</summary>
internal static class AdvertisedName
{
    /// <summary>Null where it listens on all addresses, which names none.</summary>
    public static string? AddressOf(ListenerOptions listener) =>
        IPAddress.TryParse(listener.Address, out IPAddress? address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? null
            : listener.Address;
}
