using System.Net;
using System.Text;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>listeners</c>.</summary>
internal static class ListenersReader
{
    private const int MaxBacklog = 65_535;

    // The kernel's sockaddr_un, less the zero at its end.
    private const int MaxPath = 107;

    public static EquatableArray<ListenerOptions> Read(SectionReader root, EquatableArray<ThreadGroupOptions> threads)
    {
        if (root.Items("listeners") is not { } items)
            return new ProxyOptions().Listeners;
        if (items.Count == 0)
            root.Fail("listeners", "must hold at least one listener");
        List<ListenerOptions> listeners = [];
        foreach (SectionReader reader in items)
        {
            ListenerOptions listener = ReadOne(reader, threads);
            if (listeners.Exists(other => other.Name == listener.Name))
                reader.Fail("name", $"\"{listener.Name}\" is used a second time");
            if (listener.IsUnixSocket && listeners.Exists(other => other.Address == listener.Address))
                reader.Fail("address", $"{listener.Address} is used a second time");
            else if (listener.Port != 0 && listeners.Exists(other => other.Port == listener.Port && other.Address == listener.Address))
                reader.Fail("port", $"{listener.Port} is used a second time on {listener.Address}");
            listeners.Add(listener);
        }

        return [.. listeners];
    }

    private static ListenerOptions ReadOne(SectionReader reader, EquatableArray<ThreadGroupOptions> threads)
    {
        ListenerOptions defaults = new();
        ListenerOptions listener = new()
        {
            Name = reader.Text("name", defaults.Name),
            Address = reader.Text("address", defaults.Address),
            Port = reader.Whole("port", defaults.Port, 0, IPEndPoint.MaxPort),
            Workers = reader.Text("workers", defaults.Workers),
            Accept = reader.Choice("accept", defaults.Accept),
            Backlog = reader.Whole("backlog", defaults.Backlog, 1, MaxBacklog),
            Tls = ReadTls(reader.Section("tls")),
            Compression = reader.Flag("compression", defaults.Compression),
            ProxyProtocol = reader.Choice("proxyProtocol", defaults.ProxyProtocol),
            TrustedProxies = reader.Addresses("trustedProxies", defaults.TrustedProxies),
        };
        reader.Finish();
        if (listener.IsUnixSocket)
            CheckUnixSocket(reader, listener);
        else if (!IPAddress.TryParse(listener.Address, out _))
            reader.Fail("address", $"\"{listener.Address}\" is neither an IP address nor a path from the root");
        IEnumerable<string> groups = threads.Select(group => group.Name)
            .Where(name => name is not (ThreadGroupOptions.Boss or ThreadGroupOptions.Offload));
        if (!groups.Contains(listener.Workers))
            reader.Fail("workers", $"\"{listener.Workers}\" is no worker group; there are {string.Join(", ", groups)}");
        if (listener.ProxyProtocol == ProxyHeaderMode.Required && listener.TrustedProxies.IsEmpty)
            reader.Fail("trustedProxies", "must name an address where proxyProtocol is required");
        return listener;
    }

    private static void CheckUnixSocket(SectionReader reader, ListenerOptions listener)
    {
        if (Encoding.UTF8.GetByteCount(listener.Address) > MaxPath)
            reader.Fail("address", $"is longer than {MaxPath} bytes, which is all that a Unix domain socket may have");
        if (listener.Accept == AcceptMode.Loops)
            reader.Fail("accept", "\"loops\" is not for a Unix domain socket, which only one can hold");
        if (listener.ProxyProtocol == ProxyHeaderMode.Required)
            reader.Fail("proxyProtocol", "is not for a Unix domain socket: its clients have no address to be trusted by");
    }

    private static ListenerTlsOptions ReadTls(SectionReader reader)
    {
        ListenerTlsOptions defaults = new();
        ListenerTlsOptions tls = new()
        {
            Mode = reader.Choice("mode", defaults.Mode),
            Certificate = reader.Text("certificate", defaults.Certificate, allowEmpty: true),
            Key = reader.Text("key", defaults.Key, allowEmpty: true),
            ClientCa = reader.Text("clientCa", defaults.ClientCa, allowEmpty: true),
            ClientCertificates = reader.Choice("clientCertificates", defaults.ClientCertificates),
        };
        reader.Finish();
        return tls;
    }
}
