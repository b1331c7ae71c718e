using System.Security.Authentication;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Encryption;

/// <summary>TLS between clients and the proxy.</summary>
[TestClass]
public sealed class TlsTests : ProxyTest
{
    private const int SecureTransportRequired = 3159;
    private const int AccessDenied = 2904;

    private readonly CertificateFolder files = new();

    [TestCleanup]
    public void RemoveFiles() => this.files.Dispose();

    [TestMethod]
    [DataRow(SslProtocols.Tls12)]
    [DataRow(SslProtocols.Tls13)]
    public async Task A_client_logs_in_inside_TLS_and_the_numbers_go_on(SslProtocols protocol)
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port, protocol);
        Assert.AreEqual(protocol, client.Tls.SslProtocol);
        var answer = await client.LoginAsync();
        Assert.IsTrue(answer.IsOk, answer.ToString());
        Assert.AreEqual(3, answer.Sequence);
        Assert.IsTrue((await client.PingAsync()).IsOk);
    }

    [TestMethod]
#pragma warning disable SYSLIB0039, CA5397 // The old version is meant to be refused.
    [DataRow(SslProtocols.Tls11)]
#pragma warning restore SYSLIB0039, CA5397
    public async Task Versions_before_1_2_are_refused(SslProtocols protocol)
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.ConnectAsync(proxy.Port);
        await client.Plain.WriteAsync(RawTlsClient.Request());
        // OpenSSL's own defaults may keep the client from trying; either way there is no session.
        await Assert.ThrowsAsync<Exception>(() => client.BeginTlsAsync(protocol));
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_wrong_password_inside_TLS_is_refused_inside_TLS()
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        var answer = await client.LoginAsync("wrong");
        Assert.AreEqual(AccessDenied, answer.ErrorCode);
        Assert.AreEqual(3, answer.Sequence);
        Assert.IsTrue(await client.WaitForCloseAsync());
    }

    [TestMethod]
    public async Task Without_TLS_a_listener_that_requires_it_answers_3159()
    {
        var proxy = await this.StartTlsAsync("required");
        using var client = await RawMySqlClient.ConnectAsync(proxy.Port);
        var answer = await client.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        Assert.AreEqual(SecureTransportRequired, answer.ErrorCode);
        Assert.AreEqual("HY000", answer.SqlState);
        Assert.AreEqual(
            "Connections using insecure transport are prohibited while --require_secure_transport=ON.", answer.ErrorMessage);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
        using var secure = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.IsTrue((await secure.LoginAsync()).IsOk);
    }

    [TestMethod]
    public async Task Where_TLS_is_off_it_is_not_offered_and_a_request_is_a_bad_handshake()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await RawTlsClient.ConnectAsync(proxy.Port);
        await client.Plain.WriteAsync(RawTlsClient.Request());
        Assert.IsTrue(await client.WaitForCloseAsync());
        await Assert.ThrowsAsync<MySqlException>(() => this.OpenDriverAsync(proxy, settings => settings.SslMode = MySqlSslMode.Required));
    }

    [TestMethod]
    [DataRow("TLS 1.2")]
    [DataRow("TLS 1.3")]
    public async Task MySqlConnector_verifies_the_server_and_works(string version)
    {
        var proxy = await this.StartTlsAsync("required");
        await using var connection = await this.OpenDriverAsync(proxy, settings =>
        {
            settings.SslMode = MySqlSslMode.VerifyFull;
            settings.SslCa = this.files.RootFile;
            settings.TlsVersion = version;
        });
        await using var command = new MySqlCommand("SELECT REPEAT('x', 3000000)", connection);
        Assert.AreEqual(new string('x', 3_000_000), await command.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task The_mariadb_client_verifies_the_server_and_works()
    {
        var proxy = await this.StartTlsAsync("required");
        var output = await ToolProcess.RunAsync(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--ssl", $"--ssl-ca={this.files.RootFile}", "--ssl-verify-server-cert",
                "--batch", "--skip-column-names", MariaDbCluster.Schema,
            ],
            "SELECT COUNT(*) FROM whoami;\nSTATUS;\n"u8.ToArray());
        Assert.AreEqual("1", output.Lines[0]);
        Assert.Contains("Cipher in use is TLS_AES", string.Join('\n', output.Lines));
    }

    [TestMethod]
    public async Task The_chain_of_the_file_is_sent()
    {
        using var intermediate = this.files.Root.CreateIntermediate();
        this.files.Issue(signer: intermediate);
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.Contains(intermediate.Certificate.Thumbprint, client.Shown.Select(certificate => certificate.Thumbprint));
        await using var verified = await this.OpenDriverAsync(proxy, settings =>
        {
            settings.SslMode = MySqlSslMode.VerifyCA;
            settings.SslCa = this.files.RootFile;
        });
    }

    [TestMethod]
    public async Task A_required_client_certificate_must_be_there_and_be_signed_by_the_authority()
    {
        using var stranger = Testing.Certificates.TestAuthority.Create("stranger");
        var proxy = await this.StartTlsAsync("required", "require");
        using (var own = this.files.Root.Issue("app"))
        using (var client = await RawTlsClient.OpenAsync(proxy.Port, SslProtocols.None, own))
            Assert.IsTrue((await client.LoginAsync()).IsOk);
        await this.AssertNoSessionAsync(proxy, null);
        using var foreign = stranger.Issue("app");
        await this.AssertNoSessionAsync(proxy, foreign);
        await proxy.WaitForLogAsync("TLS handshake");
        var (certificate, key) = this.files.IssueClient("driver");
        await using var driver = await this.OpenDriverAsync(proxy, settings =>
        {
            settings.SslMode = MySqlSslMode.Required;
            settings.SslCert = certificate;
            settings.SslKey = key;
        });
    }

    [TestMethod]
    public async Task A_requested_client_certificate_may_be_missing_but_not_wrong()
    {
        using var stranger = Testing.Certificates.TestAuthority.Create("stranger");
        var proxy = await this.StartTlsAsync("optional", "request");
        using (var client = await RawTlsClient.OpenAsync(proxy.Port))
            Assert.IsTrue((await client.LoginAsync()).IsOk);
        using var foreign = stranger.Issue("app");
        await this.AssertNoSessionAsync(proxy, foreign);
    }

    [TestMethod]
    public async Task New_files_count_for_new_clients_and_broken_ones_not_at_all()
    {
        var proxy = await this.StartTlsAsync();
        using var old = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.IsTrue((await old.LoginAsync()).IsOk);
        using var second = this.files.Issue("second");
        await Eventually.HoldsAsync(
            async () => await NameOfServerAsync(proxy) == "CN=second", "the new certificate is shown");
        Assert.IsTrue((await old.PingAsync()).IsOk);

        this.files.Replace(this.files.CertificateFile, "nonsense");
        await proxy.WaitForLogAsync("holds no certificate in PEM");
        Assert.AreEqual("CN=second", await NameOfServerAsync(proxy));
        this.files.Issue("third").Dispose();
        await Eventually.HoldsAsync(
            async () => await NameOfServerAsync(proxy) == "CN=third", "the certificate after the broken one is shown");
    }

    [TestMethod]
    public async Task Garbage_behind_the_request_is_closed_and_logged()
    {
        var proxy = await this.StartTlsAsync();
        foreach (var garbage in new byte[][] { [1, 2, 3, 4, 5, 6, 7, 8], "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), new byte[70_000] })
        {
            using var client = await RawTlsClient.ConnectAsync(proxy.Port);
            await client.Plain.WriteAsync((byte[])[.. RawTlsClient.Request(), .. garbage]);
            Assert.IsTrue(await client.WaitForCloseAsync());
        }

        await proxy.WaitForLogAsync("TLS handshake");
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_login_in_the_clear_behind_the_request_is_never_read()
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.ConnectAsync(proxy.Port);
        var login = RawMySqlClient.Frame(
            2, RawLogin.Build(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, client.Greeting.Scramble));
        await client.Plain.WriteAsync((byte[])[.. RawTlsClient.Request(), .. login]);
        var answer = new byte[64];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var read = 0;
        try
        {
            read = await client.Plain.ReadAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // A reset is as good as an end.
        }

        // A TLS alert at most, never a packet.
        Assert.IsTrue(read == 0 || answer[0] == 21, Convert.ToHexString(answer, 0, read));
    }

    [TestMethod]
    public async Task A_handshake_that_never_ends_is_closed_at_the_deadline()
    {
        var proxy = await this.StartProxyAsync(configuration =>
        {
            this.files.Use(configuration);
            configuration.Proxy["session"] = new System.Text.Json.Nodes.JsonObject { ["loginTimeout"] = 1 };
        });
        using var client = await RawTlsClient.ConnectAsync(proxy.Port);
        await client.Plain.WriteAsync((byte[])[.. RawTlsClient.Request(), 22, 3, 1]);
        Assert.IsTrue(await client.WaitForCloseAsync());
    }

    [TestMethod]
    public async Task A_client_that_ends_TLS_is_closed()
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.IsTrue((await client.LoginAsync()).IsOk);
        await client.Tls.ShutdownAsync();
        Assert.IsTrue(await client.WaitForCloseAsync());
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task Damaged_records_end_the_session_and_nothing_else()
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.IsTrue((await client.LoginAsync()).IsOk);
        await client.Plain.WriteAsync((byte[])[23, 3, 3, 0, 32, .. new byte[32]]);
        Assert.IsTrue(await client.WaitForCloseAsync());
        await proxy.WaitForLogAsync("broke TLS");
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_reader_that_stalls_costs_bounded_memory()
    {
        var proxy = await this.StartTlsAsync();
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        Assert.IsTrue((await client.LoginAsync()).IsOk);
        var before = proxy.ResidentBytes;
        const int Rows = 400;
        await client.Tls.WriteAsync(RawMySqlClient.Frame(
            0, [3, .. System.Text.Encoding.ASCII.GetBytes($"SELECT REPEAT('x', 500000) FROM seq_1_to_{Rows}")]));
        Assert.AreEqual(1, (await client.ReadPacketAsync()).Sequence);
        // The server has far more than the kernel's buffers hold; what the proxy takes of it must come to an end.
        long last = -1;
        await Eventually.HoldsAsync(
            () =>
            {
                var now = proxy.ResidentBytes;
                var settled = Math.Abs(now - last) < 1 << 20;
                last = now;
                return settled;
            },
            "memory has settled");
        Assert.IsLessThan(100L << 20, proxy.ResidentBytes - before);
        for (var packets = 0; packets < Rows + 3; packets++)
            await client.ReadPacketAsync();
        Assert.IsTrue((await client.PingAsync()).IsOk);
    }

    [TestMethod]
    public async Task Files_that_do_not_fit_keep_the_proxy_from_starting()
    {
        using var other = this.files.Root.Issue();
        this.files.Replace(this.files.KeyFile, Testing.Certificates.TestAuthority.KeyPem(other));
        var configuration = ProxyConfiguration.For(Cluster);
        this.files.Use(configuration);
        await using var proxy = ProxyProcess.Launch(configuration);
        Assert.AreEqual(1, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("is not the private key of the certificate", proxy.Log);
    }

    private static async Task<string> NameOfServerAsync(ProxyProcess proxy)
    {
        using var client = await RawTlsClient.OpenAsync(proxy.Port);
        return client.Tls.RemoteCertificate!.Subject;
    }

    private async Task AssertNoSessionAsync(ProxyProcess proxy, System.Security.Cryptography.X509Certificates.X509Certificate2? shown)
    {
        this.TestContext.WriteLine("No session for {0}", shown?.Issuer ?? "no certificate");
        // With TLS 1.3 a client learns of it behind its own handshake.
        await Assert.ThrowsAsync<Exception>(async () =>
        {
            using var client = await RawTlsClient.OpenAsync(proxy.Port, SslProtocols.None, shown);
            await client.LoginAsync();
        });
    }

    private Task<ProxyProcess> StartTlsAsync(string mode = "optional", string clientCertificates = "none") =>
        this.StartProxyAsync(configuration => this.files.Use(configuration, mode, clientCertificates));

    private async Task<MySqlConnection> OpenDriverAsync(ProxyProcess proxy, Action<MySqlConnectionStringBuilder> change)
    {
        var settings = MariaDbCluster.ConnectionString(proxy.Port);
        settings.Server = "localhost";
        change(settings);
        var connection = new MySqlConnection(settings.ConnectionString);
        await connection.OpenAsync(this.TestContext.CancellationToken);
        return connection;
    }
}
