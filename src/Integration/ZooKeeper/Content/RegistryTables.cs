using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.Integration.ZooKeeper.Registry;

namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>
/// The registry's nodes in two tables of a MySQL database: <c>t_db_info</c>, a row per database, and <c>t_db_type</c>, a row
/// per type. A column has the name of its node or quota. The global list of addresses has no table.
/// </summary>
/// <remarks>Every member throws <see cref="MySqlException"/>.</remarks>
/// <param name="connectionString">As MySqlConnector reads it.</param>
public sealed class RegistryTables(string connectionString)
{
    private const string CreateInfo =
        """
        CREATE TABLE IF NOT EXISTS t_db_info (
          db_name VARCHAR(64) NOT NULL PRIMARY KEY,
          authed_ips TEXT NOT NULL,
          db_disabled VARCHAR(1) NOT NULL,
          dbtype VARCHAR(64) NOT NULL,
          db_user VARCHAR(128) NOT NULL,
          db_password VARCHAR(1024) NOT NULL,
          db_db VARCHAR(64) NOT NULL,
          db_host_r VARCHAR(300) NOT NULL,
          db_host_w VARCHAR(300) NOT NULL,
          options MEDIUMTEXT NULL
        ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        """;

    private const string CreateType =
        """
        CREATE TABLE IF NOT EXISTS t_db_type (
          dbtype VARCHAR(64) NOT NULL PRIMARY KEY,
          maxconn BIGINT NULL, disk BIGINT NULL, network BIGINT NULL, tablesize BIGINT NULL, tablerows BIGINT NULL,
          tablenums BIGINT NULL, slowquery_duration DOUBLE NULL, slowquery_times BIGINT NULL, cputime DOUBLE NULL
        ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
        """;

    private static readonly string[] Quotas =
        ["maxconn", "disk", "network", "tablesize", "tablerows", "tablenums", "slowquery_duration", "slowquery_times", "cputime"];

    public async Task<TreeContent> ReadAsync()
    {
        TreeContent content = new();
        await using MySqlConnection connection = new(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        string columns = string.Join(", ", DatabaseNodes.All.Select(ColumnOf));
        await ReadRowsAsync(connection, $"SELECT db_name, {columns} FROM t_db_info", row =>
        {
            Dictionary<string, string> nodes = new(StringComparer.Ordinal);
            for (int i = 0; i < DatabaseNodes.All.Count; i++)
            {
                if (!row.IsDBNull(i + 1))
                    nodes[DatabaseNodes.All[i]] = Convert.ToString(row.GetValue(i + 1), CultureInfo.InvariantCulture)!;
            }

            content.Databases.Add(row.GetString(0), nodes);
        }).ConfigureAwait(false);
        await ReadRowsAsync(connection, $"SELECT dbtype, {string.Join(", ", Quotas)} FROM t_db_type", row =>
        {
            JsonObject type = [];
            for (int i = 0; i < Quotas.Length; i++)
            {
                if (!row.IsDBNull(i + 1))
                    type.Add(Quotas[i], JsonValue.Create(Convert.ToDecimal(row.GetValue(i + 1), CultureInfo.InvariantCulture)));
            }

            content.Types.Add(row.GetString(0), type.ToJsonString());
        }).ConfigureAwait(false);
        return content;
    }

    /// <summary>Makes the tables hold this and nothing else, in one transaction; creates them where they are missing.</summary>
    /// <exception cref="JsonException">A type is no JSON.</exception>
    public async Task WriteAsync(TreeContent content)
    {
        await using MySqlConnection connection = new(connectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await RunAsync(connection, null, CreateInfo).ConfigureAwait(false);
        await RunAsync(connection, null, CreateType).ConfigureAwait(false);
        await using MySqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await RunAsync(connection, transaction, "DELETE FROM t_db_info").ConfigureAwait(false);
        await RunAsync(connection, transaction, "DELETE FROM t_db_type").ConfigureAwait(false);
        string info = Insert("t_db_info", ["db_name", .. DatabaseNodes.All.Select(ColumnOf)]);
        foreach ((string name, IReadOnlyDictionary<string, string> nodes) in content.Databases)
        {
            await RunAsync(connection, transaction, info, [name, .. DatabaseNodes.All.Select(node => nodes.GetValueOrDefault(node))])
                .ConfigureAwait(false);
        }

        string types = Insert("t_db_type", ["dbtype", .. Quotas]);
        foreach ((string name, string text) in content.Types)
        {
            JsonObject type = JsonNode.Parse(text)!.AsObject();
            await RunAsync(connection, transaction, types, [name, .. Quotas.Select(quota => type[quota]?.ToJsonString())])
                .ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>The last part of the node's name.</summary>
    private static string ColumnOf(string node) => node[(node.LastIndexOf('/') + 1)..];

    private static string Insert(string table, IReadOnlyList<string> columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(static (_, i) => $"@{i}"))})";

    private static async Task ReadRowsAsync(MySqlConnection connection, string sql, Action<MySqlDataReader> row)
    {
        await using MySqlCommand command = new(sql, connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            row(reader);
    }

    private static async Task RunAsync(
        MySqlConnection connection, MySqlTransaction? transaction, string sql, params string?[] values)
    {
        await using MySqlCommand command = new(sql, connection, transaction);
        for (int i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"@{i}", values[i]);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
