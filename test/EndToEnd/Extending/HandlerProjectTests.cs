using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Extending;

/// <summary>
/// The way of docs/extending.md: handlers are built against the packed contract, outside the repository, and run in a real proxy
/// with a real client and real servers.
/// </summary>
[TestClass]
public sealed class HandlerProjectTests : ProxyTest
{
    private static ContractFeed feed = null!;

    [ClassInitialize]
    public static async Task PackAsync(TestContext context) => feed = await ContractFeed.CreateAsync();

    [ClassCleanup]
    public static void DeleteFeed() => feed.Dispose();

    [TestMethod]
    public async Task A_project_of_the_template_guards_statements_and_is_replaced_while_the_proxy_runs()
    {
        await feed.UseTemplateAsync("Shop.Guard");
        var assembly = await feed.BuildAsync("Shop.Guard");
        Assert.IsFalse(File.Exists(Path.Combine(Path.GetDirectoryName(assembly)!, "DotNetty.Transport.dll")), "the proxy brings it");
        await using var connection = await OpenAsync(
            await this.StartAsync(Entry(assembly, "Shop.Guard.StatementGuard", new JsonObject { ["verbs"] = new JsonArray("TRUNCATE", "DROP") })));
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS guarded (a INT) ENGINE=InnoDB");
        await AssertDeniedAsync(connection, "TRUNCATE guarded", "TRUNCATE is not for app");
        // As the page shows it. This client takes some error numbers for broken packets.
        var shown = await ToolProcess.TryRunAsync(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={this.Proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--execute", "TRUNCATE guarded", "shop",
            ]);
        Assert.AreEqual("ERROR 1644 (45000) at line 1: TRUNCATE is not for app", shown.Errors.Trim().Split('\n')[^1]);
        await AssertDeniedAsync(connection, "SELECT 1; /*!50000 DROP */ TABLE guarded", "DROP is not for app");
        Assert.AreEqual(0L, await ReadAsync(connection, "SELECT COUNT(*) FROM guarded"));

        // Unusable: what was loaded before stays. Usable again, in other bytes: it is loaded anew.
        var proxy = this.Proxy;
        var good = await File.ReadAllBytesAsync(assembly);
        await File.WriteAllTextAsync(assembly, "not an assembly");
        await Eventually.HoldsAsync(() => proxy.Log.Contains("is not a .NET assembly; what was loaded before stays", StringComparison.Ordinal), "the broken file is told");
        await AssertDeniedAsync(connection, "TRUNCATE guarded", "TRUNCATE is not for app");
        await File.WriteAllBytesAsync(assembly, [.. good, 0]);
        await Eventually.HoldsAsync(
            () => proxy.Log.Split("Handler StatementGuard loaded").Length == 3, "the new file is loaded");
        await AssertDeniedAsync(connection, "TRUNCATE guarded", "TRUNCATE is not for app");
        await Cluster.AdministerAsync(ServerRole.Primary, "DROP TABLE shop.guarded");
    }

    [TestMethod]
    public async Task The_audit_log_has_a_line_for_each_event()
    {
        feed.UseSample("AuditLog");
        var assembly = await feed.BuildAsync("AuditLog");
        var file = Path.Combine(feed.Folder, "audit.log");
        var proxy = await this.StartAsync(
            Entry(assembly, "AuditLog.AuditInterceptor", new JsonObject { ["file"] = file, ["text"] = true }));
        await using (var connection = await OpenAsync(proxy, prepares: true))
        {
            await ReadAsync(connection, "SELECT 1; SELECT 2");
            await using var command = new MySqlCommand("SELECT CONCAT(name, ?) FROM whoami", connection);
            command.Parameters.AddWithValue("x", 1);
            await command.PrepareAsync();
            await command.ExecuteScalarAsync();
        }

        JsonObject[] lines = [];
        await Eventually.HoldsAsync(
            () =>
            {
                lines = [.. Lines(file)];
                return lines.Length > 0 && (string?)lines[^1]["event"] == "end";
            },
            "the end of the session is written");
        Assert.AreEqual("login", (string?)lines[0]["event"]);
        Assert.AreEqual(("shop", "app", "127.0.0.1"), ((string?)lines[0]["database"], (string?)lines[0]["user"], (string?)lines[0]["address"]));
        var multiple = lines.Single(line => (string?)line["text"] == "SELECT 1; SELECT 2");
        Assert.AreEqual("query", (string?)multiple["event"]);
        Assert.HasCount(2, multiple["verbs"]!.AsArray());
        CollectionAssert.IsSubsetOf(
            new[] { "prepare", "execute" },
            lines.Where(line => ((string?)line["text"])?.StartsWith("SELECT CONCAT(name, ", StringComparison.Ordinal) == true).Select(line => (string?)line["event"]).ToArray());
    }

    [TestMethod]
    public async Task The_trace_comment_reaches_the_server_and_nothing_that_could_end_it_does()
    {
        feed.UseSample("TraceComment");
        var assembly = await feed.BuildAsync("TraceComment");
        var proxy = await this.StartAsync(
            Entry(assembly, "TraceComment.TraceInterceptor", new JsonObject { ["attribute"] = "program_name" }));
        const string Sql = "SELECT INFO FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID() AND 1 = 1";
        await using (var traced = await OpenAsync(proxy, program: "4bf92f3577b34da6"))
            Assert.AreEqual($"/* trace=4bf92f3577b34da6 */ {Sql}", await ReadAsync(traced, Sql));
        await using (var hostile = await OpenAsync(proxy, program: "x */ DROP TABLE whoami; /*"))
            Assert.AreEqual(Sql, await ReadAsync(hostile, Sql));
        await using var prepared = await OpenAsync(proxy, prepares: true, program: "abc");
        await using var command = new MySqlCommand("SELECT CONCAT(?, INFO) FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()", prepared);
        command.Parameters.AddWithValue("x", "");
        await command.PrepareAsync();
        StringAssert.StartsWith((string?)await command.ExecuteScalarAsync(), "/* trace=abc */ SELECT");
    }

    private ProxyProcess Proxy { get; set; } = null!;

    private async Task<ProxyProcess> StartAsync(JsonObject handler) =>
        this.Proxy = await this.StartProxyAsync(configuration => configuration.Proxy["handlers"] = new JsonArray(handler));

    private static JsonObject Entry(string assembly, string type, JsonObject options) =>
        new() { ["assembly"] = assembly, ["type"] = type, ["options"] = options };

    private static async Task<MySqlConnection> OpenAsync(ProxyProcess proxy, bool prepares = false, string? program = null)
    {
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        settings.IgnorePrepare = !prepares;
        settings.ApplicationName = program ?? "";
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ReadAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task AssertDeniedAsync(MySqlConnection connection, string sql, string message)
    {
        var denied = await Assert.ThrowsExactlyAsync<MySqlException>(() => RunAsync(connection, sql));
        Assert.AreEqual((1644, "45000", message), ((int)denied.ErrorCode, denied.SqlState, denied.Message));
    }

    private static IEnumerable<JsonObject> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return JsonNode.Parse(line)!.AsObject();
    }
}
