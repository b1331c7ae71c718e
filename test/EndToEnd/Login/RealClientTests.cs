using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Login;

/// <summary>Real clients log in by each plugin to users that the proxy knows by password or by hash; no TLS.</summary>
[TestClass]
public sealed class RealClientTests : ProxyTest
{
    private const string Password = "hashcat";
    private const string NativeHash = "*FCF7C1B8749CF99D88E5F34271D636178FB5D130";
    private const string Sha2Hash =
        "0x24412430303524F9CC98CE08892924F50A213B6BC571A2C11778C5"
        + "625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F";

    [TestMethod]
    [DataRow("mysql_native_password", "mysql_native_password", "plain")]
    [DataRow("mysql_native_password", "mysql_native_password", "native")]
    [DataRow("mysql_native_password", "client_ed25519", "plain")]
    [DataRow("mysql_native_password", "client_ed25519", "ed25519")]
    [DataRow("mysql_native_password", "caching_sha2_password", "plain")]
    [DataRow("mysql_native_password", "caching_sha2_password", "sha2")]
    [DataRow("mysql_native_password", "mysql_native_password", "sha2")]
    [DataRow("caching_sha2_password", "mysql_native_password", "plain")]
    [DataRow("caching_sha2_password", "caching_sha2_password", "plain")]
    [DataRow("caching_sha2_password", "caching_sha2_password", "sha2")]
    [DataRow("caching_sha2_password", "mysql_native_password", "native")]
    public async Task The_mariadb_client_logs_in(string greeting, string plugin, string user)
    {
        var proxy = await this.StartWithUsersAsync(greeting);
        for (var i = 0; i < 2; i++)
            Assert.AreEqual("1", await AskAsync(proxy, plugin, user, Password));
        var wrong = await ToolProcess.TryRunAsync("mariadb", Arguments(proxy, plugin, user, "hashcab"));
        Assert.AreNotEqual(0, wrong.ExitCode);
        StringAssert.Contains(wrong.Errors, "ERROR 2904");
        Assert.DoesNotContain(Password, proxy.Log);
    }

    [TestMethod]
    [DataRow("mysql_native_password")]
    [DataRow("caching_sha2_password")]
    public async Task MySqlConnector_logs_in_to_every_kind_of_user(string greeting)
    {
        var proxy = await this.StartWithUsersAsync(greeting);
        foreach (var user in (string[])["plain", "native", "sha2", "sha2"])
        {
            var settings = MariaDbCluster.ConnectionString(proxy.Port);
            settings.UserID = user;
            settings.Password = Password;
            settings.AllowPublicKeyRetrieval = true;
            await using var connection = new MySqlConnection(settings.ConnectionString);
            await connection.OpenAsync();
            await using var command = new MySqlCommand("SELECT COUNT(*) FROM whoami", connection);
            Assert.AreEqual(1L, await command.ExecuteScalarAsync());
            settings.Password = "hashcab";
            await using var wrong = new MySqlConnection(settings.ConnectionString);
            var error = await Assert.ThrowsExactlyAsync<MySqlException>(() => wrong.OpenAsync());
            Assert.AreEqual(2904, error.Number);
        }
    }

    [TestMethod]
    public async Task PyMySQL_fetches_the_key_and_the_next_login_is_fast()
    {
        const string Script = """
            import sys, pymysql
            for user in ('plain', 'native', 'sha2', 'sha2'):
                c = pymysql.connect(host='127.0.0.1', port=int(sys.argv[1]), user=user, password='hashcat', database='shop')
                q = c.cursor()
                q.execute('SELECT COUNT(*) FROM whoami')
                print(user, q.fetchone()[0])
            try:
                pymysql.connect(host='127.0.0.1', port=int(sys.argv[1]), user='sha2', password='hashcab', database='shop')
            except pymysql.err.MySQLError as e:
                print(e.args[0])
            """;
        foreach (var greeting in (string[])["mysql_native_password", "caching_sha2_password"])
        {
            var proxy = await this.StartWithUsersAsync(greeting);
            var output = await ToolProcess.RunAsync("/usr/bin/python3", ["-c", Script, proxy.Port.ToString()]);
            CollectionAssert.AreEqual((string[])["plain 1", "native 1", "sha2 1", "sha2 1", "2904"], output.Lines.ToArray());
        }
    }

    [TestMethod]
    [RoutingRow("trap.change-user")]
    public async Task Mysqli_changes_its_user_and_its_database()
    {
        const string Script = """
            mysqli_report(MYSQLI_REPORT_OFF);
            $c = new mysqli('127.0.0.1', 'app', 'app-secret', 'shop', (int)$argv[1]);
            $id = $c->query('SELECT CONNECTION_ID()')->fetch_row()[0];
            $c->query('SET @a = 5');
            $c->query('CREATE TEMPORARY TABLE only_here (a INT)');
            $c->query('BEGIN');
            foreach (['plain', 'native'] as $user) {
                echo $user, ' ', var_export($c->change_user($user, 'hashcat', 'shop'), true), ' ';
                echo var_export($c->query('SELECT @a')->fetch_row()[0], true), ' ';
                echo $c->query('SELECT CONNECTION_ID()')->fetch_row()[0] == $id ? 'same' : 'other', ' ';
                echo $c->query('SELECT * FROM only_here') ? 'there' : $c->errno, ' ';
                echo $c->query('SELECT COUNT(*) FROM whoami')->fetch_row()[0], "\n";
                $c->query('SET @a = 5');
            }
            echo var_export($c->change_user('app', 'app-secret', 'other'), true), ' ';
            echo $c->query('SELECT DATABASE()')->fetch_row()[0], "\n";
            echo var_export($c->change_user('plain', 'hashcab', 'shop'), true), ' ', $c->errno, ' ';
            echo var_export(@$c->query('SELECT 1'), true), "\n";
            """;
        var proxy = await this.StartWithUsersAsync("mysql_native_password", configuration =>
            configuration.With("other", MariaDbCluster.Schema, Cluster.Primary.Port));
        var output = await ToolProcess.RunAsync("php", ["-r", Script, "--", proxy.Port.ToString()]);
        CollectionAssert.AreEqual(
            (string[])["plain true NULL same 1146 1", "native true NULL same 1146 1", "true shop", "false 2904 false"],
            output.Lines.ToArray());
    }

    private static string[] Arguments(ProxyProcess proxy, string plugin, string user, string password) =>
    [
        "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={user}", $"--password={password}", "--skip-ssl",
        $"--default-auth={plugin}", "--batch", "--skip-column-names", "--execute=SELECT COUNT(*) FROM whoami", "shop",
    ];

    private static async Task<string> AskAsync(ProxyProcess proxy, string plugin, string user, string password) =>
        (await ToolProcess.RunAsync("mariadb", Arguments(proxy, plugin, user, password))).Lines.Single();

    private async Task<ProxyProcess> StartWithUsersAsync(string greeting, Action<ProxyConfiguration>? change = null)
    {
        var publicKey = await Ed25519HashAsync();
        return await this.StartProxyAsync(configuration =>
        {
            // The first login of a hash waits until the proxy has made its key.
            configuration.Proxy["session"] = new JsonObject { ["authPlugin"] = greeting, ["loginTimeout"] = 60 };
            configuration.Database("shop")["users"] = new JsonArray(
                new JsonObject { ["user"] = "plain", ["password"] = Password },
                new JsonObject { ["user"] = "native", ["passwordHash"] = NativeHash },
                new JsonObject { ["user"] = "sha2", ["passwordHash"] = Sha2Hash },
                new JsonObject { ["user"] = "ed25519", ["passwordHash"] = publicKey });
            change?.Invoke(configuration);
        });
    }

    /// <summary>The public key as a real server makes it of the password.</summary>
    private static async Task<string> Ed25519HashAsync()
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary, $"CREATE OR REPLACE USER 'keyed'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('{Password}')");
        return await Cluster.ReadScalarAsync(
            ServerRole.Primary,
            "SELECT JSON_VALUE(Priv, '$.authentication_string') FROM mysql.global_priv WHERE User = 'keyed' AND Host = '%'");
    }
}
