using System.Buffers.Binary;
using System.Net;

namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>
/// Version 2, in binary; numbers are big-endian.
/// <code>
/// offset  size  field
/// 0       12    signature
/// 12      1     version 2 in the upper half, command in the lower: 0 LOCAL, 1 PROXY
/// 13      1     family in the upper half (0 none, 1 IPv4, 2 IPv6, 3 UNIX), transport in the lower (0 none, 1 stream, 2 datagram)
/// 14      2     length of what follows
/// 16      n     source address, destination address, source port, destination port (12, 36 or 216 bytes)
///               extensions: type (1), length (2), value
/// </code>
/// </summary>
internal static class ProxyHeaderV2
{
    /// <summary>Bytes of the longest header that is taken; the specification lets one be 64 KB.</summary>
    public const int MaxLength = 4096;

    private const int FixedLength = 16;
    private const byte Version = 2;
    private const byte Local = 0;
    private const byte Proxy = 1;
    private const byte Stream = 1;
    private const int UnixLength = 216;

    private enum Family
    {
        None,
        IPv4,
        IPv6,
        Unix,
    }

    public static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public static ProxyHeader? Parse(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        int known = Math.Min(data.Length, Signature.Length);
        if (!data[..known].SequenceEqual(Signature[..known]))
            ProxyHeaderException.Throw("There is no PROXY header.");
        if (data.Length < FixedLength)
            return null;
        int command = data[12] & 0xF;
        if (data[12] >> 4 != Version || command is not (Local or Proxy))
            ProxyHeaderException.Throw("The PROXY header has an unknown version or command.");
        int length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(data[14..]);
        if (length > MaxLength)
            ProxyHeaderException.Throw("The PROXY header is too long.");
        if (data.Length < length)
            return null;
        consumed = length;
        return ParseWhole(data[..length], command);
    }

    private static ProxyHeader ParseWhole(ReadOnlySpan<byte> header, int command)
    {
        var family = (Family)(header[13] >> 4);
        int transport = header[13] & 0xF;
        int addresses = family switch
        {
            Family.None => 0,
            Family.IPv4 => 12,
            Family.IPv6 => 36,
            Family.Unix => UnixLength,
            _ => -1,
        };
        ReadOnlySpan<byte> body = header[FixedLength..];
        if (command == Local)
        {
            // Its addresses, whatever they are, must be ignored.
            return ProxyHeader.Unnamed;
        }

        if (addresses < 0 || body.Length < addresses || (family != Family.None && transport != Stream))
            ProxyHeaderException.Throw("The PROXY header has an unknown kind of address.");
        if (family != Family.None)
            ProxyHeaderExtensions.Check(header, FixedLength + addresses);
        return family switch
        {
            Family.IPv4 => Named(body[..4], body[8..]),
            Family.IPv6 => Named(body[..16], body[32..]),
            _ => ProxyHeader.Unnamed,
        };
    }

    private static ProxyHeader Named(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        new(new IPEndPoint(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port)));
}
