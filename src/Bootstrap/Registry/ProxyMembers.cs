using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Bootstrap.Registry;

/// <summary>What this proxy is called among others.</summary>
internal static class ProxyMembers
{
    public static ProxyMember SelfOf(ProxyOptions options)
    {
        string name = options.Registry.ZooKeeper.Name;
        return new ProxyMember(
            name.Length > 0 ? name : NameOf(AdvertisedName.ListenerOf(options.Listeners)),
            (options.Admin.Advertise ?? options.Admin.Listen)?.ToString(),
            options.Session.Node);
    }

    private static string NameOf(ListenerOptions listener)
    {
        IPAddress address = AdvertisedName.AddressOf(listener) is { } known ? IPAddress.Parse(known) : FindOwn();
        return new IPEndPoint(address, listener.Port).ToString();
    }

    /// <summary>An address of this machine that others can reach; loopback where there is none.</summary>
    private static IPAddress FindOwn() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(static card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(static card => card.GetIPProperties().UnicastAddresses)
        .Select(static unicast => unicast.Address)
        .FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback);
}
