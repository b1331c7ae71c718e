using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.ServerLogin;

/// <summary>
/// The proxy's logins by other plugins than mysql_native_password: ed25519 on a real MariaDB server; what only MySQL 8 has,
/// inside TLS, on a fake one.
/// </summary>
[TestClass]
public sealed class ServerPluginTests : ProxyTest
{
    [TestMethod]
    [DataRow("p")]
    [DataRow("a password of exactly 32 bytes..")]
    [DataRow("pässwörd that is longer than any seed, with ümlauts and 'quotes'")]
    public async Task Ed25519_proves_a_password_of_any_length_to_a_real_server(string password)
    {
        await CreateEd25519Async(password);
        using var client = await OpenAsync(await StartAsync(shop => UseEd25519(shop, password)));
        Assert.AreEqual("signer@127.0.0.1", await client.QueryScalarAsync("SELECT CURRENT_USER()"));
    }

    [TestMethod]
    public async Task A_wrong_password_for_ed25519_is_2901()
    {
        await CreateEd25519Async("right");
        using var client = await OpenAsync(await StartAsync(shop => UseEd25519(shop, "wrong")));
        Assert.AreEqual(2901, (await client.QueryAsync("SELECT 1 FROM whoami"))[0].ErrorCode);
    }

    [TestMethod]
    public async Task Caching_sha2_gives_the_password_itself_inside_TLS()
    {
        using var authority = new TestAuthority();
        byte[]? given = null;
        await using var server = StartTls(authority, "caching_sha2_password", async session =>
        {
            var login = await session.ReadPacketAsync();
            await session.SendPacketAsync((byte)(login.Sequence + 1), (byte[])[0x01, 0x04]);
            var answer = await session.ReadPacketAsync();
            given = answer.Payload;
            await session.SendPacketAsync((byte)(answer.Sequence + 1), FakeMySqlServer.Ok);
        });
        using var client = await OpenAsync(await StartAsync(shop => Use(shop, server, "required")));
        Assert.IsTrue((await client.QueryAsync("UPDATE t SET a = 1"))[0].IsOk);
        CollectionAssert.AreEqual((byte[])[.. Encoding.UTF8.GetBytes(MariaDbCluster.Password), 0], given);
    }

    [TestMethod]
    [DataRow("verify-identity", true, true)]
    [DataRow("verify-ca", true, true)]
    [DataRow("required", true, false)]
    [DataRow("verify-identity", false, false)]
    public async Task A_clear_password_goes_to_a_verified_server_only_and_only_where_that_is_allowed(
        string mode, bool isAllowed, bool isGiven)
    {
        using var authority = new TestAuthority();
        byte[]? given = null;
        await using var server = StartTls(authority, "mysql_native_password", async session =>
        {
            var login = await session.ReadPacketAsync();
            await session.SendPacketAsync((byte)(login.Sequence + 1), (byte[])[0xFE, .. "mysql_clear_password"u8, 0]);
            var answer = await session.ReadPacketAsync();
            given = answer.Payload;
            await session.SendPacketAsync((byte)(answer.Sequence + 1), FakeMySqlServer.Ok);
        });
        var proxy = await StartAsync(shop =>
        {
            Use(shop, server, mode);
            shop["pool"]!["tlsCa"] = authority.CaFile;
            shop["pool"]!["allowClearPassword"] = isAllowed;
        });
        using var client = await OpenAsync(proxy);
        var result = (await client.QueryAsync("UPDATE t SET a = 1"))[0];
        if (isGiven)
        {
            Assert.IsTrue(result.IsOk, result.ToString());
            CollectionAssert.AreEqual((byte[])[.. Encoding.UTF8.GetBytes(MariaDbCluster.Password), 0], given);
        }
        else
        {
            Assert.AreEqual(2901, result.ErrorCode);
            await proxy.WaitForLogAsync("mysql_clear_password");
            Assert.IsNull(given);
        }
    }

    private static FakeMySqlServer StartTls(TestAuthority authority, string plugin, Func<FakeMySqlSession, Task> login)
    {
        X509Certificate2 certificate = authority.Issue("127.0.0.1");
        return FakeMySqlServer.Start(
            (session, _) => session.SendPacketAsync(1, FakeMySqlServer.Ok),
            async session =>
            {
                await session.SendPacketAsync(0, FakeMySqlSession.Greeting("8.0.36", session.Number, plugin, offersTls: true));
                var request = await session.ReadPacketAsync();
                Assert.HasCount(32, request.Payload, "an SSLRequest");
                await session.StartTlsAsync(certificate);
                await login(session);
            });
    }

    private static void Use(JsonObject shop, FakeMySqlServer server, string mode)
    {
        shop["primary"] = $"127.0.0.1:{server.Port}";
        shop["pool"] = new JsonObject { ["tls"] = mode };
    }

    private static Task CreateEd25519Async(string password) => Cluster.AdministerAsync(
        ServerRole.Primary,
        $"CREATE OR REPLACE USER signer@'127.0.0.1' IDENTIFIED VIA ed25519 USING PASSWORD('{password.Replace("'", "''", StringComparison.Ordinal)}'); GRANT ALL ON shop.* TO signer@'127.0.0.1'");

    private static void UseEd25519(JsonObject shop, string password)
    {
        shop["serverUser"] = "signer";
        shop["serverPassword"] = password;
    }

    private Task<ProxyProcess> StartAsync(Action<JsonObject> change) => this.StartProxyAsync(configuration =>
    {
        JsonObject shop = configuration.Database("shop");
        shop["replicas"] = new JsonArray();
        change(shop);
    });
}
