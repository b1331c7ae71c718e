using System.Globalization;
using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>What is forbidden by <c>sceproxy forbid</c>, as a driver and the command line client see it.</summary>
[TestClass]
public sealed class ForbidTests : ProxyTest
{
    private const string Permanent = "9223372036854775807";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-forbid.");
    private ProxyConfiguration configuration = null!;

    private string ForbidFile => Path.Combine(folder.FullName, "forbids.json");

    private protected override void CleanUp() => folder.Delete(recursive: true);

    [TestMethod]
    public async Task A_database_forbid_is_set_and_lifted_under_a_running_session()
    {
        ProxyProcess proxy = await StartAsync();
        await using MySqlConnection connection = await OpenDriverAsync(proxy);
        await RunAsync(connection, "CREATE OR REPLACE TABLE forbid_db (a INT PRIMARY KEY)");
        await using MySqlTransaction transaction = await connection.BeginTransactionAsync();
        await RunAsync(connection, "INSERT INTO forbid_db VALUES (1)", transaction);

        await CommandAsync("set", "shop", "--verbs", "INSERT,UPDATE", "--permanent", "--reason", "disk quota exceeded");
        await RefusedAsync(connection, "UPDATE forbid_db SET a = 2", transaction);
        MySqlException error = await RefusedAsync(connection, "INSERT INTO forbid_db VALUES (3)", transaction);
        Assert.AreEqual(
            $"['INSERT', 'UPDATE'] operations in Database 'shop' is still forbidden because of 'disk quota exceeded'. Try again {Permanent} seconds later.",
            error.Message);
        Assert.AreEqual(2910, error.Number);
        Assert.AreEqual("SCE10", error.SqlState);
        Assert.AreEqual(1L, await ScalarAsync(connection, "SELECT COUNT(*) FROM forbid_db", transaction));
        await transaction.CommitAsync();

        await CommandAsync("lift", "shop");
        await Eventually.HoldsAsync(() => TryAsync(connection, "INSERT INTO forbid_db VALUES (4)"), "the forbid is lifted");
        Assert.AreEqual(2L, await ScalarAsync(connection, "SELECT COUNT(*) FROM forbid_db"));
    }

    [TestMethod]
    public async Task A_table_forbid_hits_the_table_wherever_it_is_named_and_no_look_alike()
    {
        ProxyProcess proxy = await StartAsync();
        await using MySqlConnection connection = await OpenDriverAsync(proxy);
        await RunAsync(connection, "CREATE OR REPLACE TABLE forbid_t (a INT PRIMARY KEY, b INT)");
        await RunAsync(connection, "CREATE OR REPLACE TABLE forbid_u (a INT PRIMARY KEY, forbid_t INT)");
        await using MySqlCommand prepared = new("SELECT COUNT(*) FROM forbid_t WHERE a = @a", connection);
        prepared.Parameters.AddWithValue("@a", 1);
        await prepared.PrepareAsync();
        Assert.AreEqual(0L, await prepared.ExecuteScalarAsync());

        await CommandAsync("set", "shop", "--table", "forbid_t", "--verbs", "SELECT,DELETE", "--seconds", "1000", "--reason", "too big");
        MySqlException error = await RefusedAsync(connection, "SELECT * FROM forbid_t");
        StringAssert.Matches(
            error.Message,
            new(@"^\['SELECT', 'DELETE'\] operations in Table 'forbid_t' is still forbidden because of 'too big'\. Try again (99\d|1000) seconds later\.$"));
        foreach (string sql in (string[])
            [
                "SELECT 1 FROM forbid_u WHERE a IN (SELECT a FROM `forbid_t`)",
                $"SELECT 1 FROM forbid_u JOIN {MariaDbCluster.Schema}.forbid_t USING (a)",
                "DELETE forbid_u FROM forbid_u JOIN forbid_t USING (a)",
                "INSERT INTO forbid_u (a) SELECT a FROM forbid_t",
                "WITH c AS (SELECT * FROM forbid_t) SELECT * FROM c",
                "EXPLAIN SELECT * FROM forbid_t",
                "PREPARE p FROM 'SELECT * FROM forbid_t'",
                "/*!50000 SELECT * FROM forbid_t */",
            ])
            await RefusedAsync(connection, sql);
        Assert.AreEqual(2910, (await Assert.ThrowsExactlyAsync<MySqlException>(() => prepared.ExecuteScalarAsync())).Number);

        foreach (string sql in (string[])
            [
                "SELECT forbid_t FROM forbid_u",
                "SELECT forbid_t.a FROM forbid_u AS forbid_t",
                "SELECT 'FROM forbid_t'",
                "WITH forbid_t AS (SELECT 1) SELECT * FROM forbid_t",
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_NAME = 'forbid_t'",
                "INSERT INTO forbid_t VALUES (1, 1)",
            ])
            await RunAsync(connection, sql);
        // The servers tell case apart.
        MySqlException other = await Assert.ThrowsExactlyAsync<MySqlException>(() => RunAsync(connection, "SELECT * FROM FORBID_T"));
        Assert.AreEqual(MySqlErrorCode.NoSuchTable, other.ErrorCode);
    }

    [TestMethod]
    public async Task A_timed_forbid_ends_by_itself_and_is_erased()
    {
        ProxyProcess proxy = await StartAsync();
        await using MySqlConnection connection = await OpenDriverAsync(proxy);
        await CommandAsync("set", "shop", "--verbs", "SHOW", "--seconds", "10", "--reason", "for a while");
        await RefusedAsync(connection, "SHOW TABLES");
        await Eventually.HoldsAsync(() => TryAsync(connection, "SHOW TABLES"), "the forbid is over");
        await Eventually.HoldsAsync(() => File.ReadAllText(ForbidFile).Trim() == "{}", "the forbid is erased");
    }

    [TestMethod]
    public async Task A_forbid_survives_a_restart_and_the_death_of_the_proxy()
    {
        ProxyProcess first = await StartAsync();
        await CommandAsync("set", "shop", "--permanent", "--reason", "for good");
        first.Signal(ProcessSignal.Terminate);
        await first.WaitForEndAsync(TimeSpan.FromSeconds(30));
        ProxyProcess second = await StartAsync();
        await AssertForbiddenAsync(second);
        second.Signal(ProcessSignal.Kill);
        await second.WaitForEndAsync(TimeSpan.FromSeconds(30));
        ProxyProcess third = await StartAsync();
        await AssertForbiddenAsync(third);
    }

    [TestMethod]
    public async Task A_forbid_that_the_original_wrote_counts_at_the_start()
    {
        await File.WriteAllTextAsync(
            ForbidFile,
            """{"shop": {"errmsg": "quota exceeded", "object": 10, "start": 1357000000.0, "crud": "ALL", "duration": 300, "type": 2}}""");
        ProxyProcess proxy = await StartAsync();
        await AssertForbiddenAsync(proxy);
    }

    [TestMethod]
    public async Task The_command_line_client_shows_number_state_and_text()
    {
        ProxyProcess proxy = await StartAsync();
        await CommandAsync("set", "shop", "--permanent", "--reason", "why");
        string[] arguments =
        [
            "--no-defaults", "--batch", "-h127.0.0.1", $"-P{proxy.Port}", $"-u{MariaDbCluster.User}",
            $"-p{MariaDbCluster.Password}", "shop", "-e", "DELETE FROM whoami WHERE 0",
        ];
        ToolOutput output = default!;
        await Eventually.HoldsAsync(
            async () =>
            {
                output = await ToolProcess.TryRunAsync("mariadb", arguments);
                return output.Errors.Contains("2910", StringComparison.Ordinal);
            },
            "the client is refused");
        StringAssert.Contains(
            output.Errors,
            $"ERROR 2910 (SCE10) at line 1: ['ALL'] operations in Database 'shop' is still forbidden because of 'why'. Try again {Permanent} seconds later.");
    }

    private static async Task AssertForbiddenAsync(ProxyProcess proxy)
    {
        await using MySqlConnection connection = new(ConnectionString(proxy));
        // The driver's own statements at the open are forbidden, too.
        MySqlException error = await Assert.ThrowsExactlyAsync<MySqlException>(async () =>
        {
            await connection.OpenAsync();
            await RunAsync(connection, "SELECT 1");
        });
        Assert.AreEqual(2910, error.Number, error.Message);
    }

    private async Task<ProxyProcess> StartAsync() => await StartProxyAsync(made =>
    {
        made.Proxy["forbids"] = new JsonObject { ["file"] = ForbidFile };
        made.Write(folder.FullName);
        configuration = made;
    });

    private async Task CommandAsync(params string[] arguments)
    {
        Assert.IsNotNull(configuration);
        await ToolProcess.RunAsync("dotnet", [RepositoryPaths.ProxyAssembly, "forbid", .. arguments, "--conf", folder.FullName]);
    }

    private static string ConnectionString(ProxyProcess proxy) => new MySqlConnectionStringBuilder
    {
        Server = "127.0.0.1",
        Port = (uint)proxy.Port,
        UserID = MariaDbCluster.User,
        Password = MariaDbCluster.Password,
        Database = "shop",
        Pooling = false,
        AllowUserVariables = true,
    }.ConnectionString;

    private static async Task<MySqlConnection> OpenDriverAsync(ProxyProcess proxy)
    {
        MySqlConnection connection = new(ConnectionString(proxy));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The statement is refused, by now or soon.</summary>
    private static async Task<MySqlException> RefusedAsync(
        MySqlConnection connection, string sql, MySqlTransaction? transaction = null)
    {
        MySqlException? refusal = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await RunAsync(connection, sql, transaction);
                    return false;
                }
                catch (MySqlException e) when (e.Number == 2910)
                {
                    refusal = e;
                    return true;
                }
            },
            $"{sql} is refused");
        return refusal!;
    }

    private static async Task<bool> TryAsync(MySqlConnection connection, string sql)
    {
        try
        {
            await RunAsync(connection, sql);
            return true;
        }
        catch (MySqlException e) when (e.Number == 2910)
        {
            return false;
        }
    }

    private static async Task RunAsync(MySqlConnection connection, string sql, MySqlTransaction? transaction = null)
    {
        await using MySqlCommand command = new(sql, connection, transaction);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> ScalarAsync(MySqlConnection connection, string sql, MySqlTransaction? transaction = null)
    {
        await using MySqlCommand command = new(sql, connection, transaction);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
