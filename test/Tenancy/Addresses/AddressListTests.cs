using System.Net;
using SceNettyProxy.Tenancy.Addresses;

namespace SceNettyProxy.Tenancy.Tests.Addresses;

[TestClass]
public sealed class AddressListTests
{
    [TestMethod]
    [DataRow("10.1.2.3", "10.1.2.3", "10.1.2.3", "10.1.2.2", "10.1.2.4", DisplayName = "single")]
    [DataRow("10.0.0.0/8", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", DisplayName = "CIDR")]
    [DataRow("10.1.2.3/8", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", DisplayName = "CIDR with host bits")]
    [DataRow("10.1.2.128/25", "10.1.2.128", "10.1.2.255", "10.1.2.127", "10.1.3.0", DisplayName = "CIDR inside an octet")]
    [DataRow("10.1.2.3/32", "10.1.2.3", "10.1.2.3", "10.1.2.2", "10.1.2.4", DisplayName = "CIDR of one address")]
    [DataRow("10.11/16", "10.11.0.0", "10.11.255.255", "10.10.255.255", "10.12.0.0", DisplayName = "CIDR of a short quad")]
    [DataRow("[10.0.0.1, 10.0.0.9]", "10.0.0.1", "10.0.0.9", "10.0.0.0", "10.0.0.10", DisplayName = "range")]
    [DataRow("[10.0.0.1,10.0.0.1]", "10.0.0.1", "10.0.0.1", "10.0.0.0", "10.0.0.2", DisplayName = "range of one address")]
    [DataRow("10", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", DisplayName = "short quad of one")]
    [DataRow("10.11", "10.11.0.0", "10.11.255.255", "10.10.255.255", "10.12.0.0", DisplayName = "short quad of two")]
    [DataRow("10.11.12", "10.11.12.0", "10.11.12.255", "10.11.11.255", "10.11.13.0", DisplayName = "short quad of three")]
    [DataRow("2001:db8::5", "2001:db8::5", "2001:db8::5", "2001:db8::4", "2001:db8::6", DisplayName = "IPv6 single")]
    [DataRow("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db7::", "2001:db9::", DisplayName = "IPv6 CIDR")]
    [DataRow("[2001:db8::1, 2001:db8::f]", "2001:db8::1", "2001:db8::f", "2001:db8::", "2001:db8::10", DisplayName = "IPv6 range")]
    [DataRow("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.0", "10.0.0.2", DisplayName = "IPv4-mapped entry")]
    [DataRow("::ffff:10.0.0.0/104", "10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", DisplayName = "IPv4-mapped CIDR")]
    [DataRow("  10.1.2.3 ", "10.1.2.3", "10.1.2.3", "10.1.2.2", "10.1.2.4", DisplayName = "white space")]
    public void Each_form_holds_its_first_and_last_address_and_none_beside_them(
        string entry, string first, string last, string below, string above)
    {
        AddressList list = Parse(entry);
        Assert.IsTrue(Contains(list, first));
        Assert.IsTrue(Contains(list, last));
        Assert.IsFalse(Contains(list, below));
        Assert.IsFalse(Contains(list, above));
    }

    [TestMethod]
    public void An_IPv4_mapped_client_counts_as_IPv4()
    {
        AddressList list = Parse("10.0.0.0/8");
        Assert.IsTrue(Contains(list, "::ffff:10.1.2.3"));
        Assert.IsFalse(Contains(list, "::ffff:11.1.2.3"));
        Assert.IsFalse(Contains(list, "::10.1.2.3"), "IPv4-compatible is not IPv4-mapped");
    }

    [TestMethod]
    public void The_whole_of_one_family_holds_nothing_of_the_other()
    {
        AddressList ipv4 = Parse("0.0.0.0/0");
        Assert.IsTrue(Contains(ipv4, "0.0.0.0"));
        Assert.IsTrue(Contains(ipv4, "255.255.255.255"));
        Assert.IsFalse(Contains(ipv4, "::1"));

        AddressList ipv6 = Parse("::/0");
        Assert.IsTrue(Contains(ipv6, "::"));
        Assert.IsTrue(Contains(ipv6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Assert.IsFalse(Contains(ipv6, "10.0.0.1"));
        Assert.IsFalse(Contains(ipv6, "::ffff:10.0.0.1"));
    }

    [TestMethod]
    public void An_address_with_a_scope_is_found_without_it()
    {
        AddressList list = Parse("fe80::1");
        Assert.IsTrue(list.Contains(new IPAddress(IPAddress.Parse("fe80::1").GetAddressBytes(), 3)));
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("   ", "is empty")]
    [DataRow("localhost", "is not an address")]
    [DataRow("10.0.0.256", "is not an address")]
    [DataRow("10.0.0.0.1", "is not an address")]
    [DataRow("10..1", "is not an address")]
    [DataRow("10.11.", "is not an address")]
    [DataRow("010.0.0.1", "is not an address", DisplayName = "octal")]
    [DataRow("0x0a.0.0.1", "is not an address", DisplayName = "hexadecimal")]
    [DataRow("256", "is not an address")]
    [DataRow("-1", "is not an address")]
    [DataRow("fe80::1%eth0", "is not an address")]
    [DataRow("[::1]", "is not an address")]
    [DataRow("10.0.0.0/33", "must have a prefix length of 0 to 32")]
    [DataRow("10.0.0.0/-1", "must have a prefix length of 0 to 32")]
    [DataRow("10.0.0.0/", "must have a prefix length of 0 to 32")]
    [DataRow("10.0.0.0/255.0.0.0", "must have a prefix length of 0 to 32")]
    [DataRow("::1/129", "must have a prefix length of 0 to 128")]
    [DataRow("::ffff:10.0.0.0/8", "must have a prefix length of 96 to 128")]
    [DataRow("host/8", "is not an address with a prefix length")]
    [DataRow("[10.0.0.9, 10.0.0.1]", "ends before it starts")]
    [DataRow("[10.0.0.1, ::1]", "mixes IPv4 and IPv6")]
    [DataRow("[10.0.0.1, 10.0.0.2, 10.0.0.3]", "must have two ends")]
    [DataRow("[10.0, 10.1]", "must have a whole address at both ends")]
    [DataRow("[10.0.0.1, ]", "must have a whole address at both ends")]
    [DataRow("[10.0.0.0/8, 11.0.0.0]", "must have a whole address at both ends")]
    public void A_wrong_entry_is_quoted_with_the_reason(string entry, string reason)
    {
        Assert.IsFalse(AddressList.TryParse([entry], out AddressList? list, out var errors));
        Assert.IsNull(list);
        Assert.AreEqual(1, errors.Length);
        StringAssert.StartsWith(errors[0].Message, $"\"{entry}\" {reason}");
    }

    [TestMethod]
    public void Every_wrong_entry_is_reported_with_its_index()
    {
        Assert.IsFalse(AddressList.TryParse(["x", "10.0.0.1", "y"], out _, out var errors));
        CollectionAssert.AreEqual(new[] { 0, 2 }, errors.Select(error => error.Index).ToArray());
    }

    [TestMethod]
    public void An_empty_list_holds_nobody()
    {
        Assert.IsTrue(AddressList.TryParse([], out AddressList? list, out _));
        Assert.IsTrue(list.IsEmpty);
        Assert.IsTrue(AddressList.Empty.IsEmpty);
        Assert.IsFalse(Contains(list, "127.0.0.1"));
        Assert.IsFalse(Contains(list, "::1"));
        Assert.IsFalse(Parse("10").IsEmpty);
        Assert.IsFalse(Parse("::1").IsEmpty);
    }

    [TestMethod]
    public void Lists_of_the_same_addresses_are_equal_however_they_are_written()
    {
        AddressList one = Parse("10.0.0.0/30", "::1", "10.0.0.4", "10.0.0.1");
        AddressList other = Parse("[10.0.0.0, 10.0.0.4]", "[::1, ::1]");
        Assert.AreEqual(one, other);
        Assert.AreEqual(one.GetHashCode(), other.GetHashCode());
        Assert.AreNotEqual(one, Parse("10.0.0.0/30", "::1"));
        Assert.AreNotEqual(one, Parse("[10.0.0.0, 10.0.0.4]"));
    }

    [TestMethod]
    public void A_lookup_agrees_with_a_search_through_all_ranges()
    {
        Random random = new(20);
        List<(uint From, uint To)> ranges = [];
        for (int i = 0; i < 300; i++)
        {
            uint from = (uint)random.Next(0, 60_000);
            ranges.Add((from, from + (uint)random.Next(0, 60)));
        }

        AddressList list = Parse([.. ranges.Select(range => $"[{Text(range.From)}, {Text(range.To)}]")]);
        for (uint address = 0; address < 61_000; address++)
        {
            bool expected = ranges.Exists(range => address >= range.From && address <= range.To);
            Assert.AreEqual(expected, Contains(list, Text(address)), Text(address));
        }

        static string Text(uint address) => $"10.{address >> 16}.{(address >> 8) & 255}.{address & 255}";
    }

    private static AddressList Parse(params string[] entries)
    {
        Assert.IsTrue(AddressList.TryParse(entries, out AddressList? list, out var errors), string.Join("; ", errors));
        Assert.AreEqual(0, errors.Length);
        return list;
    }

    private static bool Contains(AddressList list, string address) => list.Contains(IPAddress.Parse(address));
}
