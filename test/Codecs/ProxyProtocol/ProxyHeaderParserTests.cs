using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using SceNettyProxy.Codecs.ProxyProtocol;

namespace SceNettyProxy.Codecs.Tests.ProxyProtocol;

[TestClass]
public sealed class ProxyHeaderParserTests
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] IPv4 = [192, 0, 2, 7, 198, 51, 100, 9, 0x30, 0x39, 0x0C, 0xEA];

    [TestMethod]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 12345 3306\r\n", "192.0.2.7:12345")]
    [DataRow("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255:65535")]
    [DataRow("PROXY TCP6 2001:db8::7 2001:db8::9 0 3306\r\n", "[2001:db8::7]:0")]
    [DataRow("PROXY UNKNOWN\r\n", null)]
    [DataRow("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", null)]
    public void Version_1_is_read_wherever_it_is_cut(string line, string? source) => AssertRead(Encoding.ASCII.GetBytes(line), source);

    [TestMethod]
    [DataRow("GET / HTTP/1.1\r\n")]
    [DataRow("PROXY\r\n")]
    [DataRow("PROXY \r\n")]
    [DataRow("PROXY TCP4\r\n")]
    [DataRow("PROXY TCP5 192.0.2.7 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 12345\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 12345 3306 1\r\n")]
    [DataRow("PROXY TCP4  192.0.2.7 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.007 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP4 192.2 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.256 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP4 2001:db8::7 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP6 192.0.2.7 198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY TCP6 fe80::1%eth0 fe80::2 12345 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 65536 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 -1 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 012 3306\r\n")]
    [DataRow("PROXY TCP4 192.0.2.7 198.51.100.9 12345 \r\n")]
    [DataRow("PROXY TCP4 192.0.2.7\t198.51.100.9 12345 3306\r\n")]
    [DataRow("PROXY UNKNOWN \0\r\n")]
    [DataRow("proxy UNKNOWN\r\n")]
    public void Anything_else_is_refused(string line) =>
        Assert.ThrowsExactly<ProxyHeaderException>(() => ProxyHeaderParser.Parse(Encoding.ASCII.GetBytes(line), out _));

    [TestMethod]
    public void A_line_has_at_most_107_bytes()
    {
        string longest = "PROXY UNKNOWN " + new string('x', 91) + "\r\n";
        Assert.AreEqual(107, longest.Length);
        AssertRead(Encoding.ASCII.GetBytes(longest), null);
        Assert.ThrowsExactly<ProxyHeaderException>(
            () => ProxyHeaderParser.Parse(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 92) + "\r\n"), out _));
        Assert.ThrowsExactly<ProxyHeaderException>(
            () => ProxyHeaderParser.Parse(Encoding.ASCII.GetBytes("PROXY UNKNOWN " + new string('x', 93)), out _));
    }

    [TestMethod]
    public void A_wrong_first_byte_is_told_at_once() =>
        Assert.ThrowsExactly<ProxyHeaderException>(() => ProxyHeaderParser.Parse([0x16], out _));

    [TestMethod]
    public void Version_2_names_an_IPv4_client() => AssertRead(V2(0x21, 0x11, IPv4), "192.0.2.7:12345");

    [TestMethod]
    public void Version_2_names_an_IPv6_client() => AssertRead(
        V2(0x21, 0x21, [0x20, 1, 0x0D, 0xB8, .. new byte[11], 7, 0x20, 1, 0x0D, 0xB8, .. new byte[11], 9, 0x30, 0x39, 0x0C, 0xEA]),
        "[2001:db8::7]:12345");

    [TestMethod]
    public void LOCAL_a_UNIX_socket_and_no_address_name_nobody()
    {
        AssertRead(V2(0x20, 0x00, []), null);
        AssertRead(V2(0x20, 0x11, IPv4), null);
        AssertRead(V2(0x20, 0x11, [1, 2, 3]), null);
        AssertRead(V2(0x21, 0x31, new byte[216]), null);
        AssertRead(V2(0x21, 0x00, [1, 2, 3]), null);
    }

    [TestMethod]
    public void Extensions_are_passed_over() =>
        AssertRead(V2(0x21, 0x11, [.. IPv4, 0x04, 0, 2, 1, 2, 0xE0, 0, 0]), "192.0.2.7:12345");

    [TestMethod]
    public void A_checksum_is_compared()
    {
        byte[] header = V2(0x21, 0x11, [.. IPv4, 0x04, 0, 1, 9, 0x03, 0, 4, 0, 0, 0, 0]);
        uint crc = uint.MaxValue;
        foreach (byte value in header)
            crc = BitOperations.Crc32C(crc, value);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(^4), ~crc);
        AssertRead(header, "192.0.2.7:12345");
        header[17] ^= 1;
        Assert.ThrowsExactly<ProxyHeaderException>(() => ProxyHeaderParser.Parse(header, out _));
    }

    [TestMethod]
    [DataRow(0x11, 0x11, DisplayName = "version 1")]
    [DataRow(0x22, 0x11, DisplayName = "unknown command")]
    [DataRow(0x21, 0x12, DisplayName = "datagram")]
    [DataRow(0x21, 0x41, DisplayName = "unknown family")]
    [DataRow(0x21, 0x21, DisplayName = "IPv6 without room")]
    public void A_broken_version_2_is_refused(int command, int family) => Assert.ThrowsExactly<ProxyHeaderException>(
        () => ProxyHeaderParser.Parse(V2((byte)command, (byte)family, IPv4), out _));

    [TestMethod]
    [DataRow(new byte[] { 4 }, DisplayName = "no length")]
    [DataRow(new byte[] { 4, 0, 2, 1 }, DisplayName = "value cut off")]
    [DataRow(new byte[] { 3, 0, 3, 1, 2, 3 }, DisplayName = "checksum of 3 bytes")]
    public void A_broken_extension_is_refused(byte[] extension) => Assert.ThrowsExactly<ProxyHeaderException>(
        () => ProxyHeaderParser.Parse(V2(0x21, 0x11, [.. IPv4, .. extension]), out _));

    [TestMethod]
    public void A_version_2_header_over_4_KB_is_refused_before_it_has_come() => Assert.ThrowsExactly<ProxyHeaderException>(
        () => ProxyHeaderParser.Parse([.. Signature, 0x21, 0x11, 0x10, 0x00], out _));

    private static byte[] V2(byte command, byte family, byte[] body) =>
        [.. Signature, command, family, (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static void AssertRead(byte[] header, string? source)
    {
        for (int length = 0; length < header.Length; length++)
            Assert.IsNull(ProxyHeaderParser.Parse(header.AsSpan(0, length), out _), $"after {length} bytes");
        ProxyHeader? read = ProxyHeaderParser.Parse([.. header, 1, 2, 3], out int consumed);
        Assert.AreEqual(header.Length, consumed);
        Assert.AreEqual(source, read!.Source?.ToString());
    }
}
