using System.Text;
using MySql.Data.MySqlClient;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>TLS, compression, and both.</summary>
[TestClass]
public sealed class SecureAndCompressedTests : MySqlDataTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)";

    [TestMethod]
    public Task A_driver_that_demands_tls_gets_it() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SELECT 1 AS one, 'ü' AS s");
            await session.FailAsync("SELECT nosuch");
        },
        settings: settings => settings.SslMode = MySqlSslMode.Required);

    [TestMethod]
    public Task Both_protocol_versions_are_spoken() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        settings.SslMode = MySqlSslMode.Required;
        foreach (var version in new[] { "TLSv1.2", "TLSv1.3" })
        {
            settings.TlsVersion = version;
            await using var session = await MySqlDataSession.OpenAsync(settings, seen);
            await session.RunAsync($"SELECT '{version}' AS version");
        }
    });

    [TestMethod]
    public Task An_unknown_authority_is_refused_by_the_driver() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        settings.SslMode = MySqlSslMode.VerifyFull;
        var error = await Assert.ThrowsAsync<Exception>(() => MySqlDataSession.OpenAsync(settings, seen));
        seen.Add($"{error.GetType().Name} {error.Message}");
    });

    [TestMethod]
    public Task Prepared_big_values_over_tls() => this.CompareAsync(
        session => ExchangeAsync(session, 18_000_000), Table, settings => settings.SslMode = MySqlSslMode.Required);

    [TestMethod]
    public Task Statements_errors_and_results_compressed() => this.CompareConnectionsAsync(
        Synchronously(connection =>
        [
            Read(connection, "SELECT 1 AS one, 'ü' AS s, NULL AS n"),
            Read(connection, "SELECT REPEAT('y', 100000) AS v, MD5(1) FROM seq_1_to_50"),
            $"{Assert.Throws<MySqlException>(() => Read(connection, "SELECT nosuch")).Number}",
            Read(connection, "SELECT 'usable'"),
        ]),
        settings: settings => settings.UseCompression = true);

    [TestMethod]
    public Task Prepared_values_compressed() => this.CompareConnectionsAsync(Synchronously(Exchange), Table, settings => settings.UseCompression = true);

    [TestMethod]
    public Task A_large_result_compressed() => this.CompareConnectionsAsync(
        Synchronously(connection => [Read(connection, "SELECT seq, MD5(seq), REPEAT('y', seq % 300) FROM seq_1_to_50000")]),
        settings: settings => settings.UseCompression = true);

    [TestMethod]
    public Task Compression_inside_tls() => this.CompareConnectionsAsync(
        Synchronously(Exchange),
        Table,
        settings =>
        {
            settings.SslMode = MySqlSslMode.Required;
            settings.UseCompression = true;
        });

    // The driver's asynchronous calls cannot read the compressed protocol: see UnsupportedTests.
    private static Func<MySqlConnectionStringBuilder, Transcript, Task> Synchronously(Func<MySqlConnection, string[]> body) => (settings, seen) =>
    {
        using var connection = new MySqlConnection(settings.ConnectionString);
        connection.Open();
        foreach (var line in body(connection))
            seen.Add(line);
        return Task.CompletedTask;
    };

    private static string[] Exchange(MySqlConnection connection)
    {
        var random = new byte[100_000];
        new Random(7).NextBytes(random);
        using var insert = new MySqlCommand("INSERT INTO t (v) VALUES (@v)", connection);
        insert.Parameters.AddWithValue("@v", random);
        insert.Prepare();
        insert.ExecuteNonQuery();
        insert.Parameters[0].Value = new byte[1_000_000];
        insert.ExecuteNonQuery();
        return [$"insert id {insert.LastInsertedId}", Read(connection, "SELECT id, LENGTH(v), MD5(v), v FROM t ORDER BY id")];
    }

    /// <summary>A result as one text; the hash of it where it is long.</summary>
    private static string Read(MySqlConnection connection, string sql)
    {
        using var command = new MySqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var text = new StringBuilder();
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                text.Append(ValueText.Of(reader.GetValue(column))).Append(' ');
        }

        return $"{sql}: {ValueText.Of(text.ToString())}";
    }

    private static async Task ExchangeAsync(MySqlDataSession session, int length)
    {
        var random = new byte[length / 2];
        new Random(7).NextBytes(random);
        await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [new byte[length]], [random], [null], [new byte[] { 1 }]);
        await session.RunPreparedAsync("SELECT id, LENGTH(v), MD5(v), v FROM t WHERE id >= @p1 ORDER BY id", [1]);
    }
}
