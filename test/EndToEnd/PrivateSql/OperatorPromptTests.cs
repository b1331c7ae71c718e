using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.PrivateSql;

/// <summary>SCE statements from real clients.</summary>
[TestClass]
public sealed class OperatorPromptTests : ProxyTest
{
    private const string User = "boss";
    private const string Password = "boss-secret";

    [TestMethod]
    public async Task The_prompt_of_an_operator_shows_tenants_and_kills_their_sessions()
    {
        var proxy = await StartAsync();
        await using var tenant = await ConnectAsync(proxy);
        var clients = await PromptAsync(proxy, "SCE SESSION STATUS");
        var session = clients.Single(static line => line.Contains("\tshop\t", StringComparison.Ordinal));
        StringAssert.Contains(session, "_client_name=MySqlConnector");
        CollectionAssert.AreEqual(new[] { "shop\t1" }, await PromptAsync(proxy, "SCE POOL STATUS"));
        await PromptAsync(proxy, $"KILL {tenant.ServerThread}");
        await using var command = new MySqlCommand("SELECT 1", tenant);
        await Assert.ThrowsAsync<MySqlException>(() => command.ExecuteScalarAsync());
        CollectionAssert.AreEqual(new[] { "shop\t0" }, await PromptAsync(proxy, "SCE POOL STATUS"));
        var refused = await ToolProcess.TryRunAsync("mariadb", Arguments(proxy, "SELECT * FROM shop.whoami"));
        StringAssert.Contains(refused.Errors, "ERROR 1235");
        Assert.DoesNotContain(Password, proxy.Log);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_driver_reads_the_answers_as_text_and_prepared(bool prepared)
    {
        var proxy = await StartAsync();
        await using var tenant = await ConnectAsync(proxy);
        await using var command = new MySqlCommand("SCE BACKEND STATUS", tenant);
        if (prepared)
            await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        Assert.IsTrue(await reader.ReadAsync());
        Assert.AreEqual("shop", reader.GetString("database"));
        Assert.AreEqual("primary", reader.GetString("role"));
        Assert.IsTrue(reader.IsDBNull(reader.GetOrdinal("weight")));
        Assert.AreEqual(400L, reader.GetInt64("max"));
        Assert.IsTrue(await reader.ReadAsync());
        Assert.AreEqual(1L, reader.GetInt64("weight"));
        Assert.IsFalse(await reader.ReadAsync());
    }

    private static async Task<string[]> PromptAsync(ProxyProcess proxy, string sql) =>
        [.. (await ToolProcess.RunAsync("mariadb", Arguments(proxy, sql))).Lines];

    private static string[] Arguments(ProxyProcess proxy, string sql) =>
        ["--no-defaults", "-h", "127.0.0.1", "-P", $"{proxy.Port}", "-u", User, $"-p{Password}", "-N", "-B", "-e", sql, "sce"];

    private static async Task<MySqlConnection> ConnectAsync(ProxyProcess proxy)
    {
        var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private Task<ProxyProcess> StartAsync() => this.StartProxyAsync(static configuration =>
        configuration.Proxy["admin"] = new JsonObject { ["user"] = User, ["password"] = Password });
}
