using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>Servers can be lost and come back, and replication goes on.</summary>
[TestClass]
public sealed class MariaDbClusterTests
{
    private static MariaDbCluster Cluster => SharedServers.Cluster;

    [TestMethod]
    public async Task A_write_reaches_the_replica()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.replicated AS SELECT 42 AS a");
        await Cluster.WaitForReplicasAsync();
        Assert.AreEqual("42", await Cluster.ReadScalarAsync(ServerRole.Replica(1), "SELECT a FROM shop.replicated"));
    }

    [TestMethod]
    [DataRow("primary")]
    [DataRow("replica1")]
    public async Task A_killed_server_comes_back_on_its_port_and_replication_goes_on(string name)
    {
        var role = new ServerRole(name);
        var port = Cluster[role].Port;
        await Cluster.KillAsync(role);
        await Assert.ThrowsAsync<MySqlConnector.MySqlException>(() => Cluster.ReadScalarAsync(role, "SELECT 1"));
        await Cluster.RestartAsync(role);
        Assert.AreEqual(port, Cluster[role].Port);
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.again AS SELECT 1 AS a");
        await Cluster.WaitForReplicasAsync();
        Assert.AreEqual("1", await Cluster.ReadScalarAsync(ServerRole.Replica(1), "SELECT a FROM shop.again"));
    }

    [TestMethod]
    public async Task A_frozen_server_answers_when_it_thaws()
    {
        await using var connection = await Cluster.OpenAdminAsync(ServerRole.Replica(1));
        await Cluster.FreezeAsync(ServerRole.Replica(1));
        try
        {
            var answer = connection.PingAsync();
            Assert.AreNotSame(answer, await Task.WhenAny(answer, Task.Delay(200)));
            Cluster.Thaw(ServerRole.Replica(1));
            Assert.IsTrue(await answer);
        }
        finally
        {
            Cluster.Thaw(ServerRole.Replica(1));
        }
    }

    [TestMethod]
    public async Task Servers_offer_TLS_with_a_certificate_that_can_be_verified()
    {
        var settings = MariaDbCluster.ConnectionString(Cluster.Primary.Port);
        settings.SslMode = MySqlConnector.MySqlSslMode.VerifyFull;
        settings.SslCa = Cluster.Tls.Ca;
        await using var connection = new MySqlConnector.MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlConnector.MySqlCommand("SHOW SESSION STATUS LIKE 'Ssl_cipher'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.IsTrue(await reader.ReadAsync());
        Assert.AreNotEqual(string.Empty, reader.GetString(1));
    }

    [TestMethod]
    public async Task Servers_have_the_plugin_of_ed25519() => Assert.AreEqual(
        "ACTIVE",
        await Cluster.ReadScalarAsync(
            ServerRole.Primary, "SELECT PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'ed25519'"));
}
