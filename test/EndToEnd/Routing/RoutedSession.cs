using MySqlConnector;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>
/// A session through the proxy that can tell which server ran a statement: by the row of <c>whoami</c> in the answer, or,
/// for a statement that reads no table, by the servers' general logs. Not safe for concurrent use.
/// </summary>
internal sealed class RoutedSession : IAsyncDisposable
{
    /// <summary>The plainest read: it may go to a replica whenever anything may.</summary>
    public const string Read = "SELECT name FROM shop.whoami";

    private readonly MySqlConnection connection;
    private readonly StatementLog log;

    private RoutedSession(MySqlConnection connection, StatementLog log)
    {
        this.connection = connection;
        this.log = log;
    }

    /// <summary>Logs in; no server has been asked for anything then.</summary>
    public static async Task<RoutedSession> OpenAsync(int port, string database, string user, StatementLog log)
    {
        MySqlConnectionStringBuilder settings = MariaDbCluster.ConnectionString(port, database);
        settings.UserID = user;
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return new RoutedSession(connection, log);
    }

    /// <summary>Runs one text and forgets its answer.</summary>
    /// <exception cref="MySqlException">The answer is an error.</exception>
    public async Task RunAsync(string sql) => await RowsAsync(sql);

    /// <summary>Runs texts one after the other.</summary>
    public async Task RunEachAsync(params string[] texts)
    {
        foreach (string sql in texts)
            await RunAsync(sql);
    }

    /// <summary>The number of the error that a text is answered with.</summary>
    public async Task<int> FailAsync(string sql)
    {
        MySqlException error = await Assert.ThrowsAsync<MySqlException>(() => RowsAsync(sql));
        return error.Number;
    }

    /// <summary>The first value of the answer, as text.</summary>
    public async Task<string> ValueAsync(string sql) => (await RowsAsync(sql))[0][0];

    /// <summary>Every row of every result of a text, each value as text.</summary>
    public async Task<IReadOnlyList<string[]>> RowsAsync(string sql)
    {
        List<string[]> rows = [];
        await using var command = new MySqlCommand(sql, connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
            {
                var row = new string[reader.FieldCount];
                for (int i = 0; i < row.Length; i++)
                    row[i] = reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i)) ?? "";
                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync());
        return rows;
    }

    /// <summary>The one server whose name stands in the answer.</summary>
    /// <param name="sql">A text that selects <c>whoami.name</c>.</param>
    public async Task<string> WhoAnswersAsync(string sql = Read)
    {
        IReadOnlyList<string[]> rows = await RowsAsync(sql);
        string[] names = [.. rows.SelectMany(row => row).Where(IsServer).Distinct()];
        return names.Length == 1
            ? names[0]
            : throw new InvalidOperationException($"{names.Length} servers in the answer to {sql}");
    }

    /// <summary>The servers that were sent a text, by their general logs; an error that a server answers is no matter.</summary>
    public async Task<string> WhereRunsAsync(string sql)
    {
        string mark = StatementLog.NewMark();
        try
        {
            await RunAsync($"{sql} /* {mark} */");
        }
        catch (MySqlException)
        {
            // Where it ran is what counts: some statements exist on other servers only, or need more rights.
        }

        return await log.FindAsync(mark);
    }

    /// <summary>COM_RESET_CONNECTION.</summary>
    public async Task ResetAsync() => await connection.ResetConnectionAsync();

    /// <summary>COM_INIT_DB.</summary>
    public Task ChangeSchemaAsync(string schema) => connection.ChangeDatabaseAsync(schema);

    /// <summary>True when the other side has closed.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            return !await connection.PingAsync();
        }
        catch (MySqlException)
        {
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static bool IsServer(string value) =>
        value == ServerRole.Primary.Name || value.StartsWith("replica", StringComparison.Ordinal);
}
