using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>A quota that a tenant goes beyond, as its driver sees it.</summary>
[TestClass]
public sealed class QuotaTests : ProxyTest
{
    private const string Schema = "e2e_quota";

    [TestMethod]
    public async Task Too_much_on_disk_refuses_what_writes_until_room_is_made()
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            // MyISAM tells exact sizes, and what is free at once.
            $"CREATE OR REPLACE DATABASE {Schema}; CREATE TABLE {Schema}.t (a VARCHAR(1000)) ENGINE=MyISAM;"
            + $"CREATE TABLE {Schema}.u (a INT)");
        ProxyProcess proxy = await StartProxyAsync(static configuration =>
        {
            configuration.With("shop", Schema, Cluster.Primary.Port);
            configuration.Database("shop")["type"] = "small";
            configuration.Databases["types"] = new JsonObject { ["small"] = new JsonObject { ["disk"] = 100_000 } };
            configuration.Proxy["quota"] = new JsonObject { ["enabled"] = true, ["interval"] = 0.2, ["forbid"] = 300 };
        });
        await using MySqlConnection connection = new(MariaDbCluster.ConnectionString(proxy.Port, "shop").ConnectionString);
        await connection.OpenAsync();
        await RunAsync(connection, "INSERT INTO t SELECT REPEAT('x', 1000) FROM seq_1_to_200");

        MySqlException? refusal = null;
        await Eventually.HoldsAsync(
            async () => (refusal = await TryAsync(connection, "INSERT INTO u VALUES (1)")) is not null, "the insert is refused");
        Assert.AreEqual(2910, refusal!.Number);
        Assert.AreEqual("SCE10", refusal.SqlState);
        StringAssert.Matches(
            refusal.Message,
            new(@"^\['INSERT', 'UPDATE', 'CREATE'\] operations in Database 'shop' is still forbidden because of 'quota: disk of 100000 bytes exceeded'\. Try again (2\d\d|300) seconds later\.$"));
        foreach (string sql in (string[])["UPDATE t SET a = 'y'", "CREATE TABLE v (a INT)", "REPLACE INTO u VALUES (1)", "LOAD DATA INFILE 'x' INTO TABLE u"])
            Assert.AreEqual(2910, (await TryAsync(connection, sql))?.Number, sql);
        Assert.IsNull(await TryAsync(connection, "SELECT COUNT(*) FROM t"));
        CollectionAssert.AreEqual(
            new[] { "shop", "small", "disk", "100000", "estimate" }, await StatusAsync(connection, "disk"));

        Assert.IsNull(await TryAsync(connection, "DELETE FROM t"));
        await Eventually.HoldsAsync(
            async () => await TryAsync(connection, "INSERT INTO u VALUES (2)") is null, "the insert passes again");
        Assert.IsNull(await TryAsync(connection, "DROP TABLE t"));
    }

    /// <summary>Database, type, quota, most and note of one quota.</summary>
    private static async Task<string[]> StatusAsync(MySqlConnection connection, string quota)
    {
        await using MySqlCommand command = new("SCE QUOTA STATUS", connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.GetString("quota") == quota)
            {
                Assert.IsGreaterThan(reader.GetInt64("most"), reader.GetInt64("used"));
                return
                [
                    reader.GetString("database"), reader.GetString("type"), quota, $"{reader.GetInt64("most")}", reader.GetString("note"),
                ];
            }
        }

        return [];
    }

    private static async Task<MySqlException?> TryAsync(MySqlConnection connection, string sql)
    {
        try
        {
            await RunAsync(connection, sql);
            return null;
        }
        catch (MySqlException e)
        {
            return e;
        }
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using MySqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
