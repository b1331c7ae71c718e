using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SceNettyProxy.Codecs.ProxyProtocol;

/// <summary>
/// Version 1, a line of text of at most <see cref="MaxLength"/> bytes:
/// <code>
/// PROXY TCP4 source destination source-port destination-port CRLF
/// PROXY TCP6 source destination source-port destination-port CRLF
/// PROXY UNKNOWN anything CRLF
/// </code>
/// </summary>
internal static class ProxyHeaderV1
{
    /// <summary>Bytes of the longest line, CRLF included.</summary>
    public const int MaxLength = 107;

    private const int Fields = 6;

    private static ReadOnlySpan<byte> Prefix => "PROXY "u8;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    public static ProxyHeader? Parse(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        int known = Math.Min(data.Length, Prefix.Length);
        if (!data[..known].SequenceEqual(Prefix[..known]))
            ProxyHeaderException.Throw("There is no PROXY header.");
        ReadOnlySpan<byte> line = data[..Math.Min(data.Length, MaxLength)];
        int end = line.IndexOf(LineEnd);
        if (end < 0)
        {
            if (data.Length >= MaxLength)
                ProxyHeaderException.Throw("The line of the PROXY header has no end.");
            return null;
        }

        consumed = end + LineEnd.Length;
        return ParseLine(line[..end]);
    }

    private static ProxyHeader ParseLine(ReadOnlySpan<byte> line)
    {
        foreach (byte value in line)
        {
            if (value is < 0x20 or > 0x7E)
                ProxyHeaderException.Throw("The line of the PROXY header holds a byte that is no text.");
        }

        string[] fields = Encoding.ASCII.GetString(line).Split(' ');
        if (fields[1] == "UNKNOWN")
            return ProxyHeader.Unnamed;
        AddressFamily? family = fields[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => null,
        };
        if (family is null || fields.Length != Fields)
            ProxyHeaderException.Throw("The PROXY header has unknown fields.");
        IPAddress source = Address(fields[2], family.Value);
        Address(fields[3], family.Value);
        int port = Port(fields[4]);
        Port(fields[5]);
        return new ProxyHeader(new IPEndPoint(source, port));
    }

    private static IPAddress Address(string text, AddressFamily family)
    {
        // The runtime takes other spellings of IPv4 (octal, fewer parts) and a scope behind IPv6; the specification does not.
        if (!IPAddress.TryParse(text, out IPAddress? address) || address.AddressFamily != family
            || (family == AddressFamily.InterNetwork ? address.ToString() != text : text.AsSpan().IndexOfAny("%[]") >= 0))
            ProxyHeaderException.Throw("The PROXY header holds no address where one is due.");
        return address;
    }

    private static int Port(string text)
    {
        bool isPlain = text.Length == 1 || !text.StartsWith('0');
        if (!isPlain || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > IPEndPoint.MaxPort)
        {
            ProxyHeaderException.Throw("The PROXY header holds no port where one is due.");
            return 0;
        }

        return port;
    }
}
