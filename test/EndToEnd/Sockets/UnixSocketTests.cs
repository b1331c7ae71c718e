using System.Text;
using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Sockets;

/// <summary>Unix domain sockets on both sides of the proxy, with real clients and servers; on each transport.</summary>
[TestClass]
public sealed class UnixSocketTests : ProxyTest
{
    private const string SeenByServer = "SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-unix");

    private protected override void CleanUp() => this.folder.Delete(recursive: true);

    [TestMethod]
    [DataRow("sockets")]
    [DataRow("epoll")]
    public async Task A_client_and_a_server_are_reached_by_their_sockets(string transport)
    {
        var socket = Path.Combine(this.folder.FullName, "mysql.sock");
        var server = await Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT @@socket");
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            $"CREATE OR REPLACE USER 'unix'@'localhost' IDENTIFIED BY '{MariaDbCluster.Password}'; GRANT ALL ON {MariaDbCluster.Schema}.* TO 'unix'@'localhost'");
        var proxy = await this.StartProxyAsync(configuration =>
        {
            UseAccount(configuration, "unix");
            configuration.Proxy["transport"] = transport;
            configuration.Proxy["listeners"]!.AsArray().Add(new JsonObject { ["name"] = "local", ["address"] = socket });
            configuration.Databases["authedIps"] = new JsonArray("127.0.0.1");
            configuration.Database("shop")["primary"] = server;
            configuration.Database("shop")["replicas"] = new JsonArray();
        });
        string[] byTcp = ["--host=127.0.0.1", $"--port={proxy.Port}"];
        foreach (string[] way in (string[][])[[$"--socket={socket}"], byTcp])
        {
            var seen = await ToolProcess.RunAsync("mariadb", ["--no-defaults", .. way, .. Login, $"--execute=SET @x = 7; SELECT @x; {SeenByServer}"]);
            Assert.AreEqual("7\nlocalhost\n", Encoding.UTF8.GetString(seen.Output));
        }

        // More than the buffers of a socket hold, both ways.
        var settings = new MySqlConnectionStringBuilder
        {
            Server = socket,
            ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
            UserID = MariaDbCluster.User,
            Password = MariaDbCluster.Password,
            Database = "shop",
        };
        await using var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        var text = new string('x', 5_000_000);
        await using var command = new MySqlCommand("SELECT CONCAT(?t, 'y')", connection);
        command.Parameters.AddWithValue("t", text);
        Assert.AreEqual(text + "y", await command.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task Who_comes_by_the_socket_is_admitted_as_loopback_or_not_at_all()
    {
        var socket = Path.Combine(this.folder.FullName, "mysql.sock");
        await this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["listeners"]!.AsArray().Add(new JsonObject { ["name"] = "local", ["address"] = socket });
            configuration.Databases["authedIps"] = new JsonArray("10.0.0.0/8");
        });
        var refused = await ToolProcess.TryRunAsync("mariadb", ["--no-defaults", $"--socket={socket}", .. Login, "--execute=SELECT 1"]);
        Assert.AreNotEqual(0, refused.ExitCode);
        StringAssert.Contains(refused.Errors, "127.0.0.1");
    }

    [TestMethod]
    public async Task A_server_that_does_not_hold_its_socket_is_an_error_that_names_it()
    {
        var nowhere = Path.Combine(this.folder.FullName, "nobody.sock");
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.Database("shop")["primary"] = nowhere;
            configuration.Database("shop")["replicas"] = new JsonArray();
        });
        var failed = await ToolProcess.TryRunAsync(
            "mariadb", ["--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", .. Login, "--execute=DELETE FROM whoami WHERE 1 = 0"]);
        Assert.AreNotEqual(0, failed.ExitCode);
        this.TestContext.WriteLine(failed.Errors);
        StringAssert.Contains(proxy.Log, nowhere);
    }

    private static string[] Login =>
        ["--skip-ssl", "--batch", "--skip-column-names", $"--user={MariaDbCluster.User}", $"--password={MariaDbCluster.Password}", "shop"];
}
