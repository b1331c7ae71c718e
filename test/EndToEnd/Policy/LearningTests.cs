using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Learning as a driver sees it, over restarts of the proxy.</summary>
[TestClass]
public sealed class LearningTests : ProxyTest
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-learning.");

    [TestCleanup]
    public void RemoveFolder() => folder.Delete(recursive: true);

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
