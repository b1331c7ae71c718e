using SceNettyProxy.Tenancy.Addresses;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>One place where clients connect: an item of <c>listeners</c>.</summary>
internal sealed record ListenerOptions
{
    public const int DefaultPort = 61050;

    /// <summary>Its name in logs; unique.</summary>
    public string Name { get; init; } = "main";

    /// <summary>
    /// The IP address to listen on; <c>::</c> takes IPv4 clients as well. Or the path of a Unix domain socket, from the root.
    /// </summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>0 takes any free port, which the log names. Without meaning for a Unix domain socket.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>The thread group whose event loops serve its clients.</summary>
    public string Workers { get; init; } = ThreadGroupOptions.Workers;

    public AcceptMode Accept { get; init; } = AcceptMode.Boss;

    /// <summary>Connections that may wait to be accepted; the kernel has its own upper bound.</summary>
    public int Backlog { get; init; } = 1024;

    public ListenerTlsOptions Tls { get; init; } = new();

    /// <summary>zlib compression is offered to clients.</summary>
    public bool Compression { get; init; } = true;

    public ProxyHeaderMode ProxyProtocol { get; init; } = ProxyHeaderMode.Off;

    /// <summary>Who may connect where a PROXY header is required, and is believed.</summary>
    public AddressList TrustedProxies { get; init; } = AddressList.Empty;

    public bool IsUnixSocket => Address.StartsWith('/');

    /// <summary>Where it listens, for people.</summary>
    public string Place => IsUnixSocket ? Address : $"{Address}:{Port}";
}
