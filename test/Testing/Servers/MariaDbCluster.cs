using MySqlConnector;
using SceNettyProxy.Testing.Processes;

namespace SceNettyProxy.Testing.Servers;

/// <summary>
/// A real MariaDB primary with real replicas, started through <c>scripts/mariadb-pair.sh</c> in a temporary folder that
/// is removed at the end. The servers also end when the test process does. Not safe for concurrent use.
/// </summary>
public sealed class MariaDbCluster : IAsyncDisposable
{
    /// <summary>The schema that exists from the start; it holds the table <c>whoami</c>.</summary>
    public const string Schema = "shop";

    /// <summary>An ordinary user with all rights on <c>shop</c> and on every schema whose name starts with <c>e2e</c>.</summary>
    public const string User = "app";

    /// <summary>The password of <see cref="User"/>.</summary>
    public const string Password = "app-secret";

    private const string AdminUser = "admin";
    private const string AdminPassword = "admin-secret";
    private static readonly string Script = Path.Combine(RepositoryPaths.Root, "scripts", "mariadb-pair.sh");

    private readonly string folder;
    private readonly Dictionary<ServerRole, MariaDbServer> servers;

    private MariaDbCluster(string folder, Dictionary<ServerRole, MariaDbServer> servers)
    {
        this.folder = folder;
        this.servers = servers;
    }

    /// <summary>The server in a role, with the process id of its last start.</summary>
    public MariaDbServer this[ServerRole role] => this.servers[role];

    /// <summary>The server that takes writes.</summary>
    public MariaDbServer Primary => this[ServerRole.Primary];

    /// <summary>The certificates; every server offers TLS and demands it of nobody.</summary>
    public TlsFiles Tls => new(Path.Combine(this.folder, "tls"));

    /// <summary>Starts the servers; returns when replication runs.</summary>
    /// <param name="replicas">How many.</param>
    /// <param name="serverOptions">More options for every <c>mariadbd</c>; they win over those of the script.</param>
    /// <exception cref="InvalidOperationException">A server did not start; the message holds the end of its log.</exception>
    public static async Task<MariaDbCluster> StartAsync(int replicas = 1, params string[] serverOptions)
    {
        var folder = Directory.CreateTempSubdirectory("sceproxy-servers.").FullName;
        var output = await ToolProcess.RunAsync(
            Script,
            [
                "start", folder, "--replicas", replicas.ToString(), "--owner", Environment.ProcessId.ToString(),
                .. serverOptions.SelectMany(option => new[] { "--server-option", option }),
            ]);
        var servers = output.Lines.Where(line => line != "ready").Select(MariaDbServer.Parse).ToDictionary(server => server.Role);
        return new MariaDbCluster(folder, servers);
    }

    /// <summary>A connection string without pooling and without the prepared protocol.</summary>
    /// <param name="port">A server's port, or that of what stands in front of it.</param>
    /// <param name="schema">The database that the login names.</param>
    public static MySqlConnectionStringBuilder ConnectionString(int port, string schema = Schema) => new()
    {
        Server = "127.0.0.1",
        Port = (uint)port,
        UserID = User,
        Password = Password,
        Database = schema,
        Pooling = false,
        IgnorePrepare = true,
        AllowUserVariables = true,
        SslMode = MySqlSslMode.Disabled,
        ConnectionTimeout = 30,
        DefaultCommandTimeout = 120,
    };

    /// <summary>An open connection of the all-powerful user to one server.</summary>
    public async Task<MySqlConnection> OpenAdminAsync(ServerRole role)
    {
        var settings = ConnectionString(this[role].Port, "mysql");
        settings.UserID = AdminUser;
        settings.Password = AdminPassword;
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs statements on one server as the all-powerful user.</summary>
    public async Task AdministerAsync(ServerRole role, string sql)
    {
        await using var connection = await this.OpenAdminAsync(role);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Returns when every replica has all that the primary has now.</summary>
    public async Task WaitForReplicasAsync()
    {
        var position = await this.ReadScalarAsync(ServerRole.Primary, "SELECT @@gtid_binlog_pos");
        foreach (var role in this.servers.Keys.Where(role => role != ServerRole.Primary))
        {
            if (await this.ReadScalarAsync(role, $"SELECT MASTER_GTID_WAIT('{position}', 60)") != "0")
                throw new TimeoutException($"{role} is not at {position} after 60 s");
        }
    }

    /// <summary>One value of one server, as text.</summary>
    public async Task<string> ReadScalarAsync(ServerRole role, string sql)
    {
        await using var connection = await this.OpenAdminAsync(role);
        await using var command = new MySqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync()) ?? string.Empty;
    }

    /// <summary>A counter of <c>SHOW GLOBAL STATUS</c>, such as <c>Com_select</c>.</summary>
    public async Task<long> ReadStatusAsync(ServerRole role, string name) => long.Parse(
        await this.ReadScalarAsync(role, $"SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = '{name}'"));

    /// <summary>Ends a server with SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync(ServerRole role)
    {
        var id = this[role].ProcessId;
        ProcessSignal.Send(id, ProcessSignal.Kill);
        await ProcessSignal.WaitForEndAsync(id, TimeSpan.FromSeconds(10));
    }

    /// <summary>Stops a server's process (SIGSTOP): its connections stay open and nothing answers from then on.</summary>
    public Task FreezeAsync(ServerRole role) => ProcessSignal.FreezeAsync(this[role].ProcessId);

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public void Thaw(ServerRole role) => ProcessSignal.Send(this[role].ProcessId, ProcessSignal.Continue);

    /// <summary>Starts a killed server on its old port; returns when it answers.</summary>
    public async Task RestartAsync(ServerRole role)
    {
        var output = await ToolProcess.RunAsync(Script, ["start-server", this.folder, role.Name]);
        this.servers[role] = MariaDbServer.Parse(output.Lines[0]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ToolProcess.RunAsync(Script, ["stop", this.folder]);
        Directory.Delete(this.folder, recursive: true);
    }
}
