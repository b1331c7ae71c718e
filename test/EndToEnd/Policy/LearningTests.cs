using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Learning as a driver sees it, over restarts of the proxy.</summary>
[TestClass]
public sealed class LearningTests : ProxyTest
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-learning.");

    private protected override void CleanUp() => folder.Delete(recursive: true);

    [TestMethod]
    public async Task What_was_recorded_before_a_restart_is_enforced_behind_it()
    {
        ProxyProcess recording = await StartAsync("record");
        await using (MySqlConnection connection = await ConnectAsync(recording))
        {
            await RunAsync(connection, "CREATE OR REPLACE TABLE learning (a INT PRIMARY KEY, b VARCHAR(20))");
            await RunAsync(connection, "INSERT INTO learning VALUES (1, 'secret')");
            await using MySqlCommand prepared = new("SELECT b FROM learning WHERE a = @a", connection);
            prepared.Parameters.AddWithValue("@a", 1);
            await prepared.PrepareAsync();
            Assert.AreEqual("secret", await prepared.ExecuteScalarAsync());
        }

        const int Terminate = 15;
        recording.Signal(Terminate);
        await recording.WaitForEndAsync(TimeSpan.FromSeconds(30));
        string kept = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "shop.digests.json"));
        Assert.Contains("INSERT INTO learning VALUES (...)", kept);
        Assert.DoesNotContain("secret", kept);

        ProxyProcess enforcing = await StartAsync("enforce");
        await using MySqlConnection again = await ConnectAsync(enforcing);
        await RunAsync(again, "insert into learning values (2, 'x'), (3, 'y')");
        await using MySqlCommand known = new("SELECT b FROM learning WHERE a = @a", again);
        known.Parameters.AddWithValue("@a", 3);
        Assert.AreEqual("y", await known.ExecuteScalarAsync());
        foreach (string sql in (string[])["SELECT b FROM learning", "SELECT b FROM learning WHERE a = 1 OR 1 = 1", "DROP TABLE learning"])
        {
            MySqlException error = await Assert.ThrowsExactlyAsync<MySqlException>(() => RunAsync(again, sql));
            Assert.AreEqual((2906, "SCE06", "SQL statement is forbidden"), (error.Number, error.SqlState, error.Message));
        }

        Assert.AreEqual("y", await known.ExecuteScalarAsync());
    }

    [TestMethod]
    public async Task What_was_prepared_before_enforce_is_judged_when_it_runs()
    {
        ProxyProcess proxy = await StartAsync("off");
        await using MySqlConnection connection = await ConnectAsync(proxy);
        await RunAsync(connection, "PREPARE s FROM 'DELETE FROM whoami WHERE 0'");
        await using MySqlCommand prepared = new("SELECT name FROM whoami WHERE name <> @n", connection);
        prepared.Parameters.AddWithValue("@n", "x");
        await prepared.PrepareAsync();
        await prepared.ExecuteScalarAsync();

        await using MySqlConnection recorded = await ConnectAsync(proxy);
        await SwitchAsync(proxy, "record", async () =>
        {
            await RunAsync(recorded, "DO 1");
            await using MySqlCommand status = new("SCE DIGEST STATUS", recorded);
            return await status.ExecuteScalarAsync() is not null;
        });
        await RunAsync(recorded, "PREPARE s FROM 'DO 2'");
        await RunAsync(recorded, "EXECUTE s");
        int probe = 0;
        await SwitchAsync(
            proxy, "enforce", async () => await ErrorAsync(() => RunAsync(recorded, $"SELECT 1 AS new_form_{++probe}")) is not null);

        (int, string?, string) forbidden = (2906, "SCE06", "SQL statement is forbidden");
        Assert.AreEqual(forbidden, await ErrorAsync(() => RunAsync(connection, "EXECUTE s")));
        Assert.AreEqual(forbidden, await ErrorAsync(() => prepared.ExecuteScalarAsync()));
        Assert.AreEqual(forbidden, await ErrorAsync(() => prepared.ExecuteScalarAsync()));
        await RunAsync(recorded, "EXECUTE s");
        await RunAsync(connection, "PREPARE s FROM 'DO 2'");
        await RunAsync(connection, "EXECUTE s");
    }

    private static Task SwitchAsync(ProxyProcess proxy, string mode, Func<Task<bool>> counts)
    {
        proxy.Configuration.Database("shop")["learning"] = mode;
        proxy.RewriteDatabases();
        return Eventually.HoldsAsync(counts, $"{mode} counts");
    }

    private static async Task<(int Number, string? State, string Message)?> ErrorAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (MySqlException e)
        {
            return (e.Number, e.SqlState, e.Message);
        }
    }

    private async Task<ProxyProcess> StartAsync(string mode) => await StartProxyAsync(made =>
    {
        made.Proxy["learning"] = new JsonObject { ["folder"] = folder.FullName };
        made.Database("shop")["learning"] = mode;
    });

    private static async Task<MySqlConnection> ConnectAsync(ProxyProcess proxy)
    {
        MySqlConnection connection = new(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1",
            Port = (uint)proxy.Port,
            UserID = MariaDbCluster.User,
            Password = MariaDbCluster.Password,
            Database = "shop",
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
