using MySqlConnector;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>
/// The general logs of all servers of a cluster: which of them was sent a statement, whatever it is and however it ended.
/// Statements of replication and of the all-powerful user do not count.
/// </summary>
internal sealed class StatementLog : IAsyncDisposable
{
    private readonly Dictionary<string, MySqlConnection> connections = [];

    /// <summary>Switches the logs on.</summary>
    public static async Task<StatementLog> StartAsync(MariaDbCluster cluster, params ServerRole[] roles)
    {
        var log = new StatementLog();
        foreach (ServerRole role in roles)
        {
            await cluster.AdministerAsync(role, "SET GLOBAL log_output = 'TABLE'; SET GLOBAL general_log = 1");
            log.connections[role.Name] = await cluster.OpenAdminAsync(role);
        }

        return log;
    }

    /// <summary>A word that no other statement holds.</summary>
    public static string NewMark() => $"mark{Guid.NewGuid():N}";

    /// <summary>The servers that were sent a text with <paramref name="mark"/>, separated by commas.</summary>
    public async Task<string> FindAsync(string mark)
    {
        List<string> found = [];
        foreach (string server in connections.Keys)
        {
            if (await CountAsync(server, mark) > 0)
                found.Add(server);
        }

        return string.Join(',', found);
    }

    /// <summary>How often all servers together were sent a text with <paramref name="part"/>.</summary>
    public async Task<int> CountAsync(string part)
    {
        int count = 0;
        foreach (string server in connections.Keys)
            count += await CountAsync(server, part);
        return count;
    }

    /// <summary>How often one server was sent a text with <paramref name="part"/>.</summary>
    public async Task<int> CountAsync(string server, string part)
    {
        await using var command = new MySqlCommand(
            "SELECT COUNT(*) FROM mysql.general_log WHERE command_type = 'Query' AND INSTR(argument, @part) > 0 "
                + "AND user_host NOT LIKE 'admin%' AND user_host LIKE '%[127.0.0.1]'",
            connections[server]);
        command.Parameters.AddWithValue("part", part);
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (MySqlConnection connection in connections.Values)
            await connection.DisposeAsync();
    }
}
