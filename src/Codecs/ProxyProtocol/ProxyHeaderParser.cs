namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>
/// Reads the header that a proxy puts in front of a connection it relays; "The PROXY protocol", versions 1 and 2. Stateless:
/// it is given all that came so far.
/// </summary>
public static class ProxyHeaderParser
{
    /// <summary>Reads a header that stands at the beginning.</summary>
    /// <param name="data">All bytes since the connection began.</param>
    /// <param name="consumed">The length of the header; what is behind belongs to the client.</param>
    /// <returns>Null when more must come first.</returns>
    /// <exception cref="ProxyHeaderException">This is no header; told as soon as a byte is wrong.</exception>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        if (data.IsEmpty)
            return null;
        return data[0] == ProxyHeaderV2.Signature[0]
            ? ProxyHeaderV2.Parse(data, out consumed)
            : ProxyHeaderV1.Parse(data, out consumed);
    }
}
