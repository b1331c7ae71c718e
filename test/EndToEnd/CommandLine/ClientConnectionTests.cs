using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Processes;

namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>
/// The client's options that make the connection another one. Its status command prints what the client's library knows
/// of the connection: the cipher, compression, the server's version, the character sets.
/// </summary>
[TestClass]
public sealed class ClientConnectionTests : ClientTest
{
    private const string LongValueBothWays =
        "CREATE TABLE big (v LONGTEXT); INSERT INTO big VALUES (REPEAT('0123456789', 2000000)); SELECT LENGTH(v), MD5(v) FROM big; SELECT v FROM big; SELECT 'after';";

    private static string CheckedCertificate => $"--ssl-ca={SharedServers.Cluster.Tls.Ca} --ssl-verify-server-cert --batch";

    [TestMethod]
    public Task Status_over_tls_with_a_checked_certificate() => this.CompareAsync("SELECT 'over TLS';\nstatus\n", options: CheckedCertificate);

    [TestMethod]
    [DataRow("TLSv1.2")]
    [DataRow("TLSv1.3")]
    public Task Status_over_one_version_of_tls(string version) =>
        this.CompareAsync("status\n", options: $"--tls-version={version} {CheckedCertificate}");

    [TestMethod]
    public Task Status_without_tls() => this.CompareAsync("status\n", options: "--skip-ssl --batch");

    [TestMethod]
    public Task Status_under_compression() => this.CompareAsync("status\n", options: "--compress --skip-ssl --batch");

    [TestMethod]
    public Task A_certificate_of_another_authority_is_refused() => this.CompareFailingAsync(
        "SELECT 'never';", options: $"--ssl-ca={SharedServers.Cluster.Tls.ClientCertificate} --ssl-verify-server-cert --batch");

    [TestMethod]
    public Task A_value_of_20_MB_over_tls() => this.CompareAsync(LongValueBothWays, options: CheckedCertificate);

    [TestMethod]
    [DataRow("--compress --skip-ssl --batch")]
    [DataRow("--compress --quick --batch")]
    public Task A_value_of_20_MB_under_compression(string options) => this.CompareAsync(LongValueBothWays, options: options);

    [TestMethod]
    public Task A_value_of_20_MB_to_the_server_under_compression() => this.CompareAsync(
        $"CREATE TABLE big (v LONGTEXT); INSERT INTO big VALUES ('{string.Concat(Enumerable.Range(0, 2_500_000).Select(n => $"{n:x8}"))}'); SELECT LENGTH(v), MD5(v) FROM big;",
        options: "--compress --skip-ssl --batch");

    [TestMethod]
    public Task A_statement_that_runs_after_the_login() => this.CompareAsync("SELECT @init;", options: "--init-command=SET@init='done' --batch");

    [TestMethod]
    public Task A_statement_after_the_login_that_fails() => this.CompareFailingAsync("SELECT 'never';", options: "--init-command=SET@@nosuch=1 --batch");

    // A script does not make the client connect again by itself, whatever --reconnect says.
    [TestMethod]
    public Task A_killed_client_stays_without_a_connection() => this.CompareFailingAsync(
        "KILL CONNECTION_ID(); SELECT 'never'; SELECT 'never';", options: "--reconnect --force --skip-ssl --batch");

    [TestMethod]
    public Task A_killed_client_connects_again_by_its_command() => this.CompareFailingAsync(
        "SET @a = 1, SESSION group_concat_max_len = 77; KILL CONNECTION_ID();\nconnect\nSELECT @a, @init, DATABASE(), @@group_concat_max_len <> 77 AS is_new;",
        options: "--force --init-command=SET@init='done' --batch");

    [TestMethod]
    public Task A_connection_made_anew_by_the_client_s_command() => this.CompareAsync(
        "SET @a = 1; CREATE TEMPORARY TABLE gone (a INT);\nconnect\nSELECT @a, DATABASE(); SHOW TABLES;", options: "--batch");

    [TestMethod]
    [DataRow("SELECT /* interrupted */ COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b")]
    [DataRow("CREATE TABLE t AS SELECT /* interrupted */ a.seq FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq + b.seq < 0")]
    public Task An_interrupt_ends_the_statement_and_not_the_connection(string sql) => this.CompareFailingAsync(
        $"SET @a = 'kept'; {sql}; SELECT @a; SHOW TABLES;",
        options: "--comments --force --batch",
        meanwhile: async client =>
        {
            await RunningStatement.WaitForAsync("interrupted");
            ProcessSignal.Send(client, ProcessSignal.Interrupt);
        });
}
