using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Limits of sessions, with clients that leave as clients do.</summary>
[TestClass]
public sealed class ConnectionLimitTests : ProxyTest
{
    [TestMethod]
    [DataRow("""{"limits": {"connections": 2}}""", "Database 'shop' has exceeded 2 connections")]
    [DataRow("""{"limits": {"connectionsPerAddress": 2}}""", "Address '127.0.0.1' has exceeded 2 connections")]
    [DataRow("""{"type": "small"}""", "Database 'shop' has exceeded 2 connections")]
    public async Task A_limit_is_told_and_places_are_given_back_however_clients_leave(string change, string message)
    {
        ProxyProcess proxy = await StartProxyAsync(configuration =>
        {
            configuration.Databases["types"] = new JsonObject { ["small"] = new JsonObject { ["maxconn"] = 2 } };
            foreach ((string key, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
                configuration.Database("shop")[key] = value!.DeepClone();
        });
        for (int round = 0; round < 10; round++)
        {
            RawMySqlClient first = await AdmittedAsync(proxy);
            RawMySqlClient second = await AdmittedAsync(proxy);
            using (RawMySqlClient third = await RawMySqlClient.ConnectAsync(proxy.Port))
            {
                RawPacket answer = await third.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, "shop");
                Assert.AreEqual(2913, answer.ErrorCode, answer.ToString());
                Assert.AreEqual("SCE13", answer.SqlState);
                Assert.AreEqual(message, answer.ErrorMessage);
            }

            await first.SendQueryAsync("SELECT SLEEP(0.2)");
            first.Reset();
            if (round % 2 == 0)
                await second.SendCommandAsync(1, []);
            second.Dispose();
        }
    }

    /// <summary>A client whose login succeeds, as soon as there is room for it.</summary>
    private static async Task<RawMySqlClient> AdmittedAsync(ProxyProcess proxy)
    {
        RawMySqlClient? admitted = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                RawMySqlClient client = await RawMySqlClient.ConnectAsync(proxy.Port);
                if ((await client.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, "shop")).IsOk)
                    admitted = client;
                else
                    client.Dispose();
                return admitted is not null;
            },
            "there is room for a login");
        return admitted!;
    }
}
