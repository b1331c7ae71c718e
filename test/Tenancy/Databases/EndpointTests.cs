using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Tests.Databases;

[TestClass]
public sealed class EndpointTests
{
    [TestMethod]
    [DataRow("db1.example:3307", "db1.example", 3307, "db1.example:3307")]
    [DataRow("db1", "db1", 3306, "db1:3306")]
    [DataRow("127.0.0.1:1", "127.0.0.1", 1, "127.0.0.1:1")]
    [DataRow(" 127.0.0.1:65535 ", "127.0.0.1", 65535, "127.0.0.1:65535")]
    [DataRow("[::1]", "::1", 3306, "[::1]:3306")]
    [DataRow("[2001:db8::7]:3310", "2001:db8::7", 3310, "[2001:db8::7]:3310")]
    public void Each_form_is_read_and_written_back_with_its_port(string text, string host, int port, string written)
    {
        Endpoint endpoint = Endpoint.Parse(text);
        Assert.AreEqual(new Endpoint(host, port), endpoint);
        Assert.AreEqual(written, endpoint.ToString());
        Assert.AreEqual(endpoint, Endpoint.Parse(endpoint.ToString()));
    }

    [TestMethod]
    public void A_server_may_be_a_path_and_nothing_else_may()
    {
        Assert.IsTrue(Endpoint.TryParseServer(" /run/mysqld/mysqld.sock ", out Endpoint endpoint, out _));
        Assert.AreEqual(new Endpoint("/run/mysqld/mysqld.sock", 0), endpoint);
        Assert.IsTrue(endpoint.IsUnixSocket);
        Assert.AreEqual("/run/mysqld/mysqld.sock", endpoint.ToString());
        Assert.IsFalse(Endpoint.TryParse("/run/mysqld/mysqld.sock", out _, out _));
        Assert.IsTrue(Endpoint.TryParseServer("db1:3307", out endpoint, out _));
        Assert.IsFalse(endpoint.IsUnixSocket);
        Assert.IsTrue(Endpoint.TryParseServer("/" + new string('x', 106), out _, out _));
        Assert.IsFalse(Endpoint.TryParseServer("/" + new string('x', 107), out _, out string? error));
        StringAssert.Contains(error, "107 bytes");
    }

    [TestMethod]
    [DataRow("", "no valid host")]
    [DataRow(":3306", "no valid host")]
    [DataRow("a b", "no valid host")]
    [DataRow("host/x", "no valid host")]
    [DataRow("[db1]:3306", "no valid host")]
    [DataRow("host:", "no port")]
    [DataRow("[::1]:", "no port")]
    [DataRow("host:0", "port of 1 to 65535")]
    [DataRow("host:65536", "port of 1 to 65535")]
    [DataRow("host:x", "port of 1 to 65535")]
    [DataRow("host:+1", "port of 1 to 65535")]
    [DataRow("::1", "needs brackets")]
    [DataRow("[::1", "is not [ipv6]:port")]
    [DataRow("[::1]3306", "is not [ipv6]:port")]
    public void A_wrong_text_is_refused_with_the_reason(string text, string reason)
    {
        Assert.IsFalse(Endpoint.TryParse(text, out _, out string? error));
        StringAssert.Contains(error, reason);
        FormatException thrown = Assert.ThrowsExactly<FormatException>(() => Endpoint.Parse(text));
        Assert.AreEqual(error, thrown.Message);
    }
}
