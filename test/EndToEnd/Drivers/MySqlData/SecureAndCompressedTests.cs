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
    public Task Short_statements_errors_and_results_compressed() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("SELECT 1 AS one", "DO 1", "SELECT 'ü' AS s, NULL AS n", "SELECT 1; DO 2; SELECT seq FROM seq_1_to_300");
            await session.FailAsync("SELECT nosuch");
            await session.RunAsync("SELECT 'usable'");
        },
        settings: settings => settings.UseCompression = true);

    [TestMethod]
    public Task Prepared_big_values_compressed() => this.CompareAsync(
        session => ExchangeAsync(session, 18_000_000), Table, settings => settings.UseCompression = true);

    [TestMethod]
    public Task A_large_result_compressed() => this.CompareAsync(
        session => session.DigestAsync("SELECT seq, MD5(seq), REPEAT('y', seq % 300) FROM seq_1_to_50000"), settings: settings => settings.UseCompression = true);

    [TestMethod]
    public Task Compression_inside_tls() => this.CompareAsync(
        session => ExchangeAsync(session, 1_000_000),
        Table,
        settings =>
        {
            settings.SslMode = MySqlSslMode.Required;
            settings.UseCompression = true;
        });

    private static async Task ExchangeAsync(MySqlDataSession session, int length)
    {
        var random = new byte[length / 2];
        new Random(7).NextBytes(random);
        await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [new byte[length]], [random], [null], [new byte[] { 1 }]);
        await session.RunPreparedAsync("SELECT id, LENGTH(v), MD5(v), v FROM t WHERE id >= @p1 ORDER BY id", [1]);
    }
}
