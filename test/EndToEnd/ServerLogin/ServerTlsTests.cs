using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.ServerLogin;

/// <summary>TLS from the proxy to real servers.</summary>
[TestClass]
public sealed class ServerTlsTests : ProxyTest
{
    private const string Version =
        "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_version'";

    [TestMethod]
    [DataRow("required")]
    [DataRow("verify-ca")]
    [DataRow("verify-identity")]
    public async Task Statements_run_inside_TLS(string mode)
    {
        using var client = await OpenAsync(await StartAsync(mode, pool => pool["tlsCa"] = Cluster.Tls.Ca));
        Assert.AreEqual("TLSv1.3", await client.QueryScalarAsync(Version));
        // Many TLS records, several packets in each, and packets over several.
        var packets = await client.QueryAsync("SELECT seq, REPEAT('x', 60000) FROM seq_1_to_300");
        Assert.HasCount(1 + 2 + 1 + 300 + 1, packets);
        Assert.IsTrue(packets.Skip(4).Take(300).All(row => row.Payload[^1] == (byte)'x'));
        string long64K = new('y', 2_000_000);
        Assert.AreEqual("2000000", await client.QueryScalarAsync($"SELECT LENGTH('{long64K}')"));
    }

    [TestMethod]
    [DataRow("disabled")]
    [DataRow("preferred")]
    public async Task Bytes_that_stay_on_the_machine_are_not_encrypted_unless_told_so(string mode)
    {
        using var client = await OpenAsync(await StartAsync(mode));
        Assert.AreEqual("", await client.QueryScalarAsync(Version));
    }

    [TestMethod]
    public async Task The_host_name_of_the_registry_is_what_the_certificate_must_be_for()
    {
        using var client = await OpenAsync(await StartAsync(
            "verify-identity",
            pool => pool["tlsCa"] = Cluster.Tls.Ca,
            shop => shop["primary"] = $"localhost:{Cluster.Primary.Port}"));
        Assert.AreEqual("TLSv1.3", await client.QueryScalarAsync(Version));
    }

    [TestMethod]
    [DataRow("verify-ca")]
    [DataRow("verify-identity")]
    public async Task A_CA_that_is_not_trusted_is_2901_and_the_log_says_so(string mode)
    {
        using var other = new TestAuthority();
        await AssertRefusedAsync(await StartAsync(mode, pool => pool["tlsCa"] = other.CaFile), "its CA is not trusted");
        // Nor is it by the system.
        await AssertRefusedAsync(await StartAsync(mode), "its CA is not trusted");
    }

    [TestMethod]
    public async Task A_CA_file_that_changes_counts_from_the_next_connection()
    {
        using var other = new TestAuthority();
        var proxy = await StartAsync("verify-ca", pool => pool["tlsCa"] = other.CaFile);
        await AssertRefusedAsync(proxy, "its CA is not trusted");
        File.Copy(Cluster.Tls.Ca, other.CaFile, overwrite: true);
        File.SetLastWriteTimeUtc(other.CaFile, DateTime.UtcNow.AddSeconds(3));
        using var client = await OpenAsync(proxy);
        Assert.AreEqual("TLSv1.3", await client.QueryScalarAsync(Version));
    }

    [TestMethod]
    public async Task Certificates_for_another_host_and_expired_ones_are_2901_where_they_are_verified()
    {
        using var authority = new TestAuthority();
        authority.Issue("10.9.8.7");
        await using var servers = await MariaDbCluster.StartAsync(
            replicas: 0, $"--ssl-cert={authority.CertificateFile}", $"--ssl-key={authority.KeyFile}", $"--ssl-ca={authority.CaFile}");
        await AssertRefusedAsync(await StartAsync("verify-identity", WithCa, OnServers), "it is not for the host '127.0.0.1'");
        await AssertServesAsync(await StartAsync("verify-ca", WithCa, OnServers));

        authority.Issue("127.0.0.1", isExpired: true);
        await servers.AdministerAsync(ServerRole.Primary, "FLUSH SSL");
        await AssertRefusedAsync(await StartAsync("verify-ca", WithCa, OnServers), "expired");
        await AssertServesAsync(await StartAsync("required", WithCa, OnServers));

        authority.Issue("127.0.0.1");
        await servers.AdministerAsync(ServerRole.Primary, "FLUSH SSL");
        await AssertServesAsync(await StartAsync("verify-identity", WithCa, OnServers));

        void WithCa(JsonObject pool) => pool["tlsCa"] = authority.CaFile;

        void OnServers(JsonObject shop) => shop["primary"] = $"127.0.0.1:{servers.Primary.Port}";
    }

    [TestMethod]
    [DataRow("required")]
    [DataRow("verify-identity")]
    public async Task A_server_without_TLS_is_2901_where_it_is_required(string mode)
    {
        await using var plain = FakeMySqlServer.StartAgreeable();
        var proxy = await StartAsync(mode, null, shop => shop["primary"] = $"127.0.0.1:{plain.Port}");
        await AssertRefusedAsync(proxy, $"offers no TLS, and pool.tls is {mode}");
    }

    [TestMethod]
    public async Task A_server_that_asks_for_a_certificate_gets_the_configured_one()
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            "CREATE OR REPLACE USER certified@'127.0.0.1' IDENTIFIED BY 'app-secret' REQUIRE X509; GRANT ALL ON shop.* TO certified@'127.0.0.1'");
        using var client = await OpenAsync(await StartAsync(
            "required",
            pool =>
            {
                pool["tlsCertificate"] = Cluster.Tls.ClientCertificate;
                pool["tlsKey"] = Cluster.Tls.ClientKey;
            },
            AsCertified));
        Assert.AreEqual("certified@127.0.0.1", await client.QueryScalarAsync("SELECT CURRENT_USER()"));
        await AssertRefusedAsync(await StartAsync("required", null, AsCertified), "stage Login");

        static void AsCertified(JsonObject shop)
        {
            shop["serverUser"] = "certified";
            shop["serverPassword"] = MariaDbCluster.Password;
        }
    }

    [TestMethod]
    public async Task Bytes_between_the_greeting_and_TLS_are_refused()
    {
        await using var server = FakeMySqlServer.Start(
            (session, _) => session.SendPacketAsync(1, FakeMySqlServer.Ok),
            async session =>
            {
                byte[] greeting = FakeMySqlSession.Greeting("8.0.36", session.Number, offersTls: true);
                await session.SendAsync((byte[])[.. RawMySqlClient.Frame(0, greeting), .. RawMySqlClient.Frame(2, FakeMySqlServer.Ok)]);
                await session.StaySilentAsync();
            });
        var proxy = await StartAsync("required", null, shop => shop["primary"] = $"127.0.0.1:{server.Port}");
        await AssertRefusedAsync(proxy, "between its greeting and TLS");
    }

    /// <summary>A proxy whose database shop has only a primary.</summary>
    private Task<ProxyProcess> StartAsync(string mode, Action<JsonObject>? changePool = null, Action<JsonObject>? changeShop = null) =>
        this.StartProxyAsync(configuration =>
        {
            var pool = new JsonObject { ["tls"] = mode };
            changePool?.Invoke(pool);
            JsonObject shop = configuration.Database("shop");
            shop["pool"] = pool;
            shop["replicas"] = new JsonArray();
            changeShop?.Invoke(shop);
        });

    private static async Task AssertRefusedAsync(ProxyProcess proxy, string reason)
    {
        using var client = await OpenAsync(proxy);
        var answer = (await client.QueryAsync("SELECT name FROM whoami"))[0];
        Assert.IsTrue(answer.IsError, answer.ToString());
        Assert.AreEqual(2901, answer.ErrorCode);
        await proxy.WaitForLogAsync(reason);
    }
}
