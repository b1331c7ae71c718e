using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Backend;

/// <summary>MariaDB's extended capabilities on the proxy's own logins.</summary>
[TestClass]
public sealed class MariaDbCapabilitiesTests : ProxyTest
{
    private const MariaDbCapabilities Offered = MariaDbCapabilities.Progress | MariaDbCapabilities.CacheMetadata;

    [TestMethod]
    public void Without_extended_flags_the_login_is_that_of_a_MySQL_client()
    {
        Rig.Primary.Greeting = Greeting(Offered);
        ConnectionRequest request = new ConnectionRequest(Rig).Acquire();
        byte[] login = Rig.Primary.Latest.Login!.Payload;
        Assert.AreEqual(1, login[0] & 1, "LONG_PASSWORD");
        Assert.AreEqual(0u, BitConverter.ToUInt32(login, 28));
        Assert.AreEqual(MariaDbCapabilities.None, request.Connection!.MariaDb);
    }

    [TestMethod]
    public void Extended_flags_are_sent_where_the_server_offers_them_and_then_without_LONG_PASSWORD()
    {
        Rig.Primary.Greeting = Greeting(Offered);
        Rig.Primary.SqlMode = null;
        new ConnectionRequest(Rig, mariaDb: Offered).Acquire();
        byte[] login = Rig.Primary.Latest.Login!.Payload;
        Assert.AreEqual(0, login[0] & 1, "LONG_PASSWORD");
        Assert.AreEqual((uint)Offered, BitConverter.ToUInt32(login, 28));
    }

    [TestMethod]
    public void The_responses_are_read_by_the_flags_in_force()
    {
        Rig.Primary.Greeting = Greeting(Offered);
        // In the form of CACHE_METADATA: a flag behind the column count.
        Rig.Primary.SqlModeAnswer = [.. Wire.Packet(1, 1, 1), .. Wire.Value("ANSI_QUOTES")[5..]];
        ConnectionRequest request = new ConnectionRequest(Rig, mariaDb: Offered).Acquire();
        Assert.AreEqual(Codecs.Sql.SqlModes.AnsiQuotes, request.Connection!.InitialModes);
        Assert.AreEqual(Offered, request.Connection.MariaDb);
    }

    [TestMethod]
    [DataRow(MariaDbCapabilities.None)]
    [DataRow(MariaDbCapabilities.Progress)]
    public void A_server_that_lacks_a_promised_flag_is_named_with_it(MariaDbCapabilities offered)
    {
        Rig.Primary.Greeting = Greeting(offered);
        ConnectionRequest request = new ConnectionRequest(Rig, mariaDb: Offered).Acquire();
        Assert.AreEqual(1235, request.Failure!.Error!.Code);
        Assert.Contains("CacheMetadata", request.Failure.Error.Message);
        Assert.AreEqual(0, Rig.PrimaryPool.OpenCount);
    }

    [TestMethod]
    public void Connections_with_other_flags_are_not_shared()
    {
        Rig.Primary.Greeting = Greeting(Offered);
        new ConnectionRequest(Rig, mariaDb: MariaDbCapabilities.Progress).Acquire().Release();
        Assert.AreEqual(1, Rig.PrimaryPool.IdleCount);
        new ConnectionRequest(Rig).Acquire();
        Assert.HasCount(2, Rig.Primary.Connections);
        new ConnectionRequest(Rig, mariaDb: MariaDbCapabilities.Progress).Acquire();
        Assert.HasCount(2, Rig.Primary.Connections);
    }

    /// <summary>The greeting of a MariaDB server: LONG_PASSWORD off, and the extended flags in the last reserved bytes.</summary>
    private static byte[] Greeting(MariaDbCapabilities offered)
    {
        byte[] greeting = Wire.Greeting(flags: Wire.ServerFlags & ~Wire.LongPassword);
        int scramble = greeting.AsSpan().IndexOf(Wire.Scramble[8..]);
        BitConverter.TryWriteBytes(greeting.AsSpan(scramble - 4), (uint)offered);
        return greeting;
    }
}
