using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.ServerLogin;

/// <summary>The PROXY header that connections to servers begin with.</summary>
[TestClass]
public sealed class ServerProxyHeaderTests : ProxyTest
{
    [TestMethod]
    [DataRow("v1", "disabled")]
    [DataRow("v2", "disabled")]
    [DataRow("v2", "required")]
    public async Task A_real_server_that_takes_headers_takes_those_of_the_proxy_and_no_other_does(string version, string tls)
    {
        var proxy = await this.StartProxyAsync(configuration =>
        {
            JsonObject shop = configuration.Database("shop");
            shop["replicas"] = new JsonArray();
            shop["pool"] = new JsonObject { ["proxyProtocol"] = version, ["tls"] = tls };
        });
        using (var client = await OpenAsync(proxy))
            Assert.IsTrue((await client.QueryAsync("SELECT name FROM whoami"))[0].IsError, "the server expects no header");

        await Cluster.AdministerAsync(ServerRole.Primary, "SET GLOBAL proxy_protocol_networks = '127.0.0.1'");
        try
        {
            using var client = await OpenAsync(proxy);
            Assert.AreEqual(
                MariaDbCluster.User + "@127.0.0.1", await client.QueryScalarAsync("SELECT CURRENT_USER()"));
        }
        finally
        {
            await Cluster.AdministerAsync(ServerRole.Primary, "SET GLOBAL proxy_protocol_networks = ''");
        }
    }

    [TestMethod]
    [DataRow("v1", "50524F585920554E4B4E4F574E0D0A")]
    [DataRow("v2", "0D0A0D0A000D0A515549540A20000000")]
    public async Task The_header_comes_before_anything_else_on_the_question_for_the_version_too(string version, string header)
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var server = FakeMySqlServer.Start(
            (session, _) => session.SendPacketAsync(1, FakeMySqlServer.Ok),
            async session =>
            {
                seen.Add(Convert.ToHexString(await session.ReadExactlyAsync(header.Length / 2)));
                await session.AcceptLoginAsync();
            });
        var proxy = await this.StartProxyAsync(configuration =>
        {
            JsonObject shop = configuration.Database("shop");
            shop["primary"] = $"127.0.0.1:{server.Port}";
            shop["replicas"] = new JsonArray();
            shop["pool"] = new JsonObject { ["proxyProtocol"] = version };
        });
        using var client = await OpenAsync(proxy);
        Assert.IsTrue((await client.QueryAsync("UPDATE t SET a = 1"))[0].IsOk);
        CollectionAssert.AreEqual((string[])[header, header], seen.ToArray(), "the probe and the login");
    }
}
