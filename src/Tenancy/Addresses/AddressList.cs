using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace SceNettyProxy.Tenancy.Addresses;

/// <summary>
/// Who may connect: a set of IP addresses. Immutable; a lookup is a binary search and allocates nothing. Two lists are
/// equal when they hold the same addresses, however they were written.
/// </summary>
/// <remarks>
/// Entries: a single address (<c>10.1.2.3</c>, <c>2001:db8::1</c>); a CIDR prefix (<c>10.0.0.0/8</c>, <c>2001:db8::/32</c>),
/// whose host bits are ignored; a range with both ends included (<c>[10.0.0.1, 10.0.0.9]</c>); a short quad, which stands
/// for all addresses that start so (<c>10.11</c> is 10.11.0.0/16). Octets are decimal. An IPv4-mapped IPv6 address is an
/// IPv4 address wherever it appears; an IPv6 prefix such as <c>::/0</c> holds no IPv4 address.
/// </remarks>
public sealed class AddressList : IEquatable<AddressList>
{
    private readonly ImmutableArray<AddressRange> ipv4;
    private readonly ImmutableArray<AddressRange> ipv6;

    private AddressList(ImmutableArray<AddressRange> ipv4, ImmutableArray<AddressRange> ipv6)
    {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /// <summary>Admits nobody.</summary>
    public static AddressList Empty { get; } = new([], []);

    /// <summary>127.0.0.0/8 and ::1.</summary>
    public static AddressList Loopback { get; } =
        TryParse(["127.0.0.0/8", "::1"], out AddressList? list, out _) ? list : Empty;

    public bool IsEmpty => ipv4.IsEmpty && ipv6.IsEmpty;

    /// <summary>Reads a list of entries.</summary>
    /// <param name="entries">The entries in the forms named above; white space around them is ignored.</param>
    /// <param name="list">The list; null when any entry is wrong.</param>
    /// <param name="errors">Every wrong entry; empty on success.</param>
    public static bool TryParse(
        IEnumerable<string> entries,
        [NotNullWhen(true)] out AddressList? list,
        out ImmutableArray<AddressListError> errors)
    {
        List<AddressRange> ranges = [];
        ImmutableArray<AddressListError>.Builder wrong = ImmutableArray.CreateBuilder<AddressListError>();
        int index = 0;
        foreach (string entry in entries)
        {
            if (AddressEntryParser.Parse(entry, out string? error) is { } range)
                ranges.Add(range);
            else
                wrong.Add(new AddressListError(index, error!));
            index++;
        }

        errors = wrong.DrainToImmutable();
        list = errors.IsEmpty ? new AddressList(Merge(ranges, true), Merge(ranges, false)) : null;
        return list is not null;
    }

    /// <summary>Whether the list holds the address. Any thread.</summary>
    public bool Contains(IPAddress address)
    {
        AddressNumber number = AddressNumber.Of(address);
        ReadOnlySpan<AddressRange> ranges = (number.IsIPv4 ? ipv4 : ipv6).AsSpan();
        int low = 0;
        int high = ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (number.Value < ranges[middle].From)
                high = middle - 1;
            else if (number.Value > ranges[middle].To)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }

    public bool Equals(AddressList? other) =>
        other is not null && ipv4.AsSpan().SequenceEqual(other.ipv4.AsSpan()) && ipv6.AsSpan().SequenceEqual(other.ipv6.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as AddressList);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (AddressRange range in ipv4)
            hash.Add(range);
        foreach (AddressRange range in ipv6)
            hash.Add(range);
        return hash.ToHashCode();
    }

    /// <summary>The ranges of one family in order, those that overlap or touch made one.</summary>
    private static ImmutableArray<AddressRange> Merge(List<AddressRange> ranges, bool isIPv4)
    {
        List<AddressRange> merged = [];
        foreach (AddressRange range in ranges.Where(range => range.IsIPv4 == isIPv4).OrderBy(range => range.From))
        {
            if (merged is [.., { } last] && (range.From <= last.To || range.From - last.To == 1))
                merged[^1] = last with { To = UInt128.Max(last.To, range.To) };
            else
                merged.Add(range);
        }

        return [.. merged];
    }
}
