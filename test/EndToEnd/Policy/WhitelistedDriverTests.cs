using MySqlConnector;
using SceNettyProxy.EndToEnd.Drivers.External;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Under the policy <c>standard</c> every driver connects, writes and reads, with all that it sends by itself.</summary>
[TestClass]
public sealed class WhitelistedDriverTests : ProxyTest
{
    private const string Folder = "Whitelisted";
    private const string JavaDriver = "/usr/share/java/mariadb-java-client.jar";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly string Built = ExternalProgram.BuildFolderOf(Folder);

    private static readonly Dictionary<string, ExternalProgram> Programs = new()
    {
        ["pymysql"] = new ExternalProgram(Folder, "/usr/bin/python3", "-B", "visit.py", "pymysql"),
        ["MySQLdb"] = new ExternalProgram(Folder, "/usr/bin/python3", "-B", "visit.py", "MySQLdb"),
        ["mysqli"] = new ExternalProgram(Folder, "php", "-d", "display_errors=stderr", "visit.php", "mysqli"),
        ["pdo"] = new ExternalProgram(Folder, "php", "-d", "display_errors=stderr", "visit.php", "pdo"),
        ["mysql"] = new ExternalProgram(Folder, "perl", "visit.pl", "mysql"),
        ["MariaDB"] = new ExternalProgram(Folder, "perl", "visit.pl", "MariaDB"),
        ["mysql2"] = new ExternalProgram(Folder, "node", "visit.js")
            .BuiltBy("cp", Path.Combine("..", "Node", "package.json"), Built)
            .BuiltBy("npm", "install", "--prefix", Built, "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline")
            .With("NODE_PATH", Path.Combine(Built, "node_modules")),
        ["connector-j"] = new ExternalProgram(Folder, "java", "-cp", $"{Built}:{JavaDriver}", "Visit")
            .BuiltBy("javac", "-encoding", "UTF-8", "-d", Built, "-cp", JavaDriver, "Visit.java"),
        ["go"] = new ExternalProgram(Folder, Path.Combine(Built, "visit"))
            .With("GO111MODULE", "off")
            .With("GOPATH", "/usr/share/gocode")
            .With("GOCACHE", Path.Combine(Built, "cache"))
            .BuiltBy("go", "build", "-o", Path.Combine(Built, "visit"), "visit.go"),
    };

    public static IEnumerable<object[]> Names => Programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task A_driver_of_another_language_connects_writes_and_reads(string name)
    {
        var proxy = await this.StartAsync();
        // Connector/J gives the answers of its pipelined first commands half a second, which a busy machine may need for what
        // the runtime compiles at their first time.
        await VisitAsync(proxy, "first");
        Dictionary<string, string> environment = new()
        {
            ["DB_HOST"] = "127.0.0.1",
            ["DB_PORT"] = proxy.Port.ToString(),
            ["DB_USER"] = MariaDbCluster.User,
            ["DB_PASSWORD"] = MariaDbCluster.Password,
            ["DB_NAME"] = "shop",
        };
        var output = await Programs[name].RunAsync([], environment, Deadline);
        Assert.IsNull(output.Failure);
        Assert.AreEqual(name, string.Join('\n', output.Lines));
    }

    [TestMethod]
    public async Task MySqlConnector_connects_writes_and_reads() =>
        Assert.AreEqual("MySqlConnector", await VisitAsync(await this.StartAsync(), "MySqlConnector"));

    [TestMethod]
    public async Task MySql_Data_connects_writes_and_reads()
    {
        var proxy = await this.StartAsync();
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        var text = $"Server=127.0.0.1;Port={settings.Port};User ID={settings.UserID};Password={settings.Password};Database={settings.Database};SslMode=Disabled";
        await using var connection = new MySql.Data.MySqlClient.MySqlConnection(text);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new MySql.Data.MySqlClient.MySqlCommand("INSERT INTO visit (name) VALUES (@name)", connection);
        insert.Parameters.AddWithValue("@name", "MySql.Data");
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        await using var select = new MySql.Data.MySqlClient.MySqlCommand($"SELECT name FROM visit WHERE id = {insert.LastInsertedId}", connection);
        Assert.AreEqual("MySql.Data", await select.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task The_mariadb_client_connects_writes_and_reads()
    {
        var proxy = await this.StartAsync();
        var output = await ToolProcess.TryRunAsync(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--skip-column-names", "--auto-rehash", "--execute",
                "INSERT INTO visit (name) VALUES ('mariadb'); SELECT name FROM visit WHERE id = LAST_INSERT_ID()", "shop",
            ]);
        Assert.AreEqual(0, output.ExitCode, output.Errors);
        Assert.AreEqual("mariadb", string.Join('\n', output.Lines));
    }

    private static async Task<object?> VisitAsync(ProxyProcess proxy, string name)
    {
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new MySqlCommand("INSERT INTO visit (name) VALUES (@name)", connection, transaction);
        insert.Parameters.AddWithValue("@name", name);
        await insert.PrepareAsync();
        await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        await using var select = new MySqlCommand($"SELECT name FROM visit WHERE id = {insert.LastInsertedId}", connection);
        return await select.ExecuteScalarAsync();
    }

    private async Task<ProxyProcess> StartAsync()
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            $"CREATE TABLE IF NOT EXISTS {MariaDbCluster.Schema}.visit (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40)) ENGINE=InnoDB");
        await Cluster.WaitForReplicasAsync();
        return await this.StartProxyAsync(configuration => configuration.Database("shop")["sqlPolicy"] = "standard");
    }
}
