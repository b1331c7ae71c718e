using System.Globalization;
using System.Net;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>Where a server listens.</summary>
internal readonly record struct ServerAddress(string Host, int Port)
{
    private const int DefaultPort = 2181;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>address</c>, <c>[IPv6]</c> or <c>[IPv6]:port</c>.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static ServerAddress Parse(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? bare) && !text.StartsWith('['))
            return new ServerAddress(bare.ToString(), DefaultPort);
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > text.LastIndexOf(']');
        string host = (hasPort ? text[..colon] : text).Trim('[', ']');
        int port = DefaultPort;
        bool isPort = !hasPort || (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= IPEndPoint.MaxPort);
        if (host.Length == 0 || host.Contains(' ', StringComparison.Ordinal) || !isPort)
            throw new FormatException($"'{text}' is no address of a server.");
        return new ServerAddress(host, port);
    }

    /// <summary>Looks the name up; one of its addresses.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is none.</exception>
    public async Task<IPEndPoint> ResolveAsync(Random random)
    {
        if (IPAddress.TryParse(Host, out IPAddress? literal))
            return new IPEndPoint(literal, Port);
        int choice = random.Next();
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(Host).ConfigureAwait(false);
        return new IPEndPoint(addresses[choice % addresses.Length], Port);
    }

    public override string ToString() => $"{Host}:{Port}";
}
