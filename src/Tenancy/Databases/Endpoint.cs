using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SceNettyProxy.Tenancy.Databases;

/// <summary>Where a server listens.</summary>
/// <param name="Host">
/// A host name or an IP address, an IPv6 address without brackets; or the path of a Unix domain socket, from the root.
/// </param>
/// <param name="Port">1 to 65535; 0 for a Unix domain socket.</param>
public readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>The port where none is given.</summary>
    public const int DefaultPort = 3306;

    // The kernel's sockaddr_un, less the zero at its end.
    private const int MaxPath = 107;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[ipv6]</c> or <c>[ipv6]:port</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Endpoint Parse(string text) => TryParse(text, out Endpoint endpoint, out string? error)
        ? endpoint
        : throw new FormatException(error);

    /// <summary>Whether <see cref="Host"/> is the path of a Unix domain socket.</summary>
    public bool IsUnixSocket => Host.StartsWith('/');

    /// <summary>Reads where a MySQL server listens: the forms of <see cref="Parse"/>, or the path of a Unix domain socket.</summary>
    public static bool TryParseServer(string text, out Endpoint endpoint, [NotNullWhen(false)] out string? error)
    {
        string path = text.Trim();
        if (!path.StartsWith('/'))
            return TryParse(text, out endpoint, out error);
        endpoint = default;
        if (Encoding.UTF8.GetByteCount(path) > MaxPath)
            return Fail($"\"{text}\" is longer than the {MaxPath} bytes that a Unix domain socket may have", out error);
        endpoint = new Endpoint(path, 0);
        error = null;
        return true;
    }

    /// <summary>Reads the forms of <see cref="Parse"/>; on failure says what is wrong.</summary>
    /// <param name="defaultPort">The port where none is given.</param>
    public static bool TryParse(
        string text, out Endpoint endpoint, [NotNullWhen(false)] out string? error, int defaultPort = DefaultPort)
    {
        endpoint = default;
        ReadOnlySpan<char> host = text.AsSpan().Trim();
        ReadOnlySpan<char> port = [];
        bool bracketed = host.StartsWith("[");
        int colon = host.LastIndexOf(':');
        if (bracketed)
        {
            int end = host.IndexOf(']');
            if (end < 0 || (end + 1 < host.Length && colon != end + 1))
                return Fail($"\"{text}\" is not [ipv6]:port", out error);
            port = colon > end ? host[(colon + 1)..] : [];
            if (colon > end && port.IsEmpty)
                return Fail($"\"{text}\" has no port behind its colon", out error);
            host = host[1..end];
        }
        else if (colon >= 0)
        {
            if (host.IndexOf(':') != colon)
                return Fail($"\"{text}\" needs brackets round its IPv6 address: [::1]:{defaultPort}", out error);
            port = host[(colon + 1)..];
            if (port.IsEmpty)
                return Fail($"\"{text}\" has no port behind its colon", out error);
            host = host[..colon];
        }

        if (!IsHost(host, bracketed))
            return Fail($"\"{text}\" has no valid host", out error);
        int number = defaultPort;
        if (!port.IsEmpty && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number)
            || number is < 1 or > IPEndPoint.MaxPort))
            return Fail($"\"{text}\" must have a port of 1 to {IPEndPoint.MaxPort}", out error);
        endpoint = new Endpoint(host.ToString(), number);
        error = null;
        return true;
    }

    /// <summary>The form that <see cref="Parse"/> reads, always with the port; or the path.</summary>
    public override string ToString() => IsUnixSocket ? Host : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool IsHost(ReadOnlySpan<char> host, bool bracketed) => bracketed
        ? IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
        : Uri.CheckHostName(host.ToString()) is UriHostNameType.Dns or UriHostNameType.IPv4;

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }
}
