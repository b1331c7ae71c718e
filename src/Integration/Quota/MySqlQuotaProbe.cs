using MySqlConnector;
using SceNettyProxy.Integration.MySql;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Quota;

/// <summary>
/// Asks MySQL and MariaDB, over a connection of its own with the entry's server account. Tables come from
/// information_schema.TABLES, processor time from MariaDB's information_schema.USER_STATISTICS.
/// </summary>
/// <param name="pool">TLS and its files.</param>
/// <param name="options">How long a server may take.</param>
public sealed class MySqlQuotaProbe(Live<PoolOptions> pool, Live<QuotaOptions> options) : IQuotaProbe
{
    // What MyISAM and Aria have free in a file is inside of DATA_LENGTH, what InnoDB has free is not.
    private const string TablesOfSchema =
        """
        SELECT TABLE_NAME, CAST(COALESCE(TABLE_ROWS, 0) AS UNSIGNED),
               CAST(COALESCE(IF(ENGINE IN ('MyISAM', 'Aria'), IF(DATA_FREE < DATA_LENGTH, DATA_LENGTH - DATA_FREE, 0), DATA_LENGTH), 0)
                    AS UNSIGNED)
               + CAST(COALESCE(INDEX_LENGTH, 0) AS UNSIGNED)
        FROM information_schema.TABLES
        WHERE TABLE_SCHEMA = @schema AND TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW')
        """;

    private const string ExpiryOfStatistics = "SET SESSION information_schema_stats_expiry = 0";
    private const string CountsUsers = "SHOW GLOBAL VARIABLES LIKE 'userstat'";
    private const string TimeOfAccount =
        "SELECT CPU_TIME FROM information_schema.USER_STATISTICS WHERE USER = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)";

    private static readonly string[] SystemSchemas = ["information_schema", "mysql", "performance_schema", "sys"];

    public async Task<ServerMeasurement> MeasureAsync(DatabaseDefinition database, CancellationToken cancellation)
    {
        string settings = ConnectionString(database, pool.Value.With(database.Pool), options.Value.Timeout);
        try
        {
            await using MySqlConnection connection = new(settings);
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            bool isMariaDb = connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase);
            if (!isMariaDb)
                await KeepStatisticsFreshAsync(connection, cancellation).ConfigureAwait(false);
            List<TableMeasurement> tables = [];
            foreach (string schema in SchemasOf(database))
                await ReadTablesAsync(connection, schema, database.Schema, tables, cancellation).ConfigureAwait(false);
            TimeSpan? cpuTime = isMariaDb ? await ReadCpuTimeAsync(connection, cancellation).ConfigureAwait(false) : null;
            return new ServerMeasurement(tables, cpuTime);
        }
        catch (MySqlException e) when (!cancellation.IsCancellationRequested)
        {
            throw new QuotaProbeException(e.Message, e.ErrorCode == MySqlErrorCode.UnableToConnectToHost, e);
        }
        catch (MySqlException e)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
    }

    /// <summary>How the driver connects.</summary>
    /// <exception cref="QuotaProbeException">It cannot.</exception>
    internal static string ConnectionString(DatabaseDefinition database, PoolOptions pool, TimeSpan timeout)
    {
        if (database.ServerPassword is null)
            throw new QuotaProbeException("the entry holds no serverPassword");
        if (pool.ProxyProtocol != ServerProxyProtocol.Off)
            throw new QuotaProbeException("connections for measuring cannot begin with a PROXY header");
        uint seconds = (uint)Math.Max(1, Math.Ceiling(timeout.TotalSeconds));
        return new MySqlConnectionStringBuilder
        {
            Server = database.Primary.Host,
            ConnectionProtocol = database.Primary.IsUnixSocket ? MySqlConnectionProtocol.UnixSocket : MySqlConnectionProtocol.Sockets,
            Port = (uint)database.Primary.Port,
            UserID = database.ServerUser,
            Password = database.ServerPassword,
            SslMode = DriverTls.ModeOf(pool.Tls, database.Primary.Host),
            SslCa = pool.TlsCa,
            SslCert = pool.TlsCertificate,
            SslKey = pool.TlsKey,
            ServerRsaPublicKeyFile = pool.ServerPublicKey,
            AllowPublicKeyRetrieval = pool.AllowPublicKeyRetrieval,
            ConnectionTimeout = seconds,
            DefaultCommandTimeout = seconds,
            ApplicationName = "sceproxy quota",
            Pooling = false,
        }.ConnectionString;
    }

    /// <summary>Its own schema and the others that it names; all that there are (<c>*</c>) may be anybody's.</summary>
    private static IEnumerable<string> SchemasOf(DatabaseDefinition database) =>
        database.Schemas.Prepend(database.Schema).Distinct(StringComparer.Ordinal).Where(static schema =>
            schema != DatabaseDefinition.AnySchema && !SystemSchemas.Contains(schema, StringComparer.OrdinalIgnoreCase));

    /// <summary>MySQL from 8.0 on answers out of a cache that may be a day old.</summary>
    private static async Task KeepStatisticsFreshAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await using MySqlCommand command = new(ExpiryOfStatistics, connection);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.UnknownSystemVariable)
        {
            // Before 8.0 there is no such cache.
        }
    }

    private static async Task ReadTablesAsync(
        MySqlConnection connection, string schema, string own, List<TableMeasurement> tables, CancellationToken cancellation)
    {
        await using MySqlCommand command = new(TablesOfSchema, connection);
        command.Parameters.AddWithValue("@schema", schema);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            string name = schema == own ? reader.GetString(0) : $"{schema}.{reader.GetString(0)}";
            tables.Add(new TableMeasurement(name, NumberOf(reader, 1), NumberOf(reader, 2)));
        }
    }

    private static long NumberOf(MySqlDataReader reader, int column) =>
        (long)Math.Min(reader.GetUInt64(column), (ulong)(long.MaxValue / 1_000_000));

    /// <summary>Null where the server does not count it, or does not tell this account.</summary>
    private static async Task<TimeSpan?> ReadCpuTimeAsync(MySqlConnection connection, CancellationToken cancellation)
    {
        await using MySqlCommand asked = new(CountsUsers, connection);
        await using (MySqlDataReader reader = await asked.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellation).ConfigureAwait(false) || reader.GetString(1) != "ON")
                return null;
        }

        await using MySqlCommand command = new(TimeOfAccount, connection);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is double seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
