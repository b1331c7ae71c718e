using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>Servers that go away under a session.</summary>
[TestClass]
public sealed class ServerFaultTests : ProxyTest
{
    private const int ServerGone = 2909;

    [TestMethod]
    public async Task A_replica_killed_during_a_read_costs_at_most_that_read()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendQueryAsync("SELECT name, SLEEP(3) FROM whoami");
        await Eventually.HoldsAsync(
            async () => await Cluster.ReadScalarAsync(ServerRole.Replica(1), "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(3) FROM whoami'") == "1",
            "the read runs on the replica");
        await Cluster.KillAsync(ServerRole.Replica(1));
        try
        {
            var answer = await client.ReadResponseAsync();
            // No byte of the answer was sent, so the read may have run again on the primary.
            if (answer[^1].IsError)
                Assert.AreEqual(ServerGone, answer[^1].ErrorCode, answer[^1].ToString());
            else
                Assert.Contains("primary", Encoding.UTF8.GetString(answer[^2].Payload));
            Assert.AreEqual("primary", await client.QueryScalarAsync("SELECT name FROM whoami"));
        }
        finally
        {
            await Cluster.RestartAsync(ServerRole.Replica(1));
        }

        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_replica_killed_in_the_middle_of_a_result_ends_it_and_never_looks_like_success()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendQueryAsync("SELECT seq, REPEAT('x', 1000), name FROM seq_1_to_100000, whoami");
        var packet = await client.ReadPacketAsync();
        Assert.IsFalse(packet.IsError, packet.ToString());
        await Cluster.KillAsync(ServerRole.Replica(1));
        try
        {
            var ends = 0;
            try
            {
                while (!packet.IsError && ends < 2)
                {
                    packet = await client.ReadPacketAsync();
                    ends += packet.IsEof ? 1 : 0;
                }

                Assert.AreEqual(ServerGone, packet.IsError ? packet.ErrorCode : 0, packet.ToString());
            }
            catch (Exception error) when (error is EndOfStreamException or SocketException)
            {
                // A packet was cut: the client is closed without an error.
            }

            await AssertServesAsync(proxy);
        }
        finally
        {
            await Cluster.RestartAsync(ServerRole.Replica(1));
        }
    }

    [TestMethod]
    public async Task A_primary_killed_in_a_transaction_ends_the_session()
    {
        var proxy = await this.StartProxyAsync();
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.fault (a INT) ENGINE=InnoDB");
        using var client = await OpenAsync(proxy);
        await client.QueryAsync("BEGIN");
        var insert = await client.QueryAsync("INSERT INTO fault VALUES (1)");
        Assert.IsTrue(insert[0].IsOk, insert[0].ToString());
        await Cluster.KillAsync(ServerRole.Primary);
        try
        {
            await AssertNextStatementEndsTheSessionAsync(client);
        }
        finally
        {
            await Cluster.RestartAsync(ServerRole.Primary);
        }

        await Cluster.WaitForReplicasAsync();
        using var next = await OpenAsync(proxy);
        Assert.AreEqual("0", await next.QueryScalarAsync("SELECT COUNT(*) FROM fault FOR UPDATE"));
    }

    [TestMethod]
    public async Task A_commit_whose_answer_is_lost_is_2909_and_a_close_and_is_never_repeated()
    {
        await using var relay = TestRelay.Start(Cluster.Primary.Port);
        var proxy = await this.StartProxyAsync(configuration => configuration.With("shop", "shop", relay.Port));
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.fault (a INT) ENGINE=InnoDB");
        using var client = await OpenAsync(proxy);
        await client.QueryAsync("BEGIN");
        await client.QueryAsync("INSERT INTO fault VALUES (1)");
        var commits = await Cluster.ReadStatusAsync(ServerRole.Primary, "Com_commit");
        var received = relay.ToClient.Bytes;
        relay.ToClient.Swallow = true;
        await client.SendQueryAsync("COMMIT");
        await Eventually.HoldsAsync(() => relay.ToClient.Bytes > received, "the primary has answered the COMMIT");
        relay.CutAll();
        await AssertEndsWithAsync(client, ServerGone);
        Assert.AreEqual(commits + 1, await Cluster.ReadStatusAsync(ServerRole.Primary, "Com_commit"));
        Assert.AreEqual("1", await Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT COUNT(*) FROM shop.fault"));
    }

    [TestMethod]
    public async Task A_primary_killed_during_a_commit_never_reads_as_success()
    {
        await using var relay = TestRelay.Start(Cluster.Primary.Port);
        var proxy = await this.StartProxyAsync(configuration => configuration.With("shop", "shop", relay.Port));
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.fault (a INT) ENGINE=InnoDB");
        using var client = await OpenAsync(proxy);
        await client.QueryAsync("BEGIN");
        await client.QueryAsync("INSERT INTO fault VALUES (1)");
        relay.ToServer.Pause();
        await client.SendQueryAsync("COMMIT");
        await Cluster.KillAsync(ServerRole.Primary);
        relay.ToServer.Resume();
        try
        {
            await AssertEndsWithAsync(client, ServerGone);
        }
        finally
        {
            await Cluster.RestartAsync(ServerRole.Primary);
        }

        Assert.AreEqual("0", await Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT COUNT(*) FROM shop.fault"));
    }

    [TestMethod]
    public async Task A_replica_that_is_down_sends_reads_to_the_primary_until_it_is_back()
    {
        var proxy = await this.StartProxyAsync(configuration =>
            configuration.Database("shop")["pool"] = new JsonObject { ["replicaRetry"] = 1 });
        await Cluster.KillAsync(ServerRole.Replica(1));
        try
        {
            Assert.AreEqual("primary", await AskAsync(proxy));
        }
        finally
        {
            await Cluster.RestartAsync(ServerRole.Replica(1));
        }

        await Eventually.HoldsAsync(async () => await AskAsync(proxy) == "replica1", "reads go to the replica again");
    }

    [TestMethod]
    public async Task A_server_that_closes_inside_a_packet_costs_its_client_and_nobody_else()
    {
        await using var server = FakeMySqlServer.Start(async (session, command) =>
        {
            if (!command.AsSpan().EndsWith("cut"u8))
            {
                await session.SendPacketAsync(1, FakeMySqlServer.Ok);
                return;
            }

            await session.SendAsync((byte[])[0x20, 0x00, 0x00, 0x01, 0x00, 0x00]);
            session.Close();
        });
        var proxy = await this.StartProxyAsync(configuration => configuration.With("fake", "shop", server.Port));
        using var client = await RawMySqlClient.OpenAsync(proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, "fake");
        await client.SendQueryAsync("UPDATE t SET a = 1 -- cut");
        // Of a packet that did not arrive whole nothing may have been forwarded: then an error is possible, else only a close.
        try
        {
            var answer = await client.ReadPacketAsync();
            Assert.AreEqual(ServerGone, answer.IsError ? answer.ErrorCode : 0, answer.ToString());
        }
        catch (EndOfStreamException)
        {
            // Closed.
        }

        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_server_that_refuses_in_the_place_of_a_greeting_is_reported()
    {
        await using var server = FakeMySqlServer.Start(
            (_, _) => Task.CompletedTask,
            session => session.SendPacketAsync(0, (byte[])[0xFF, 0x10, 0x04, .. "Too many connections"u8]));
        var proxy = await this.StartProxyAsync(configuration => configuration.With("fake", "shop", server.Port));
        using var client = await RawMySqlClient.OpenAsync(proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, "fake");
        var answer = await client.QueryAsync("UPDATE t SET a = 1");
        Assert.IsTrue(answer[0].IsError, answer[0].ToString());
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task A_server_that_never_greets_is_2915()
    {
        await using var server = FakeMySqlServer.Start((_, _) => Task.CompletedTask, session => session.StaySilentAsync());
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.With("fake", "shop", server.Port);
            configuration.Database("fake")["pool"] = new JsonObject { ["connectTimeout"] = 1 };
        });
        using var client = await RawMySqlClient.OpenAsync(proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, "fake");
        var answer = await client.QueryAsync("UPDATE t SET a = 1");
        Assert.AreEqual(2915, answer[0].IsError ? answer[0].ErrorCode : 0, answer[0].ToString());
    }

    // The session may be closed before the statement arrives; only an answer would be wrong.
    private static async Task AssertNextStatementEndsTheSessionAsync(RawMySqlClient client)
    {
        try
        {
            await client.SendQueryAsync("SELECT * FROM fault");
            await AssertEndsWithAsync(client, ServerGone);
        }
        catch (Exception error) when (error is EndOfStreamException or SocketException)
        {
            // Closed without a word, since no command was running.
        }
    }

    private static async Task<string> AskAsync(ProxyProcess proxy)
    {
        using var client = await OpenAsync(proxy);
        return await client.QueryScalarAsync("SELECT name FROM whoami");
    }
}
