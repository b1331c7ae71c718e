using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>
/// What every policy says that refuses at once, by number, state and text, in both flavours of errors: one proxy with a database for
/// each, asked by the mariadb client. What tells a time to wait has tests of its own.
/// </summary>
[TestClass]
public sealed class RefusalTests : ProxyTest
{
    private const string Reader = "reader";

    private static readonly Refusal[] Refusals =
    [
        new("shop", "", "2904 (SCE04): Access denied for user 'app'@'127.0.0.1' (using password: YES)",
            "1045 (28000): Access denied for user 'app'@'127.0.0.1' (using password: YES)", Password: "wrong"),
        new("elsewhere", "", "2911 (SCE11): '127.0.0.1' is not in my service. Please contact administrator.",
            "1130 (HY000): Host '127.0.0.1' is not allowed to connect to this MySQL server"),
        new("closed", "", "2912 (SCE12): 'closed' is disabled.",
            "3118 (HY000): Access denied for user 'app'@'127.0.0.1'. Account is locked."),
        new("few", "", "2913 (SCE13): Database 'few' has exceeded 1 connections", "1040 (08004): Too many connections"),
        new("small", "", "2913 (SCE13): Database 'small' has exceeded 1 connections", "1040 (08004): Too many connections"),
        new("crowd", "", "2913 (SCE13): Address '127.0.0.1' has exceeded 1 connections", "1040 (08004): Too many connections"),
        new("shop", "", "2913 (SCE13): User 'reader' has exceeded 1 connections",
            "1203 (42000): User reader already has more than 'max_user_connections' active connections", User: Reader),
        new("shop", "USE mysql", "2905 (SCE05) at line 1: Database is forbidden",
            "1044 (42000) at line 1: Access denied for user 'app'@'127.0.0.1' to database 'mysql'"),
        new("own", "UPDATE whoami SET name = 'x'", "2906 (SCE06) at line 1: SQL statement is forbidden",
            "1290 (HY000) at line 1: The MySQL server is running with the --read-only option so it cannot execute this statement",
            User: Reader),
        new("listed", "TRUNCATE whoami", "2906 (SCE06) at line 1: SQL statement is forbidden",
            "1148 (42000) at line 1: The used command is not allowed with this MySQL version"),
        new("listed", "CREATE TABLE p (a INT) ENGINE=MyISAM", "2907 (SCE07) at line 1: Engine 'MyISAM' isn't being supported",
            "1286 (42000) at line 1: Unknown storage engine 'MyISAM'"),
        new("listed", "CREATE TABLE p (a INT)", "2908 (SCE08) at line 1: Engine isn't specified.",
            "1286 (42000) at line 1: Unknown storage engine ''"),
        new("own", "SELECT 'a text that is longer than a policy allows'",
            "1153 (08S01) at line 1: Got a packet bigger than 'max_allowed_packet' bytes",
            "1153 (08S01) at line 1: Got a packet bigger than 'max_allowed_packet' bytes"),
        new("own", "DELETE FROM whoami", "2906 (SCE06) at line 1: SQL statement is forbidden",
            "1148 (42000) at line 1: The used command is not allowed with this MySQL version"),
        new("learnt", "SELECT 1", "2906 (SCE06) at line 1: SQL statement is forbidden",
            "1148 (42000) at line 1: The used command is not allowed with this MySQL version"),
        new("frozen", "SELECT 1",
            "2910 (SCE10) at line 1: ['ALL'] operations in Database 'frozen' is still forbidden because of 'why'. Try again 9223372036854775807 seconds later.",
            "1226 (42000) at line 1: ['ALL'] operations in Database 'frozen' is still forbidden because of 'why'. Try again 9223372036854775807 seconds later."),
        new("tables", "DELETE FROM whoami",
            "2910 (SCE10) at line 1: ['DELETE'] operations in Table 'whoami' is still forbidden because of 'why'. Try again 9223372036854775807 seconds later.",
            "1226 (42000) at line 1: ['DELETE'] operations in Table 'whoami' is still forbidden because of 'why'. Try again 9223372036854775807 seconds later."),
    ];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-refusals.");

    private protected override void CleanUp() => folder.Delete(recursive: true);

    [TestMethod]
    [DataRow("sce")]
    [DataRow("mysql")]
    public async Task Every_policy_tells_number_state_and_text(string errors)
    {
        ProxyProcess proxy = await StartAsync(errors);
        using RawMySqlClient first = await LoginAsync(proxy, "few");
        using RawMySqlClient second = await LoginAsync(proxy, "small");
        using RawMySqlClient third = await LoginAsync(proxy, "crowd");
        using RawMySqlClient fourth = await LoginAsync(proxy, "shop", Reader);
        List<string> expected = [];
        List<string> seen = [];
        foreach (Refusal refusal in Refusals)
        {
            expected.Add($"{refusal.Database}: ERROR {(errors == "sce" ? refusal.Sce : refusal.MySql)}");
            seen.Add($"{refusal.Database}: {await ErrorAsync(proxy, refusal)}");
        }

        Assert.AreEqual(string.Join('\n', expected), string.Join('\n', seen));
    }

    private Task<ProxyProcess> StartAsync(string errors) => StartProxyAsync(configuration =>
    {
        File.WriteAllText(
            Path.Combine(folder.FullName, "forbids.json"),
            """
            {"frozen": {"errmsg": "why", "object": 10, "start": 1357000000.0, "crud": ["ALL"], "duration": 0, "type": 2},
             "tables": {"errmsg": "why", "object": 11, "start": 1357000000.0, "crud": {"whoami": ["DELETE"]}, "duration": 0, "type": 2}}
            """);
        configuration.Proxy["session"] = new JsonObject { ["errors"] = errors };
        configuration.Proxy["forbids"] = new JsonObject { ["file"] = Path.Combine(folder.FullName, "forbids.json") };
        configuration.Proxy["learning"] = new JsonObject { ["folder"] = "" };
        configuration.Proxy["policy"] = new JsonObject
        {
            ["short"] = new JsonObject { ["base"] = "open", ["requireWhere"] = true, ["maxLength"] = 40 },
        };
        configuration.Databases["types"] = new JsonObject { ["small"] = new JsonObject { ["maxconn"] = 1 } };
        configuration.Databases["authedIps"] = new JsonArray();
        foreach ((string name, string settings) in ((string, string)[])
            [
                ("shop", """{"users": [{"user": "reader", "password": "app-secret", "limits": {"connections": 1}}]}"""),
                ("elsewhere", """{"authedIps": ["10.0.0.0/8"]}"""),
                ("closed", """{"disabled": true}"""),
                ("few", """{"limits": {"connections": 1}}"""),
                ("small", """{"type": "small"}"""),
                ("crowd", """{"limits": {"connectionsPerAddress": 1}}"""),
                ("own", """{"sqlPolicy": "short", "users": [{"user": "reader", "password": "app-secret", "readOnly": true}]}"""),
                ("listed", """{"sqlPolicy": "standard"}"""),
                ("learnt", """{"learning": "enforce"}"""),
                ("frozen", "{}"),
                ("tables", "{}"),
            ])
        {
            configuration.With(name, MariaDbCluster.Schema, Cluster.Primary.Port);
            JsonObject database = configuration.Database(name);
            database["authedIps"] = new JsonArray("127.0.0.1");
            foreach ((string key, JsonNode? value) in JsonNode.Parse(settings)!.AsObject())
                database[key] = value!.DeepClone();
        }
    });

    private static Task<RawMySqlClient> LoginAsync(ProxyProcess proxy, string database, string user = MariaDbCluster.User) =>
        RawMySqlClient.OpenAsync(proxy.Port, user, MariaDbCluster.Password, database);

    /// <summary>The client's last line; it repeats the statement in front of the error.</summary>
    private static async Task<string> ErrorAsync(ProxyProcess proxy, Refusal refusal) => (await ToolProcess.TryRunAsync(
        "mariadb",
        [
            "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={refusal.User}", $"--password={refusal.Password}",
            "--execute", refusal.Sql, refusal.Database,
        ])).Errors.Trim().Split('\n')[^1];

    private sealed record Refusal(
        string Database,
        string Sql,
        string Sce,
        string MySql,
        string User = MariaDbCluster.User,
        string Password = MariaDbCluster.Password);
}
