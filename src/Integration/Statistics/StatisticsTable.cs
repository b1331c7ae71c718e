using System.Globalization;
using System.Text;
using MySqlConnector;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Statistics;

/// <summary>
/// The statements for the table of minutes and for its companion, which says how far each log is written:
/// <code>
/// t_db_proxy_stat           db_name, db_proxy, stattime (the key; UTC), requests, traffic_in, traffic_out, client_conns, proxy_conns
/// t_db_proxy_stat_progress  log_id (the key), db_proxy, last_sequence
/// </code>
/// Both are written in one transaction, so that whoever asks the second knows what is in the first.
/// </summary>
internal sealed class StatisticsTable(string name, string proxy)
{
    private const int LogIdLength = 32;

    /// <summary>After so many timeouts of silence the server ends a connection, and what it holds locked with it.</summary>
    private const uint SilentTimeouts = 3;

    private readonly string table = Quote(name);
    private readonly string progressName = $"{name}_progress";
    private readonly string progress = Quote($"{name}_progress");

    /// <summary>The first statement of a connection. One that was cut off must not keep a row locked for hours.</summary>
    public static Task BeginAsync(MySqlConnection connection, uint timeout, CancellationToken cancellation) => RunAsync(
        connection,
        string.Create(
            CultureInfo.InvariantCulture,
            $"SET time_zone = '+00:00', wait_timeout = {SilentTimeouts * timeout}, innodb_lock_wait_timeout = {timeout}"),
        cancellation);

    /// <summary>Makes what is missing, and looks at what is there.</summary>
    /// <exception cref="StatisticsException">Rows could not be added up in it, or not in one transaction with its companion.</exception>
    public async Task PrepareAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        Dictionary<string, string> engines = await ReadEnginesAsync(connection, cancellation).ConfigureAwait(false);
        if (!engines.ContainsKey(name))
            await RunAsync(connection, CreateTable, cancellation).ConfigureAwait(false);
        if (!engines.ContainsKey(progressName))
            await RunAsync(connection, CreateProgress, cancellation).ConfigureAwait(false);
        if (engines.Values.FirstOrDefault(static engine => !engine.Equals("InnoDB", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new StatisticsException($"{name} and {progressName} must be of the engine InnoDB; one is of {other}");
        if (engines.ContainsKey(name) && !await HasKeyAsync(connection, cancellation).ConfigureAwait(false))
            throw new StatisticsException($"{name} has no unique key of db_name, db_proxy and stattime alone");
    }

    /// <summary>The last number of that log that is written; a log that is new here begins at <paramref name="first"/>.</summary>
    public async Task<long> ReadLastAsync(MySqlConnection connection, string log, long first, CancellationToken cancellation)
    {
        await using (MySqlCommand add = new(
            $"INSERT IGNORE INTO {progress} (log_id, db_proxy, last_sequence) VALUES (@log, @proxy, @first)", connection))
        {
            add.Parameters.AddWithValue("@log", log);
            add.Parameters.AddWithValue("@proxy", proxy);
            add.Parameters.AddWithValue("@first", first);
            await add.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        return await ReadLastAsync(connection, null, log, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds the minutes to their rows, all of them or none.</summary>
    /// <param name="minutes">Those behind <paramref name="last"/>, in their order; at least one.</param>
    /// <param name="last">What the caller believes is written.</param>
    /// <returns>What is written now: another number than that of the last minute where the belief was wrong, and nothing was done.</returns>
    public async Task<long> WriteAsync(
        MySqlConnection connection, string log, long last, IReadOnlyList<ClosedMinute> minutes, CancellationToken cancellation)
    {
        await using MySqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Locked: what a connection that was lost has left open is over, one way or the other, before this goes on.
        long written = await ReadLastAsync(connection, transaction, log, cancellation).ConfigureAwait(false);
        if (written != last)
            return written;
        await AddAsync(connection, transaction, minutes, cancellation).ConfigureAwait(false);
        await using MySqlCommand note = new(
            $"UPDATE {progress} SET last_sequence = @last, db_proxy = @proxy WHERE log_id = @log", connection, transaction);
        note.Parameters.AddWithValue("@last", minutes[^1].Sequence);
        note.Parameters.AddWithValue("@proxy", proxy);
        note.Parameters.AddWithValue("@log", log);
        await note.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return minutes[^1].Sequence;
    }

    private string CreateTable =>
        $"""
        CREATE TABLE IF NOT EXISTS {table} (
          db_name VARCHAR({StatisticsDatabaseOptions.MaxNameLength}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
          db_proxy VARCHAR({StatisticsDatabaseOptions.MaxNameLength}) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
          stattime DATETIME NOT NULL COMMENT 'the beginning of the minute, UTC',
          requests BIGINT UNSIGNED NOT NULL,
          traffic_in BIGINT UNSIGNED NOT NULL COMMENT 'bytes from clients',
          traffic_out BIGINT UNSIGNED NOT NULL COMMENT 'bytes to clients',
          client_conns INT UNSIGNED NOT NULL COMMENT 'the most sessions in the minute',
          proxy_conns INT UNSIGNED NOT NULL COMMENT 'the most connections to servers in the minute',
          PRIMARY KEY (db_name, db_proxy, stattime),
          KEY (stattime)
        ) ENGINE=InnoDB
        """;

    private string CreateProgress =>
        $"""
        CREATE TABLE IF NOT EXISTS {progress} (
          log_id CHAR({LogIdLength}) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
          db_proxy VARCHAR({StatisticsDatabaseOptions.MaxNameLength}) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
          last_sequence BIGINT UNSIGNED NOT NULL COMMENT 'the last line of that log that is written'
        ) ENGINE=InnoDB
        """;

    private static string Quote(string identifier) => $"`{identifier.Replace("`", "``", StringComparison.Ordinal)}`";

    private static async Task RunAsync(MySqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task AddAsync(
        MySqlConnection connection, MySqlTransaction transaction, IReadOnlyList<ClosedMinute> minutes, CancellationToken cancellation)
    {
        StringBuilder sql = new($"INSERT INTO {table} ");
        sql.Append("(db_name, db_proxy, stattime, requests, traffic_in, traffic_out, client_conns, proxy_conns) VALUES ");
        await using MySqlCommand command = new() { Connection = connection, Transaction = transaction };
        command.Parameters.AddWithValue("@proxy", proxy);
        for (int i = 0; i < minutes.Count; i++)
        {
            ClosedMinute minute = minutes[i];
            sql.Append(
                CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : ",")}(@d{i},@proxy,@t{i},{minute.Used.Requests},{minute.Used.BytesIn},{minute.Used.BytesOut},{minute.PeakConnections},{minute.PeakBackends})");
            command.Parameters.AddWithValue($"@d{i}", minute.Database);
            command.Parameters.AddWithValue($"@t{i}", minute.Minute.UtcDateTime);
        }

        sql.Append(
            """
             ON DUPLICATE KEY UPDATE requests = requests + VALUES(requests), traffic_in = traffic_in + VALUES(traffic_in),
            traffic_out = traffic_out + VALUES(traffic_out), client_conns = GREATEST(client_conns, VALUES(client_conns)),
            proxy_conns = GREATEST(proxy_conns, VALUES(proxy_conns))
            """);
        command.CommandText = sql.ToString();
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<long> ReadLastAsync(
        MySqlConnection connection, MySqlTransaction? transaction, string log, CancellationToken cancellation)
    {
        string locking = transaction is null ? "" : " FOR UPDATE";
        await using MySqlCommand command = new(
            $"SELECT last_sequence FROM {progress} WHERE log_id = @log{locking}", connection, transaction);
        command.Parameters.AddWithValue("@log", log);
        object? last = await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        return last is null
            ? throw new StatisticsException($"{progressName} has lost its row of the log {log}")
            : Convert.ToInt64(last, CultureInfo.InvariantCulture);
    }

    private async Task<Dictionary<string, string>> ReadEnginesAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        Dictionary<string, string> engines = new(StringComparer.OrdinalIgnoreCase);
        await using MySqlCommand command = new(
            "SELECT TABLE_NAME, COALESCE(ENGINE, 'a view') FROM information_schema.TABLES "
            + "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (@table, @progress)",
            connection);
        command.Parameters.AddWithValue("@table", name);
        command.Parameters.AddWithValue("@progress", progressName);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            engines[reader.GetString(0)] = reader.GetString(1);
        return engines;
    }

    private async Task<bool> HasKeyAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        await using MySqlCommand command = new(
            "SELECT COUNT(*) FROM (SELECT GROUP_CONCAT(LOWER(COLUMN_NAME) ORDER BY LOWER(COLUMN_NAME)) AS names "
            + "FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @table AND NON_UNIQUE = 0 "
            + "GROUP BY INDEX_NAME) AS unique_keys WHERE names = 'db_name,db_proxy,stattime'",
            connection);
        command.Parameters.AddWithValue("@table", name);
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture) > 0;
    }
}
