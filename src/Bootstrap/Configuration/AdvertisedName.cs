using System.Net;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What others know this proxy by: the address and port of its first listener that has one.</summary>
internal static class AdvertisedName
{
    /// <summary>Null where it listens on all addresses, or on none, which name none.</summary>
    public static string? AddressOf(ListenerOptions listener) =>
        IPAddress.TryParse(listener.Address, out IPAddress? address)
        && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? listener.Address
            : null;

    /// <summary>The listener that gives the name; the first one where all are Unix domain sockets, or the default.</summary>
    public static ListenerOptions ListenerOf(EquatableArray<ListenerOptions> listeners) =>
        listeners.FirstOrDefault(static listener => !listener.IsUnixSocket) ?? (listeners.IsEmpty ? new ListenerOptions() : listeners[0]);
}
