using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Cancellation;

/// <summary>KILL by the ids that the proxy's clients see, on real servers.</summary>
[TestClass]
public sealed class KillTests : CancellationTest
{
    private const byte ProcessKill = 12;

    private protected override string Account => "killed";

    [TestMethod]
    [RoutingRow("trap.kill")]
    [DataRow("replica1")]
    [DataRow("primary")]
    public async Task A_statement_that_runs_is_killed_where_it_runs(string server)
    {
        ProxyProcess proxy = await StartAsync();
        using RawMySqlClient target = await OpenAsync(proxy);
        string hint = server == "primary" ? "primary" : "replica";
        await target.SendQueryAsync($"SELECT /* sce:{hint} */ SLEEP(60) AS e2e_kill FROM whoami");
        await WaitUntilRunningAsync(new ServerRole(server), "e2e_kill");
        await KillAsync(proxy, "KILL QUERY", target);
        AssertInterrupted((await target.ReadResponseAsync())[^1]);
        await WaitUntilNothingRunsAsync();
        Assert.AreEqual(server, await target.QueryScalarAsync($"SELECT /* sce:{hint} */ name FROM whoami"), "The session lives on");
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_transaction_survives_the_kill_of_its_statement()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.kill_kept (n INT PRIMARY KEY) ENGINE=InnoDB");
        ProxyProcess proxy = await StartAsync();
        using RawMySqlClient target = await OpenAsync(proxy);
        await MustSucceedAsync(target, "BEGIN");
        await MustSucceedAsync(target, "INSERT INTO kill_kept VALUES (1)");
        await target.SendQueryAsync("INSERT INTO kill_kept SELECT 2 + SLEEP(60) /* e2e_kill */");
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        await KillAsync(proxy, "KILL HARD QUERY", target);
        AssertInterrupted(await target.ReadPacketAsync());
        await MustSucceedAsync(target, "INSERT INTO kill_kept VALUES (3)");
        await MustSucceedAsync(target, "COMMIT");
        Assert.AreEqual("1,3", await target.QueryScalarAsync("SELECT /* sce:primary */ GROUP_CONCAT(n ORDER BY n) FROM kill_kept"));
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_result_on_its_way_ends_with_the_error_at_a_packet_boundary()
    {
        ProxyProcess proxy = await StartAsync();
        using RawMySqlClient target = await OpenAsync(proxy);
        await target.SendQueryAsync("SELECT seq, REPEAT('x', 200) FROM seq_1_to_1000000000");
        RawPacket last = await target.ReadPacketAsync();
        Task kill = Task.CompletedTask;
        for (int packets = 0; !last.IsError; packets++)
        {
            if (packets == 10_000)
                kill = KillAsync(proxy, "KILL QUERY", target);
            RawPacket next = await target.ReadPacketAsync();
            Assert.AreEqual((byte)(last.Sequence + 1), next.Sequence);
            last = next;
        }

        AssertInterrupted(last);
        await kill;
        Assert.AreEqual("1", await target.QueryScalarAsync("SELECT COUNT(*) FROM whoami"), "The session lives on");
        await WaitUntilNothingRunsAsync();
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_session_that_waits_for_a_backend_is_interrupted()
    {
        ProxyProcess proxy = await StartAsync(configuration =>
            configuration.Database("shop")["pool"] = new JsonObject { ["max"] = 1, ["waitTimeout"] = 60 });
        using RawMySqlClient holder = await OpenAsync(proxy);
        await holder.QueryScalarAsync("SELECT name FROM whoami FOR UPDATE");
        using RawMySqlClient target = await OpenAsync(proxy);
        await target.SendQueryAsync("SELECT name FROM whoami FOR UPDATE");
        // The kill may come before the statement, which it then leaves alone: so it is repeated.
        Task<RawPacket> answer = target.ReadPacketAsync();
        await Eventually.HoldsAsync(
            async () =>
            {
                await KillAsync(proxy, "KILL QUERY", target);
                return answer.IsCompleted;
            },
            "the wait ends");
        AssertInterrupted(await answer);
        holder.Dispose();
        Assert.AreEqual("primary", await target.QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"));
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task The_statement_of_a_client_that_vanishes_is_killed_and_rolled_back()
    {
        await Cluster.AdministerAsync(ServerRole.Primary, "CREATE OR REPLACE TABLE shop.kill_gone (n INT PRIMARY KEY) ENGINE=InnoDB");
        ProxyProcess proxy = await StartAsync();
        RawMySqlClient target = await OpenAsync(proxy);
        await target.SendQueryAsync("INSERT INTO kill_gone SELECT seq + SLEEP(5) /* e2e_kill */ FROM seq_1_to_1000");
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        target.Reset();
        await WaitUntilNothingRunsAsync();
        await Eventually.HoldsAsync(
            async () => await this.CountAsync(ServerRole.Primary, "TRUE") == 0, "its connection and that of the kill are gone");
        Assert.AreEqual("0", await Cluster.ReadScalarAsync(ServerRole.Primary, "SELECT COUNT(*) FROM shop.kill_gone"));
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_session_that_is_killed_ends_with_its_statement()
    {
        ProxyProcess proxy = await StartAsync();
        using RawMySqlClient target = await OpenAsync(proxy);
        await target.SendQueryAsync("SELECT /* sce:primary */ SLEEP(60) AS e2e_kill FROM whoami");
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        await KillAsync(proxy, "KILL", target);
        await AssertEndsWithAsync(target, 1927);
        await WaitUntilNothingRunsAsync();
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task The_command_for_it_kills_an_idle_session()
    {
        ProxyProcess proxy = await StartAsync();
        using RawMySqlClient target = await OpenAsync(proxy);
        using RawMySqlClient killer = await OpenAsync(proxy);
        await killer.SendCommandAsync(ProcessKill, BitConverter.GetBytes(target.Greeting!.ConnectionId));
        Assert.IsTrue((await killer.ReadPacketAsync()).IsOk);
        Assert.IsTrue(await target.WaitForCloseAsync(TimeSpan.FromSeconds(10)));
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task The_ids_of_two_nodes_differ_and_one_s_are_unknown_to_the_other()
    {
        ProxyProcess first = await StartAsync();
        ProxyProcess second = await StartAsync(configuration => configuration.Proxy["session"] = new JsonObject { ["node"] = 1023 });
        using RawMySqlClient client = await OpenAsync(first);
        using RawMySqlClient other = await OpenAsync(second);
        uint id = other.Greeting!.ConnectionId;
        Assert.AreEqual(1023u, id >> 22);
        Assert.AreEqual(0u, client.Greeting!.ConnectionId >> 22);
        Assert.AreEqual($"{id}", await other.QueryScalarAsync("SELECT CONNECTION_ID()"));
        RawPacket error = (await client.QueryAsync($"KILL {id}"))[0];
        Assert.AreEqual(1094, error.ErrorCode, error.ToString());
        Assert.AreEqual($"Unknown thread id: {id}", error.ErrorMessage);
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task At_the_deadline_of_a_stop_what_runs_is_killed()
    {
        ProxyProcess proxy = await StartAsync(configuration => configuration.Proxy["session"] = new JsonObject { ["stopTimeout"] = 0.1 });
        using RawMySqlClient target = await OpenAsync(proxy);
        await target.SendQueryAsync("SELECT /* sce:primary */ SLEEP(60) AS e2e_kill FROM whoami");
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        proxy.Signal(ProcessSignal.Terminate);
        await AssertEndsWithAsync(target, 1053);
        await WaitUntilNothingRunsAsync();
        Assert.AreEqual(0, await proxy.WaitForEndAsync(TimeSpan.FromSeconds(15)));
    }

    [TestMethod]
    [RoutingRow("trap.kill")]
    public async Task A_kill_whose_connection_gets_no_answer_is_an_error_and_the_statement_goes_on()
    {
        await using TestRelay relay = TestRelay.Start(Cluster.Primary.Port);
        ProxyProcess proxy = await StartAsync(configuration =>
        {
            configuration.Database("shop")["primary"] = $"127.0.0.1:{relay.Port}";
            configuration.Database("shop")["pool"] = new JsonObject { ["connectTimeout"] = 1 };
        });
        using RawMySqlClient target = await OpenAsync(proxy);
        Assert.AreEqual("primary", await target.QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"));
        await target.SendQueryAsync("SELECT /* sce:primary */ SLEEP(4) AS e2e_kill FROM whoami");
        await WaitUntilRunningAsync(ServerRole.Primary, "e2e_kill");
        relay.ToClient.Pause();
        using RawMySqlClient killer = await OpenAsync(proxy);
        RawPacket error = (await killer.QueryAsync($"KILL QUERY {target.Greeting!.ConnectionId}"))[0];
        Assert.AreEqual(2915, error.ErrorCode, error.ToString());
        relay.ToClient.Resume();
        Assert.IsTrue((await target.ReadResponseAsync())[^1].IsEof);
        Assert.AreEqual("primary", await target.QueryScalarAsync("SELECT name FROM whoami FOR UPDATE"));
    }
}
