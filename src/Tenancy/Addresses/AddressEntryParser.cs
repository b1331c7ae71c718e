using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SceNettyProxy.Tenancy.Addresses;

/// <summary>
/// Reads one entry of an address list. IPv4 is read here and not by <see cref="IPAddress"/>, which takes <c>10.1</c> for
/// 10.0.0.1 and <c>010.0.0.1</c> for 8.0.0.1.
/// </summary>
internal static class AddressEntryParser
{
    private const int IPv4Bits = 32;
    private const int IPv6Bits = 128;

    /// <summary>Null and a reason when the entry cannot be read.</summary>
    public static AddressRange? Parse(string entry, out string? error)
    {
        string text = entry.Trim();
        AddressRange? range = text switch
        {
            "" => Fail("is empty", out error),
            ['[', .. string inner, ']'] when inner.Contains(',', StringComparison.Ordinal) => ParseRange(inner, out error),
            _ when text.Contains('/', StringComparison.Ordinal) => ParseCidr(text, out error),
            _ => ParseSingle(text, out error),
        };
        if (error is not null)
            error = $"\"{entry}\" {error}";
        return range;
    }

    private static AddressRange? ParseRange(string inner, out string? error)
    {
        string[] ends = inner.Split(',', StringSplitOptions.TrimEntries);
        if (ends.Length != 2)
            return Fail("must have two ends: [from, to]", out error);
        if (ParseAddress(ends[0]) is not { } from || ParseAddress(ends[1]) is not { } to)
            return Fail("must have a whole address at both ends", out error);
        if (from.IsIPv4 != to.IsIPv4)
            return Fail("mixes IPv4 and IPv6", out error);
        if (from.Value > to.Value)
            return Fail("ends before it starts", out error);
        error = null;
        return new AddressRange(from.IsIPv4, from.Value, to.Value);
    }

    private static AddressRange? ParseCidr(string text, out string? error)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string address = text[..slash];
        bool shortQuad = TryParseQuad(address, out uint quad, out int octets) && octets < 4;
        AddressNumber? start = shortQuad ? new AddressNumber(true, quad) : ParseAddress(address);
        if (start is not { } from)
            return Fail("is not an address with a prefix length", out error);

        bool mapped = from.IsIPv4 && address.Contains(':', StringComparison.Ordinal);
        int longest = from.IsIPv4 && !mapped ? IPv4Bits : IPv6Bits;
        int shortest = mapped ? IPv6Bits - IPv4Bits : 0;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || prefix < shortest || prefix > longest)
            return Fail($"must have a prefix length of {shortest} to {longest}", out error);
        error = null;
        return Prefix(from, mapped ? prefix - shortest : prefix);
    }

    private static AddressRange? ParseSingle(string text, out string? error)
    {
        error = null;
        if (TryParseQuad(text, out uint quad, out int octets))
            return Prefix(new AddressNumber(true, quad), octets * 8);
        return ParseAddress(text) is { } address
            ? new AddressRange(address.IsIPv4, address.Value, address.Value)
            : Fail("is not an address, a CIDR prefix, a range or a short quad", out error);
    }

    private static AddressRange Prefix(AddressNumber address, int prefix)
    {
        int hostBits = (address.IsIPv4 ? IPv4Bits : IPv6Bits) - prefix;
        // A shift by the whole width would be a shift by 0.
        UInt128 hosts = hostBits == IPv6Bits ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        return new AddressRange(address.IsIPv4, address.Value & ~hosts, address.Value | hosts);
    }

    private static AddressNumber? ParseAddress(string text)
    {
        if (TryParseQuad(text, out uint quad, out int octets))
            return octets == 4 ? new AddressNumber(true, quad) : null;
        // A scope or brackets belong to an endpoint, not to an address that is compared with a peer's.
        bool plain = text.Contains(':', StringComparison.Ordinal) && text.AsSpan().IndexOfAny("%[]") < 0;
        return plain && IPAddress.TryParse(text, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            ? AddressNumber.Of(address)
            : null;
    }

    /// <summary>1 to 4 decimal octets without leading zeros; what is missing on the right is 0.</summary>
    private static bool TryParseQuad(string text, out uint value, out int octets)
    {
        value = 0;
        octets = 0;
        foreach (Range part in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> octet = text.AsSpan(part);
            if (octets == 4 || octet.Length is 0 or > 3 || (octet.Length > 1 && octet[0] == '0')
                || !byte.TryParse(octet, NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
                return false;
            value |= (uint)number << (24 - (8 * octets));
            octets++;
        }

        return true;
    }

    private static AddressRange? Fail(string message, out string? error)
    {
        error = message;
        return null;
    }
}
