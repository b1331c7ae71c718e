using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Pool;

/// <summary>Backend connections that pass from session to session, on real servers.</summary>
[TestClass]
public sealed class PoolTests : ProxyTest
{
    private const string OtherSchema = "e2e_pool";
    private const byte SetOption = 27;
    private const uint MultiStatements = 1 << 16;

    /// <summary>Not the plain form, which the proxy answers with its own id.</summary>
    private const string ServerConnectionId = "SELECT /* sce:primary */ CONNECTION_ID() + 0";

    [TestMethod]
    public async Task The_next_session_on_a_backend_sees_nothing_of_the_one_before()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, $"CREATE DATABASE IF NOT EXISTS {OtherSchema}");
        ProxyProcess proxy = await StartProxyAsync(OneConnection);
        string schema, mode, id;
        using (RawMySqlClient first = await OpenSingleAsync(proxy))
        {
            id = await first.QueryScalarAsync(ServerConnectionId);
            await MustFailAsync(first, "SELECT 1; SELECT 2", 1064);
            schema = await first.QueryScalarAsync("SELECT /* sce:primary */ DATABASE()");
            mode = await first.QueryScalarAsync("SELECT @@sql_mode");
            await MustSucceedAsync(first, $"USE {OtherSchema}");
            await MustSucceedAsync(first, "SET sql_mode = 'ANSI', group_concat_max_len = 1234, @mine = 7");
            await MustSucceedAsync(first, "SET NAMES latin1");
            await MustSucceedAsync(first, "CREATE TEMPORARY TABLE leftover (n INT)");
            Assert.AreEqual("1", await first.QueryScalarAsync("SELECT GET_LOCK('e2e_pool', 0)"));
            await MustSucceedAsync(first, "SET autocommit = 0");
            await MustSucceedAsync(first, "LOCK TABLES shop.whoami WRITE");
            await first.SendCommandAsync(SetOption, [0, 0]);
            Assert.IsFalse((await first.ReadPacketAsync()).IsError, "Multi-statements are allowed now");
            Assert.AreEqual(id, await first.QueryScalarAsync(ServerConnectionId));
        }

        using RawMySqlClient second = await OpenSingleAsync(proxy);
        Assert.AreEqual(id, await second.QueryScalarAsync(ServerConnectionId), "The same backend connection");
        Assert.AreEqual(schema, await second.QueryScalarAsync("SELECT /* sce:primary */ DATABASE()"));
        Assert.AreEqual(mode, await second.QueryScalarAsync("SELECT @@sql_mode"));
        Assert.AreNotEqual("1234", await second.QueryScalarAsync("SELECT @@group_concat_max_len"));
        Assert.AreEqual("utf8mb4", await second.QueryScalarAsync("SELECT @@character_set_client"));
        Assert.AreEqual("1", await second.QueryScalarAsync("SELECT /* sce:primary */ @mine IS NULL"));
        Assert.AreEqual("1", await second.QueryScalarAsync("SELECT @@autocommit"));
        Assert.AreEqual("1", await second.QueryScalarAsync("SELECT IS_FREE_LOCK('e2e_pool')"));
        await MustFailAsync(second, $"SELECT * FROM {OtherSchema}.leftover FOR UPDATE", 1146);
        await MustFailAsync(second, "SELECT 1; SELECT 2", 1064);
        await MustSucceedAsync(second, "CREATE OR REPLACE TABLE pool_free (n INT)");
        Assert.AreEqual("primary", await second.QueryScalarAsync("SELECT /* sce:primary */ name FROM whoami"), "No table is locked");
        await MustSucceedAsync(second, "DROP TABLE pool_free");
    }

    [TestMethod]
    public async Task A_backend_that_ran_set_role_is_not_used_again()
    {
        ProxyProcess proxy = await StartProxyAsync(OneConnection);
        string id;
        using (RawMySqlClient first = await OpenAsync(proxy))
        {
            id = await first.QueryScalarAsync(ServerConnectionId);
            await MustSucceedAsync(first, "SET ROLE NONE");
        }

        using RawMySqlClient second = await OpenAsync(proxy);
        Assert.AreNotEqual(id, await second.QueryScalarAsync(ServerConnectionId));
    }

    [TestMethod]
    public async Task A_transaction_of_a_client_that_left_is_rolled_back_at_once()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.pool_left (n INT PRIMARY KEY) ENGINE=InnoDB");
        ProxyProcess proxy = await StartProxyAsync();
        using (RawMySqlClient first = await OpenAsync(proxy))
        {
            await MustSucceedAsync(first, "BEGIN");
            await MustSucceedAsync(first, "INSERT INTO pool_left VALUES (1)");
        }

        using RawMySqlClient second = await OpenAsync(proxy);
        await MustSucceedAsync(second, "INSERT INTO pool_left VALUES (1)");
        Assert.AreEqual("1", await second.QueryScalarAsync("SELECT /* sce:primary */ COUNT(*) FROM pool_left"));
    }

    [TestMethod]
    public async Task A_loop_full_of_idle_connections_does_not_starve_the_other()
    {
        const int Limit = 4;
        const string Account = "loops";
        await CreateAccountAsync(Account);
        ProxyProcess proxy = await StartProxyAsync(configuration =>
        {
            configuration.Proxy["threads"] = new JsonObject { ["workers"] = new JsonObject { ["count"] = 2 } };
            configuration.Database("shop")["pool"] = new JsonObject { ["max"] = Limit, ["waitTimeout"] = 10 };
            UseAccount(configuration, Account);
        });

        // Loops take new clients in turn, so every other one is on the same loop.
        RawMySqlClient[] clients = new RawMySqlClient[2 * Limit];
        for (int i = 0; i < clients.Length; i++)
            clients[i] = await OpenAsync(proxy);
        for (int i = 0; i < clients.Length; i += 2)
            Assert.AreEqual("primary", await clients[i].QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"));
        for (int i = 0; i < clients.Length; i += 2)
            clients[i].Dispose();

        for (int i = 1; i < clients.Length; i += 2)
            Assert.AreEqual("primary", await clients[i].QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"));
        await Eventually.HoldsAsync(
            async () => (await ConnectionIdsAsync(Account)).Length is > 0 and <= Limit,
            "the limit holds over both loops");
        for (int i = 1; i < clients.Length; i += 2)
            clients[i].Dispose();
    }

    [TestMethod]
    public async Task Beyond_the_limit_a_session_waits_and_then_gets_2913()
    {
        ProxyProcess proxy = await StartProxyAsync(configuration =>
        {
            OneConnection(configuration);
            configuration.Database("shop")["pool"]!["waitTimeout"] = 1;
        });
        using RawMySqlClient holder = await OpenAsync(proxy);
        await holder.QueryScalarAsync(ServerConnectionId);
        using RawMySqlClient waiter = await OpenAsync(proxy);
        await MustFailAsync(waiter, "SELECT name FROM whoami FOR UPDATE", 2913);
        holder.Dispose();
        Assert.AreEqual("primary", await waiter.QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"), "The session lives on");
    }

    [TestMethod]
    public async Task Connections_limit_of_a_database_is_kept_and_given_back()
    {
        ProxyProcess proxy = await StartProxyAsync(configuration =>
            configuration.Database("shop")["limits"] = new JsonObject { ["connections"] = 1 });
        RawMySqlClient first = await OpenAsync(proxy);
        using (RawMySqlClient refused = await RawMySqlClient.ConnectAsync(proxy.Port))
        {
            RawPacket answer = await refused.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
            Assert.AreEqual(2913, answer.ErrorCode);
            Assert.AreEqual("SCE13", answer.SqlState);
            Assert.AreEqual("Database 'shop' has exceeded 1 connections", answer.ErrorMessage);
        }

        first.Dispose();
        await Eventually.HoldsAsync(
            async () =>
            {
                using RawMySqlClient next = await RawMySqlClient.ConnectAsync(proxy.Port);
                return (await next.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema)).IsOk;
            },
            "the place is free again");
    }

    /// <summary>A client that may not send several statements in one text.</summary>
    private static async Task<RawMySqlClient> OpenSingleAsync(ProxyProcess proxy)
    {
        RawMySqlClient client = await RawMySqlClient.ConnectAsync(proxy.Port);
        RawPacket login = await client.LoginAsync(
            MariaDbCluster.User,
            MariaDbCluster.Password,
            MariaDbCluster.Schema,
            RawLogin.DefaultCapabilities & ~MultiStatements);
        Assert.IsTrue(login.IsOk, login.ToString());
        return client;
    }

    private static void OneConnection(ProxyConfiguration configuration)
    {
        configuration.Proxy["threads"] = new JsonObject { ["workers"] = new JsonObject { ["count"] = 1 } };
        configuration.Database("shop")["pool"] = new JsonObject { ["max"] = 1 };
        configuration.Database("shop")["schemas"] = new JsonArray(OtherSchema);
    }

    private static async Task MustSucceedAsync(RawMySqlClient client, string sql)
    {
        IReadOnlyList<RawPacket> answer = await client.QueryAsync(sql);
        Assert.IsFalse(answer[^1].IsError, $"{sql}: {answer[^1]}");
    }

    private static async Task MustFailAsync(RawMySqlClient client, string sql, int code)
    {
        IReadOnlyList<RawPacket> answer = await client.QueryAsync(sql);
        Assert.IsTrue(answer[^1].IsError, $"{sql}: {answer[^1]}");
        Assert.AreEqual(code, answer[^1].ErrorCode, answer[^1].ToString());
    }
}
