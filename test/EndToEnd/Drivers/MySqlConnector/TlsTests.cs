using System.Security.Authentication;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>The same over TLS. A session in which the driver demands TLS does not open without it.</summary>
[TestClass]
public sealed class TlsTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)";

    private static TlsFiles Files => SharedServers.Cluster.Tls;

    [TestMethod]
    public Task A_driver_that_demands_tls_gets_it() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SELECT 1 AS one, 'ü' AS s");
            await session.FailAsync("SELECT nosuch");
        },
        settings: settings => settings.SslMode = MySqlSslMode.Required);

    [TestMethod]
    public Task A_driver_that_prefers_tls_gets_a_session() => this.CompareAsync(
        session => session.RunAsync("SELECT 1 AS one"), settings: settings => settings.SslMode = MySqlSslMode.Preferred);

    [TestMethod]
    public Task The_certificate_belongs_to_the_authority_and_to_the_name() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        settings.SslCa = Files.Ca;
        foreach (var mode in new[] { MySqlSslMode.VerifyCA, MySqlSslMode.VerifyFull })
        {
            settings.SslMode = mode;
            await using var session = await CaseSession.OpenAsync(settings, seen);
            await session.RunAsync($"SELECT '{mode}' AS mode");
        }
    });

    [TestMethod]
    public Task An_unknown_authority_is_refused_by_the_driver() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        settings.SslMode = MySqlSslMode.VerifyFull;
        var error = await Assert.ThrowsAsync<MySqlException>(() => CaseSession.OpenAsync(settings, seen));
        Assert.IsInstanceOfType<AuthenticationException>(error.InnerException);
        seen.Add($"{error.Number} {error.Message}");
    });

    [TestMethod]
    public Task Both_protocol_versions_are_spoken() => this.CompareConnectionsAsync(async (settings, seen) =>
    {
        settings.SslMode = MySqlSslMode.Required;
        foreach (var version in new[] { "TLS 1.2", "TLS 1.3" })
        {
            settings.TlsVersion = version;
            await using var session = await CaseSession.OpenAsync(settings, seen);
            await session.RunAsync($"SELECT '{version}' AS version");
        }
    });

    [TestMethod]
    public Task Big_prepared_values_go_over_tls() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [new byte[20 * 1024 * 1024]], [new byte[100]], [null]);
            await session.RunPreparedAsync("SELECT id, LENGTH(v), v FROM t WHERE id >= @p1", [1]);
            await session.DigestAsync("SELECT seq, REPEAT('x', seq % 500) FROM seq_1_to_20000", prepare: true);
        },
        Table,
        settings => settings.SslMode = MySqlSslMode.Required);

    [TestMethod]
    public Task A_timeout_over_tls_ends_the_statement() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("SELECT SLEEP(60) AS tls_sleep");
            command.CommandTimeout = 1;
            await session.NoteErrorAsync(() => command.ExecuteScalarAsync());
            await session.RunAsync("SELECT 'usable'");
        },
        settings: settings => settings.SslMode = MySqlSslMode.Required);

    [TestMethod]
    public Task Tls_with_compression_inside() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [new byte[1_000_000]], [new byte[10]]);
            await session.RunPreparedAsync("SELECT id, LENGTH(v), v FROM t WHERE id >= @p1", [1]);
        },
        Table,
        settings =>
        {
            settings.SslMode = MySqlSslMode.Required;
            settings.UseCompression = true;
        });
}
