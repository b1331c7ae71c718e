using MySqlConnector;
using SceNettyProxy.Integration.Quota;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.Integration.Tests.Quota;

/// <summary>What a real server tells.</summary>
[TestClass]
public sealed class MySqlQuotaProbeTests
{
    private const string Account = "quota_probe";
    private static MariaDbCluster cluster = null!;

    private readonly Live<PoolOptions> pool = new(new PoolOptions());

    [ClassInitialize]
    public static async Task StartServersAsync(TestContext context)
    {
        cluster = await MariaDbCluster.StartAsync(replicas: 0, "--userstat=ON");
        await RunAsync(
            $"CREATE USER {Account}@'%' IDENTIFIED BY '{MariaDbCluster.Password}'; GRANT ALL ON e2e_quota.* TO {Account}@'%';"
            + $"GRANT ALL ON e2e_other.* TO {Account}@'%'; GRANT SELECT ON mysql.* TO {Account}@'%'; CREATE DATABASE e2e_quota; CREATE DATABASE e2e_other;"
            + "CREATE TABLE e2e_quota.a (t VARCHAR(1000)) ENGINE=MyISAM; INSERT INTO e2e_quota.a SELECT REPEAT('x', 1000) FROM seq_1_to_50;"
            + "CREATE TABLE e2e_quota.b (t INT); CREATE VIEW e2e_quota.v AS SELECT * FROM e2e_quota.a;"
            + "CREATE TABLE e2e_other.a (t INT) ENGINE=MyISAM");
    }

    [ClassCleanup]
    public static async Task StopServersAsync() => await cluster.DisposeAsync();

    [TestMethod]
    public async Task Tables_are_told_with_their_rows_and_bytes_and_views_are_none()
    {
        ServerMeasurement measured = await MeasureAsync(Database);
        CollectionAssert.AreEquivalent(new[] { "a", "b" }, measured.Tables.Select(static table => table.Name).ToArray());
        TableMeasurement table = measured.Tables.Single(static table => table.Name == "a");
        Assert.AreEqual(50, table.Rows);
        Assert.IsInRange(50_000, 100_000, table.Bytes);
    }

    [TestMethod]
    public async Task Indexes_count_and_what_is_free_inside_of_a_file_does_not()
    {
        await RunAsync(
            $"CREATE OR REPLACE DATABASE e2e_sizes; GRANT ALL ON e2e_sizes.* TO {Account}@'%';"
            + "CREATE TABLE e2e_sizes.plain (n INT, t CHAR(200)) ENGINE=MyISAM; INSERT INTO e2e_sizes.plain SELECT seq, MD5(seq) FROM seq_1_to_500;"
            + "CREATE TABLE e2e_sizes.indexed (n INT, t CHAR(200), KEY (n)) ENGINE=MyISAM; INSERT INTO e2e_sizes.indexed SELECT * FROM e2e_sizes.plain");
        (long plain, long indexed) = await SizesAsync();
        Assert.IsGreaterThan(plain, indexed);
        await RunAsync("DELETE FROM e2e_sizes.plain WHERE n > 100");
        Assert.IsInRange(plain / 5, plain / 4, (await SizesAsync()).Plain);

        async Task<(long Plain, long Indexed)> SizesAsync()
        {
            IReadOnlyList<TableMeasurement> tables = (await MeasureAsync(Database with { Schema = "e2e_sizes" })).Tables;
            return (BytesOf("plain"), BytesOf("indexed"));

            long BytesOf(string name) => tables.Single(table => table.Name == name).Bytes;
        }
    }

    [TestMethod]
    public async Task Schemas_that_the_entry_names_count_too()
    {
        ServerMeasurement measured = await MeasureAsync(Database with { Schemas = ["e2e_other", "information_schema", "mysql", "*"] });
        CollectionAssert.AreEquivalent(
            new[] { "a", "b", "e2e_other.a" }, measured.Tables.Select(static table => table.Name).ToArray());
    }

    [TestMethod]
    public async Task Processor_time_is_told_to_an_account_that_may_see_it_and_to_no_other()
    {
        Assert.IsNull((await MeasureAsync(Database)).CpuTime);
        await RunAsync($"GRANT PROCESS ON *.* TO {Account}@'%'");
        await using (MySqlConnection connection = new(MySqlQuotaProbe.ConnectionString(Database, pool.Value, TimeSpan.FromSeconds(10))))
        {
            await connection.OpenAsync();
            await using MySqlCommand burn = new("DO BENCHMARK(3000000, MD5('x'))", connection);
            await burn.ExecuteNonQueryAsync();
        }

        await Testing.Waiting.Eventually.HoldsAsync(
            async () => (await MeasureAsync(Database)).CpuTime > TimeSpan.FromMilliseconds(50), "the time is counted");
        await RunAsync("SET GLOBAL userstat = OFF");
        Assert.IsNull((await MeasureAsync(Database)).CpuTime);
        await RunAsync($"SET GLOBAL userstat = ON; REVOKE PROCESS ON *.* FROM {Account}@'%'");
    }

    [TestMethod]
    public async Task A_refused_account_does_not_make_the_server_down_and_its_password_is_told_to_nobody()
    {
        QuotaProbeException error = await Assert.ThrowsExactlyAsync<QuotaProbeException>(
            () => MeasureAsync(Database with { ServerPassword = "wrong-secret" }));
        Assert.IsFalse(error.IsServerDown);
        Assert.DoesNotContain("wrong-secret", error.ToString());
    }

    [TestMethod]
    public async Task A_server_that_is_not_there_is_down()
    {
        QuotaProbeException error = await Assert.ThrowsExactlyAsync<QuotaProbeException>(
            () => MeasureAsync(Database with { Primary = new Endpoint("127.0.0.1", 1) }));
        Assert.IsTrue(error.IsServerDown);
    }

    [TestMethod]
    public async Task An_entry_without_a_password_cannot_be_measured()
    {
        QuotaProbeException error = await Assert.ThrowsExactlyAsync<QuotaProbeException>(
            () => MeasureAsync(Database with { ServerPassword = null }));
        Assert.AreEqual("the entry holds no serverPassword", error.Message);
    }

    [TestMethod]
    public void Servers_that_want_a_PROXY_header_cannot_be_measured()
    {
        QuotaProbeException error = Assert.ThrowsExactly<QuotaProbeException>(() => MySqlQuotaProbe.ConnectionString(
            Database, new PoolOptions { ProxyProtocol = ServerProxyProtocol.V2 }, TimeSpan.FromSeconds(10)));
        Assert.AreEqual("connections for measuring cannot begin with a PROXY header", error.Message);
    }

    [TestMethod]
    [DataRow(ServerTlsMode.Disabled, "db.example", MySqlSslMode.Disabled)]
    [DataRow(ServerTlsMode.Preferred, "db.example", MySqlSslMode.Preferred)]
    [DataRow(ServerTlsMode.Preferred, "127.0.0.1", MySqlSslMode.Disabled)]
    [DataRow(ServerTlsMode.Required, "127.0.0.1", MySqlSslMode.Required)]
    [DataRow(ServerTlsMode.VerifyCa, "db.example", MySqlSslMode.VerifyCA)]
    [DataRow(ServerTlsMode.VerifyIdentity, "db.example", MySqlSslMode.VerifyFull)]
    public void Tls_is_as_the_pool_has_it(ServerTlsMode mode, string host, MySqlSslMode expected)
    {
        MySqlConnectionStringBuilder settings = new(MySqlQuotaProbe.ConnectionString(
            Database with { Primary = new Endpoint(host, 3306) }, new PoolOptions { Tls = mode }, TimeSpan.FromSeconds(10)));
        Assert.AreEqual(expected, settings.SslMode);
    }

    private static DatabaseDefinition Database => new()
    {
        Name = "shop",
        Users = [new UserDefinition { Name = "u", Password = "p" }],
        ServerUser = Account,
        ServerPassword = MariaDbCluster.Password,
        Schema = "e2e_quota",
        Primary = new Endpoint("127.0.0.1", cluster.Primary.Port),
    };

    private Task<ServerMeasurement> MeasureAsync(DatabaseDefinition database) =>
        new MySqlQuotaProbe(pool, new Live<QuotaOptions>(new QuotaOptions())).MeasureAsync(database, CancellationToken.None);

    private static Task RunAsync(string sql) => cluster.AdministerAsync(ServerRole.Primary, sql);
}
