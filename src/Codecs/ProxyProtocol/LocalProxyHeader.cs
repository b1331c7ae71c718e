namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>
/// The PROXY protocol header of a connection that the sender opens for itself and not on behalf of one client; the receiver
/// takes the addresses of the connection. "The PROXY protocol", sections 2.1 and 2.2.
/// <code>
/// v1   "PROXY UNKNOWN" CR LF
///
/// v2   offset  size  field
///      0       12    signature
///      12      1     0x20: version 2, command LOCAL
///      13      1     0x00: family and protocol unspecified
///      14      2     0: no addresses follow
/// </code>
/// </summary>
public static class LocalProxyHeader
{
    /// <summary>The text form.</summary>
    public static ReadOnlySpan<byte> V1 => "PROXY UNKNOWN\r\n"u8;

    /// <summary>The binary form.</summary>
    public static ReadOnlySpan<byte> V2 =>
        [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x20, 0x00, 0x00, 0x00];
}
