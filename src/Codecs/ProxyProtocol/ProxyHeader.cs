using System.Net;

namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>What a proxy said of the connection that it relays.</summary>
/// <param name="Source">The client's endpoint; null where the header names none (UNKNOWN, LOCAL, a UNIX socket), and the
/// connection's own address counts.</param>
public sealed record ProxyHeader(IPEndPoint? Source)
{
    /// <summary>A header that names no client.</summary>
    public static ProxyHeader Unnamed { get; } = new((IPEndPoint?)null);
}
