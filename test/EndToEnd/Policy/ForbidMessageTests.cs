using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>A forbid from the command line through RabbitMQ to the statements of a real client.</summary>
[TestClass]
public sealed class ForbidMessageTests : ProxyTest
{
    [TestMethod]
    public async Task A_forbid_that_is_sent_refuses_statements_on_the_proxy()
    {
        await using var server = await RabbitMqServer.StartAsync();
        var proxy = await this.StartProxyAsync(configuration => configuration.Proxy["forbids"] = new JsonObject
        {
            ["rabbitmq"] = new JsonObject
            {
                ["servers"] = new JsonArray($"127.0.0.1:{server.Port}"),
                ["user"] = RabbitMqServer.User,
                ["password"] = RabbitMqServer.Password,
            },
        });
        await proxy.WaitForLogAsync($"queue 127.0.0.1_{proxy.Port}_forbid", TimeSpan.FromSeconds(30));
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT name FROM whoami", connection);
        await command.ExecuteScalarAsync();

        var sent = await ToolProcess.RunAsync(
            "dotnet",
            [
                RepositoryPaths.ProxyAssembly, "forbid", "send", "shop", "--verbs", "SELECT", "--seconds", "300", "--reason", "full",
                "--conf", proxy.Folder,
            ]);
        Assert.AreEqual("sent", sent.Lines.Single());
        MySqlException? refused = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await command.ExecuteScalarAsync();
                    return false;
                }
                catch (MySqlException e)
                {
                    refused = e;
                    return true;
                }
            },
            "the statement is refused");
        Assert.AreEqual(2910, refused!.Number);
        StringAssert.Contains(refused.Message, "because of 'full'. Try again");
        Assert.IsFalse(proxy.Log.Contains(RabbitMqServer.Password, StringComparison.Ordinal));
    }
}
