using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using SceNettyProxy.Handlers.Frontend.Proxied;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend.Proxied;

/// <summary>A listener behind another proxy: the header in front of each connection.</summary>
[TestClass]
public sealed class ProxyHeaderTests : ProxyTest
{
    private const string Balancer = "10.9.9.9";
    private const string Carried = "192.0.2.7";

    private static readonly byte[] Version1 = Wire.Text($"PROXY TCP4 {Carried} 198.51.100.9 12345 3306\r\n");
    private static readonly byte[] Version2 = Binary(1, 0x11, [192, 0, 2, 7, 198, 51, 100, 9, 0x30, 0x39, 0x0C, 0xEA]);
    private static readonly byte[] Local = Binary(0, 0x00, []);

    private static ListenerSettings Listener { get; } =
        new() { RequiresProxyHeader = true, TrustedProxies = Databases.Addresses($"{Balancer}/32") };

    private string[] Log => [.. Rig.Log.Lines];

    [TestMethod]
    public void The_greeting_waits_for_the_header_wherever_that_is_cut()
    {
        foreach (byte[] header in (byte[][])[Version1, Version2])
        {
            for (int cut = 1; cut < header.Length; cut++)
            {
                TestClient client = Connect();
                client.Send(header[..cut]);
                Assert.IsEmpty(client.Take(), $"cut at {cut}");
                client.Send(header[cut..]);
                client.LogIn();
                Assert.AreEqual(IPAddress.Parse(Carried), client.Session.Address);
                Assert.IsNull(client.Channel.Pipeline.Get<ProxyHeaderDecoder>());
                client.HangUp();
            }

            TestClient slow = Connect();
            slow.SendBytewise(header);
            slow.LogIn().AssertAlive();
        }
    }

    [TestMethod]
    public void What_comes_with_the_header_is_the_clients_login()
    {
        TestClient client = Connect();
        // Without the scramble no password proves right, but it is read as a login.
        client.Send([.. Version2, .. Wire.Packet(1, RawLogin.Build(Databases.User, "", Databases.Name, new byte[20], Wire.PlainClient))]);
        List<RawPacket> packets = client.TakePackets();
        Assert.HasCount(2, packets);
        Assert.AreEqual(2904, packets[1].ErrorCode);
        Assert.Contains($"'{Carried}'", packets[1].ErrorMessage);
    }

    [TestMethod]
    public void A_header_that_names_nobody_leaves_the_balancers_address()
    {
        foreach (byte[] header in (byte[][])[Local, Wire.Text("PROXY UNKNOWN\r\n"), Wire.Text("PROXY UNKNOWN a b c d\r\n"), Binary(1, 0x00, [])])
        {
            TestClient client = Connect();
            client.Send(header);
            client.LogIn();
            Assert.AreEqual(IPAddress.Parse(Balancer), client.Session.Address);
        }
    }

    [TestMethod]
    public void An_IPv6_address_is_carried_and_a_mapped_one_is_IPv4()
    {
        TestClient client = Connect();
        client.Send(Wire.Text("PROXY TCP6 ::ffff:192.0.2.7 2001:db8::9 12345 3306\r\n"));
        Assert.AreEqual(IPAddress.Parse(Carried), client.Session.Address);
        client = Connect();
        client.Send(Wire.Text("PROXY TCP6 2001:db8::7 2001:db8::9 12345 3306\r\n"));
        Assert.AreEqual(IPAddress.Parse("2001:db8::7"), client.Session.Address);
    }

    [TestMethod]
    public void An_untrusted_sender_is_closed_before_a_word_and_counts_nowhere()
    {
        TestClient client = Rig.Connect(Carried, listener: Listener);
        client.Send(Version1);
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
        Assert.Contains(static line => line.Contains("no trusted proxy", StringComparison.Ordinal), Log);
        Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions);
    }

    [TestMethod]
    public void Anything_but_a_header_is_closed_without_a_word()
    {
        byte[] checksummed = WithChecksum();
        checksummed[^1] ^= 1;
        byte[] tooLong = [.. Version2];
        BinaryPrimitives.WriteUInt16BigEndian(tooLong.AsSpan(14), 5000);
        foreach (byte[] bytes in (byte[][])[
            Wire.Packet(1, RawLogin.Build(Databases.User, "", Databases.Name, new byte[20], Wire.PlainClient)),
            Wire.Text("PROXY UNKNOWN " + new string('x', 100)),
            Wire.Text("PROXY TCP4 192.0.2.7\r\n"),
            tooLong,
            checksummed,
            Binary(2, 0x11, new byte[12]),
            Binary(1, 0x11, new byte[11]),
        ])
        {
            TestClient client = Connect();
            client.Send(bytes, Version1);
            Assert.IsEmpty(client.Take());
            client.AssertClosed();
        }

        TestClient right = Connect();
        right.Send(WithChecksum());
        right.LogIn();
        Assert.AreEqual(IPAddress.Parse(Carried), right.Session.Address);
    }

    [TestMethod]
    public void A_close_inside_the_header_leaves_nothing()
    {
        for (int cut = 0; cut < Version2.Length; cut++)
        {
            TestClient client = Connect();
            if (cut > 0)
                client.Send(Version2[..cut]);
            client.HangUp();
            client.AssertClosed();
            Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions);
        }
    }

    [TestMethod]
    public void A_header_that_does_not_end_is_closed_at_the_deadline_without_a_word()
    {
        TestClient client = Connect();
        client.Send(Version1[..10]);
        Rig.Advance(Rig.Session.Value.LoginTimeout);
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
    }

    [TestMethod]
    public void Whitelists_and_their_errors_are_about_the_carried_address()
    {
        DatabaseDefinition shop = Databases.Shop with { AuthedIps = Databases.Addresses($"{Carried}/32") };
        Rig.Apply(new RegistrySnapshot { AuthedIps = Databases.Addresses("127.0.0.1/32"), Databases = Databases.Snapshot(shop).Databases });
        TestClient client = Connect();
        client.Send(Version1);
        client.LogIn();

        client = Connect();
        client.Send(Wire.Text("PROXY TCP4 192.0.2.8 198.51.100.9 12345 3306\r\n"));
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, Wire.PlainClient)));
        RawPacket error = client.AssertError(2911);
        Assert.Contains("192.0.2.8", error.ErrorMessage);
        Assert.DoesNotContain(Balancer, error.ErrorMessage);
    }

    [TestMethod]
    public void The_limit_per_address_counts_the_carried_one()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxUnauthenticatedPerAddress = 1 });
        // The balancer itself has no such limit.
        TestClient waiting = Connect();
        TestClient first = Connect();
        first.Send(Version1);
        first.ReadGreeting();
        TestClient second = Connect();
        second.Send(Version2);
        Assert.AreEqual(1040, second.TakePacket().ErrorCode);
        second.AssertClosed();
        waiting.Send(Wire.Text("PROXY TCP4 192.0.2.8 198.51.100.9 12345 3306\r\n"));
        waiting.LogIn();
        first.HangUp();
        second = Connect();
        second.Send(Version2);
        second.LogIn();
    }

    [TestMethod]
    public void The_totals_count_before_the_header()
    {
        Rig.Session.Set(Rig.Session.Value with { MaxUnauthenticated = 1 });
        TestClient first = Connect();
        TestClient second = Connect();
        Assert.IsEmpty(second.Take());
        second.AssertClosed();
        first.Send(Version1);
        first.LogIn();
        Assert.AreEqual((1, 0), (Rig.Services.LoginLimits.Sessions, Rig.Services.LoginLimits.Unauthenticated));
        Connect().Send(Version1);
    }

    private static byte[] Binary(int command, byte family, ReadOnlySpan<byte> body) =>
    [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, (byte)(0x20 | command), family,
        (byte)(body.Length >> 8), (byte)body.Length, .. body,
    ];

    /// <summary>A header whose last extension is its CRC-32c.</summary>
    private static byte[] WithChecksum()
    {
        byte[] header = Binary(1, 0x11, [.. Version2.AsSpan(16), 3, 0, 4, 0, 0, 0, 0]);
        uint crc = uint.MaxValue;
        foreach (byte value in header)
            crc = BitOperations.Crc32C(crc, value);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(header.Length - 4), ~crc);
        return header;
    }

    private TestClient Connect() => Rig.Connect(Balancer, listener: Listener);
}
