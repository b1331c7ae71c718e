using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Greeting, login and what stands between them: captured bytes and the examples of the protocol pages.</summary>
[TestClass]
public sealed class HandshakeTests
{
    /// <summary>Page "Protocol::HandshakeResponse41", the example with connect attributes.</summary>
    private const string LoginExample =
        "85a21e00" + "00000040" + "08" + "0000000000000000000000000000000000000000000000"
        + "726f6f7400" + "14225079a212d4e882e5b3f41a97756bc8bedb9f80" + "6d7973716c5f6e61746976655f70617373776f726400"
        + "61035f6f730964656269616e362e300c5f636c69656e745f6e616d65086c69626d7973716c045f706964053232333434"
        + "0f5f636c69656e745f76657273696f6e08352e362e362d6d39095f706c6174666f726d067838365f363403666f6f03626172";

    [TestMethod]
    public void The_greeting_of_MariaDB_is_read()
    {
        var greeting = HandshakeV10.Parse(Capture.Of("greeting").FirstPayload);

        Assert.AreEqual("5.5.5-10.11.19-MariaDB-0+deb12u1", greeting.ServerVersion);
        Assert.AreEqual(4u, greeting.ConnectionId);
        Assert.AreEqual("U]Vtf#uIM(yP`tE=@hnm", Encoding.ASCII.GetString(greeting.Scramble));
        Assert.IsFalse(greeting.Capabilities.HasFlag(CapabilityFlags.LongPassword));
        Assert.IsTrue(greeting.Capabilities.HasFlag(CapabilityFlags.DeprecateEof | CapabilityFlags.SessionTrack));
        Assert.AreEqual(MariaDbCapabilities.Progress | MariaDbCapabilities.StmtBulkOperations
            | MariaDbCapabilities.ExtendedMetadata | MariaDbCapabilities.CacheMetadata, greeting.MariaDbCapabilities);
        Assert.AreEqual(8, greeting.Collation);
        Assert.AreEqual(ServerStatus.Autocommit, greeting.Status);
        Assert.AreEqual("mysql_native_password", greeting.AuthPlugin);
    }

    [TestMethod]
    public void A_greeting_is_written_as_MariaDB_writes_it()
    {
        var expected = Capture.Of("greeting").FirstPayload;
        Assert.AreEqual(Convert.ToHexString(expected), Written(HandshakeV10.Parse(expected).Write));
    }

    [TestMethod]
    public void A_greeting_without_plugins_is_read()
    {
        // Page "Protocol::HandshakeV10", the example of MySQL 5.5.2.
        var greeting = HandshakeV10.Parse(Convert.FromHexString(
            "0a352e352e322d6d32000b00000064764840492d434a00fff7080200000000000000000000000000002a34647c635a776b345e5d3a00"));

        Assert.AreEqual("5.5.2-m2", greeting.ServerVersion);
        Assert.AreEqual(11u, greeting.ConnectionId);
        Assert.AreEqual("dvH@I-CJ*4d|cZwk4^]:", Encoding.ASCII.GetString(greeting.Scramble));
        Assert.AreEqual(string.Empty, greeting.AuthPlugin);
    }

    [TestMethod]
    public void A_truncated_greeting_is_refused()
    {
        var payload = Capture.Of("greeting").FirstPayload.ToArray();
        var scrambleEnd = payload.AsSpan().IndexOf("mysql_native"u8) - 1;
        for (var length = 0; length < scrambleEnd; length++)
        {
            var cut = payload[..length];
            Assert.ThrowsExactly<MySqlProtocolException>(() => HandshakeV10.Parse(cut), $"{length} bytes");
        }
    }

    [TestMethod]
    public void An_error_in_place_of_the_greeting_is_told_apart() =>
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => HandshakeV10.Parse([0xFF, 0x10, 0x04, (byte)'T']));

    [TestMethod]
    public void A_greeting_of_version_9_is_obsolete() =>
        Packets.AssertThrows(ProtocolError.ObsoleteProtocol, () => HandshakeV10.Parse([9, (byte)'3', 0]));

    [TestMethod]
    public void The_login_of_the_mariadb_client_is_read()
    {
        var login = HandshakeResponse41.Parse(Capture.Of("login").FirstPayload);
        var greeting = HandshakeV10.Parse(Capture.Of("greeting").FirstPayload);

        Assert.AreEqual("app", login.UserName);
        Assert.AreEqual("shop", login.Database);
        Assert.AreEqual("mysql_native_password", login.AuthPlugin);
        Assert.AreEqual((MariaDbCapabilities)0x1D, login.MariaDbCapabilities);
        Assert.AreEqual(0x00100000u, login.MaxPacketSize);
        Assert.AreEqual(33, login.Collation);
        Assert.AreEqual("_os=Linux", Attribute(login, 0));
        Assert.AreEqual("_server_host=127.0.0.1", Attribute(login, login.ConnectAttributes.Count - 1));
        Assert.IsTrue(NativePassword.Verify(login.AuthResponse, "secret"u8, greeting.Scramble));
        Assert.IsFalse(NativePassword.Verify(login.AuthResponse, "secreT"u8, greeting.Scramble));
    }

    [TestMethod]
    public void The_login_of_the_protocol_page_is_read()
    {
        var login = HandshakeResponse41.Parse(Convert.FromHexString(LoginExample));

        Assert.AreEqual("root", login.UserName);
        Assert.IsNull(login.Database);
        Assert.AreEqual(MariaDbCapabilities.None, login.MariaDbCapabilities);
        Assert.HasCount(20, login.AuthResponse);
        Assert.HasCount(6, login.ConnectAttributes);
        Assert.AreEqual("foo=bar", Attribute(login, 5));
    }

    [TestMethod]
    public void A_login_is_written_as_it_was_sent()
    {
        var captured = Capture.Of("login").FirstPayload;
        Assert.AreEqual(Convert.ToHexString(captured), Written(HandshakeResponse41.Parse(captured).Write));
        Assert.AreEqual(LoginExample, Written(HandshakeResponse41.Parse(Convert.FromHexString(LoginExample)).Write),
            ignoreCase: true);
    }

    [TestMethod]
    public void A_login_that_is_cut_off_is_refused()
    {
        var payload = Convert.FromHexString(LoginExample);
        var plugin = payload.AsSpan().IndexOf("mysql_native"u8);
        for (var length = 0; length < payload.Length; length++)
        {
            // A missing plugin name, or its missing zero byte, is taken from clients that leave them out.
            if (length >= plugin && length <= plugin + "mysql_native_password".Length + 1)
                continue;
            var cut = payload[..length];
            Assert.ThrowsExactly<MySqlProtocolException>(() => HandshakeResponse41.Parse(cut), $"{length} bytes");
        }
    }

    [TestMethod]
    [DataRow("00820000", "027077", null, DisplayName = "length byte")]
    [DataRow("08820000", "027077646200", "db", DisplayName = "length byte, then a database")]
    [DataRow("08022000", "027077646200", "db", DisplayName = "length-encoded, then a database")]
    [DataRow("08020000", "707700646200", "db", DisplayName = "zero byte, then a database")]
    [DataRow("08820000", "02707700", null, DisplayName = "an empty database")]
    public void The_authentication_data_is_read_in_every_form(string flags, string tail, string? database)
    {
        const string SizeCollationAndUser = "00000001" + "21" + "0000000000000000000000000000000000000000000000" + "7500";
        var response = HandshakeResponse41.Parse(Convert.FromHexString(flags + SizeCollationAndUser + tail));

        Assert.AreEqual("u", response.UserName);
        Assert.AreEqual("pw", Encoding.ASCII.GetString(response.AuthResponse));
        Assert.AreEqual(database, response.Database);
    }

    [TestMethod]
    public void A_user_name_is_UTF_8()
    {
        var response = new HandshakeResponse41
        {
            Capabilities = CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection | CapabilityFlags.ConnectWithDb,
            UserName = "jörg",
            Database = "größe",
        };
        var parsed = HandshakeResponse41.Parse(Convert.FromHexString(Written(response.Write)));
        Assert.AreEqual("jörg", parsed.UserName);
        Assert.AreEqual("größe", parsed.Database);
    }

    [TestMethod]
    public void Connect_attributes_are_bounded_and_may_repeat()
    {
        var login = new HandshakeResponse41
        {
            Capabilities = CapabilityFlags.Protocol41 | CapabilityFlags.SecureConnection | CapabilityFlags.ConnectAttrs,
            UserName = "u",
            ConnectAttributes = [new("a", "1"), new("a", "2")],
        };
        var parsed = HandshakeResponse41.Parse(Convert.FromHexString(Written(login.Write)));
        Assert.AreEqual("a=1,a=2", $"{Attribute(parsed, 0)},{Attribute(parsed, 1)}");

        // 3 + 65528 + 4 bytes are within the bound, one more is not.
        var longest = login with { ConnectAttributes = [new("aa", new string('x', 65_530))] };
        Assert.HasCount(1, HandshakeResponse41.Parse(Convert.FromHexString(Written(longest.Write))).ConnectAttributes);
        var tooLong = login with { ConnectAttributes = [new("aa", new string('x', 65_531))] };
        var bytes = Convert.FromHexString(Written(tooLong.Write));
        Packets.AssertThrows(ProtocolError.TooLarge, () => HandshakeResponse41.Parse(bytes));
    }

    [TestMethod]
    public void A_pair_of_attributes_that_is_cut_off_is_refused()
    {
        var bytes = Convert.FromHexString(LoginExample);
        var block = bytes.AsSpan().IndexOf("_os"u8) - 2;
        byte[] cut = [.. bytes[..block], 4, .. bytes.AsSpan(block + 1, 4)];
        Packets.AssertThrows(ProtocolError.Truncated, () => HandshakeResponse41.Parse(cut));
    }

    [TestMethod]
    public void A_login_from_before_4_1_is_obsolete() =>
        // Page "Protocol::HandshakeResponse320".
        Packets.AssertThrows(ProtocolError.ObsoleteProtocol, () => HandshakeResponse41.Parse(
            Convert.FromHexString("8524000000" + "6f6c6400" + "474453435159525f")));

    [TestMethod]
    public void An_SSL_request_is_told_from_a_login()
    {
        // Page "SSLRequest": the example.
        var request = Convert.FromHexString("85ae0300" + "00000001" + "08" + new string('0', 46));
        Assert.IsTrue(SslRequest.Is(request));
        Assert.IsFalse(SslRequest.Is(Convert.FromHexString(LoginExample)));
        Assert.IsFalse(SslRequest.Is(request.AsSpan(0, 31)));
        request[1] &= 0xF7;
        Assert.IsFalse(SslRequest.Is(request));
        Assert.AreEqual("85AE0300" + "00000001" + "08" + new string('0', 46),
            Written(output => SslRequest.Write(output, (CapabilityFlags)0x0003A685, 0x01000000, 8)));
    }

    [TestMethod]
    public void An_auth_switch_is_read_and_written()
    {
        // Page "AuthSwitchRequest", with a scramble of 20 bytes and the zero byte behind it.
        const string Example = "FE6D7973716C5F6E61746976655F70617373776F726400"
            + "7A51673469366F4E79363D72484E2F3E2D62294100";
        var request = AuthSwitchRequest.Parse(Convert.FromHexString(Example));

        Assert.AreEqual("mysql_native_password", request.Plugin);
        Assert.AreEqual("zQg4i6oNy6=rHN/>-b)A", Encoding.ASCII.GetString(request.Data));
        Assert.AreEqual(Example, Written(request.Write));
        Assert.AreEqual("010304", Written(AuthMoreData.Parse([1, 3, 4]).Write));
        Packets.AssertThrows(ProtocolError.ObsoleteProtocol, () => AuthSwitchRequest.Parse([0xFE]));
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => AuthSwitchRequest.Parse([0]));
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => AuthMoreData.Parse([0]));
    }

    private static string Attribute(HandshakeResponse41 login, int index) =>
        $"{login.ConnectAttributes[index].Key}={login.ConnectAttributes[index].Value}";

    private static string Written(Action<IByteBuffer> write)
    {
        var output = Unpooled.Buffer();
        write(output);
        return Convert.ToHexString(output.Array, output.ArrayOffset + output.ReaderIndex, output.ReadableBytes);
    }
}
