using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Each rule of a policy, by the mariadb client and raw packets, in front of real servers.</summary>
[TestClass]
public sealed class SqlPolicyTests : ProxyTest
{
    private const string Forbidden = "ERROR 2906 (SCE06) at line 1: SQL statement is forbidden";

    private static readonly JsonObject Careful = new()
    {
        ["statements"] = new JsonObject
        {
            ["allow"] = new JsonArray("select", "insert", "update", "delete", "create table", "drop table", "show"),
            ["deny"] = new JsonArray("show grants"),
        },
        ["tables"] = new JsonObject { ["deny"] = new JsonArray("secret*", "mysql.*") },
        ["functions"] = new JsonObject { ["deny"] = new JsonArray("sleep") },
        ["requireWhere"] = true,
        ["maxLength"] = 1000,
        ["engines"] = new JsonArray("InnoDB", "Aria"),
        ["multiStatements"] = true,
    };

    [TestMethod]
    [DataRow("standard", "TRUNCATE TABLE whoami", Forbidden)]
    [DataRow("standard", "CALL nothing()", Forbidden)]
    [DataRow("standard", "SHOW PROCESSLIST", Forbidden)]
    [DataRow("standard", "SET GLOBAL general_log = 0", Forbidden)]
    [DataRow("standard", "SELECT 1 INTO OUTFILE '/nowhere/x'", Forbidden)]
    [DataRow("standard", "SELECT LOAD_FILE('/etc/passwd')", Forbidden)]
    [DataRow("standard", "LOAD DATA INFILE '/etc/passwd' INTO TABLE whoami", Forbidden)]
    [DataRow("standard", "PREPARE s FROM @x", Forbidden)]
    [DataRow("standard", "EXECUTE IMMEDIATE 'DO 1'", Forbidden)]
    [DataRow("standard", "EXPLAIN REPLACE INTO whoami VALUES ('x')", Forbidden)]
    [DataRow("standard", "SELECT 'not at its end /*", Forbidden)]
    [DataRow("standard", "CREATE TABLE p (a INT) ENGINE=MyISAM", "ERROR 2907 (SCE07) at line 1: Engine 'MyISAM' isn't being supported")]
    [DataRow("standard", "CREATE TABLE p (a INT)", "ERROR 2908 (SCE08) at line 1: Engine isn't specified.")]
    [DataRow("internal", "TRUNCATE TABLE whoami", Forbidden)]
    [DataRow("careful", "DELETE FROM whoami", Forbidden)]
    [DataRow("careful", "UPDATE whoami SET name = 'x' LIMIT 1", Forbidden)]
    [DataRow("careful", "SELECT * FROM `SECRETS`", Forbidden)]
    [DataRow("careful", "SELECT * FROM whoami WHERE 1 IN (SELECT 1 FROM mysql.user)", Forbidden)]
    [DataRow("careful", "SELECT SLEEP(1)", Forbidden)]
    [DataRow("careful", "SHOW GRANTS", Forbidden)]
    [DataRow("careful", "ALTER TABLE whoami ADD a INT", Forbidden)]
    public async Task A_rule_refuses_with_its_error(string policy, string sql, string expected)
    {
        var proxy = await this.StartAsync(policy);
        var output = await RunAsync(proxy, sql);
        Assert.AreEqual(expected, ErrorOf(output));
        Assert.AreEqual(1, output.ExitCode);
    }

    [TestMethod]
    [DataRow("standard", "SELECT COUNT(*) FROM whoami", "1")]
    [DataRow("standard", "SELECT 'DROP TABLE whoami; -- x'", "DROP TABLE whoami; -- x")]
    [DataRow("internal", "SHOW TABLES LIKE 'whoami'", "whoami")]
    [DataRow("careful", "SELECT COUNT(*) FROM whoami WHERE 1", "1")]
    public async Task What_no_rule_forbids_passes(string policy, string sql, string expected)
    {
        var proxy = await this.StartAsync(policy);
        var output = await RunAsync(proxy, sql);
        Assert.AreEqual("", output.Errors);
        Assert.AreEqual(expected, string.Join('\n', output.Lines).Trim());
    }

    [TestMethod]
    public async Task In_the_servers_flavour_the_codes_are_the_servers()
    {
        var proxy = await this.StartAsync("standard", configuration =>
            configuration.Proxy["session"] = new JsonObject { ["errors"] = "mysql" });
        Assert.AreEqual(
            "ERROR 1148 (42000) at line 1: The used command is not allowed with this MySQL version",
            ErrorOf(await RunAsync(proxy, "TRUNCATE TABLE whoami")));
        Assert.AreEqual(
            "ERROR 1286 (42000) at line 1: Unknown storage engine 'MyISAM'",
            ErrorOf(await RunAsync(proxy, "CREATE TABLE p (a INT) ENGINE=MyISAM")));
    }

    [TestMethod]
    public async Task A_text_over_the_policys_length_is_too_large()
    {
        var proxy = await this.StartAsync("careful");
        using var client = await OpenAsync(proxy);
        await client.SendQueryAsync($"SELECT '{new string('x', 1000)}'");
        var error = await client.ReadPacketAsync();
        Assert.AreEqual((1153, "08S01"), (error.ErrorCode, error.SqlState));
        Assert.AreEqual("Got a packet bigger than 'max_allowed_packet' bytes", error.ErrorMessage);
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT 1"));
    }

    [TestMethod]
    public async Task A_policy_of_the_database_and_its_rules_change_live()
    {
        var proxy = await this.StartAsync("standard");
        using var client = await OpenAsync(proxy);
        Assert.AreEqual(2906, await ErrorOfAsync(client, "DO 1"));
        proxy.Configuration.Database("shop")["sqlPolicy"] = "transparent";
        proxy.RewriteDatabases();
        await Eventually.HoldsAsync(async () => await ErrorOfAsync(client, "DO 1") == 0, "the new policy counts");
    }

    [TestMethod]
    [RoutingRow("text.whitelist")]
    public async Task A_batch_that_changes_how_its_rest_is_read_is_refused()
    {
        var proxy = await this.StartAsync("careful");
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])["SELECT 1; SELECT 2", "SET NAMES gbk", "SET NAMES utf8mb4"])
        {
            await using var passes = new MySqlCommand(sql, connection);
            await passes.ExecuteNonQueryAsync();
        }

        foreach (var sql in (string[])["SET NAMES gbk; SELECT 1", "SET sql_mode = 'ANSI_QUOTES'; SELECT \"a\""])
        {
            await using var batch = new MySqlCommand(sql, connection);
            var error = await Assert.ThrowsExactlyAsync<MySqlException>(() => batch.ExecuteNonQueryAsync());
            Assert.AreEqual(2906, error.Number, sql);
        }
    }

    [TestMethod]
    public async Task Prepared_statements_and_stored_text_are_judged()
    {
        var proxy = await this.StartAsync("standard");
        using var client = await OpenAsync(proxy);
        await client.SendCommandAsync(0x16, "DO 1"u8);
        Assert.AreEqual(2906, (await client.ReadPacketAsync()).ErrorCode);
        Assert.AreEqual(2906, await ErrorOfAsync(client, "EXECUTE s"));
        Assert.AreEqual(0, await ErrorOfAsync(client, "PREPARE s FROM 'DELETE FROM whoami WHERE 0'"));
        Assert.AreEqual(0, await ErrorOfAsync(client, "EXECUTE s"));
        Assert.AreEqual(2906, await ErrorOfAsync(client, "PREPARE s FROM CONCAT('DELETE FROM whoami')"));
        Assert.AreEqual(2906, await ErrorOfAsync(client, "PREPARE s FROM 'TRUNCATE whoami'"));
    }

    [TestMethod]
    public async Task A_command_to_create_a_schema_reaches_the_server_only_where_the_statement_may_run()
    {
        var proxy = await this.StartAsync("standard");
        using var client = await OpenAsync(proxy);
        await client.SendCommandAsync(0x05, "policy_made"u8);
        Assert.AreEqual(2906, (await client.ReadPacketAsync()).ErrorCode);

        // Under the other policy the server decides; this one no longer knows the command, and says so in its own words.
        var open = await this.StartAsync("transparent");
        using var other = await OpenAsync(open);
        await other.SendCommandAsync(0x05, "policy_made"u8);
        var answer = await other.ReadPacketAsync();
        Assert.AreEqual((1047, "Unknown command"), (answer.ErrorCode, answer.ErrorMessage));
    }

    [TestMethod]
    public async Task Only_the_schemas_of_the_entry_can_be_used()
    {
        var proxy = await this.StartAsync("standard");
        using var client = await OpenAsync(proxy);
        Assert.AreEqual(0, await ErrorOfAsync(client, "USE shop"));
        Assert.AreEqual(2905, await ErrorOfAsync(client, "USE mysql"));
    }

    private static async Task<int> ErrorOfAsync(RawMySqlClient client, string sql)
    {
        await client.SendQueryAsync(sql);
        var answer = await client.ReadPacketAsync();
        return answer.IsError ? answer.ErrorCode : 0;
    }

    /// <summary>The client repeats the statement in front of the error.</summary>
    private static string ErrorOf(ToolOutput output) => output.Errors.Trim().Split('\n')[^1];

    private static Task<ToolOutput> RunAsync(ProxyProcess proxy, string sql) => ToolProcess.TryRunAsync(
        "mariadb",
        [
            "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
            $"--password={MariaDbCluster.Password}", "--skip-column-names", "--delimiter=//", "--comments", "--execute", sql, "shop",
        ]);

    private Task<ProxyProcess> StartAsync(string policy, Action<ProxyConfiguration>? change = null) =>
        this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["policy"] = new JsonObject { ["careful"] = Careful.DeepClone() };
            configuration.Database("shop")["sqlPolicy"] = policy;
            change?.Invoke(configuration);
        });
}
