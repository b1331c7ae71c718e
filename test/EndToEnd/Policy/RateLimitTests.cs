using System.Diagnostics;
using System.Text.Json.Nodes;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Policy;

/// <summary>Rate limits with real clients and servers.</summary>
[TestClass]
public sealed class RateLimitTests : ProxyTest
{
    private const int Sessions = 16;
    private const int PerSecond = 400;
    private const int Burst = 40;

    [TestMethod]
    [DataRow("sce", 2916, "SCE16")]
    [DataRow("mysql", 1226, "42000")]
    public async Task Too_many_statements_get_an_error_with_a_time_and_the_session_goes_on(string errors, int code, string state)
    {
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["session"] = new JsonObject { ["errors"] = errors };
            Limit(configuration, new JsonObject
            {
                ["statements"] = new JsonObject { ["perSecond"] = 1, ["burst"] = 2 },
                ["excess"] = "refuse",
            });
        });
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
        await connection.OpenAsync();
        var error = await Assert.ThrowsExactlyAsync<MySqlException>(async () =>
        {
            for (var i = 0; i < 10; i++)
                await RunAsync(connection, "SELECT COUNT(*) FROM whoami");
        });
        Assert.AreEqual(code, error.Number);
        Assert.AreEqual(state, error.SqlState);
        StringAssert.Matches(
            error.Message,
            new(@"^Database 'shop' has exceeded 1 statements per second\. Try again \d+ milliseconds later\.$"));
        Assert.IsTrue(await connection.PingAsync());
    }

    [TestMethod]
    public async Task Too_many_concurrent_statements_wait_or_are_refused()
    {
        var proxy = await this.StartProxyAsync(static configuration => Limit(configuration, new JsonObject
        {
            ["concurrentStatements"] = 1,
            ["maxDelay"] = 0.5,
        }));
        using var running = await OpenAsync(proxy);
        using var waiting = await OpenAsync(proxy);
        var sleep = running.QueryScalarAsync("SELECT SLEEP(3)");
        RawPacket? refusal = null;
        await Eventually.HoldsAsync(
            async () => (refusal = (await waiting.QueryAsync("SELECT COUNT(*) FROM whoami"))[^1]).IsError,
            "a second statement is refused when it has waited for half a second");
        Assert.AreEqual((2916, "SCE16"), (refusal!.ErrorCode, refusal.SqlState));
        StringAssert.Matches(
            refusal.ErrorMessage, new(@"^Database 'shop' has exceeded 1 concurrent statements\. Try again \d+ milliseconds later\.$"));
        Assert.AreEqual("0", await sleep);
        Assert.AreEqual("1", await waiting.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    /// <summary>What is larger than the burst passes once, and those behind it are refused until it is paid: for a minute or more.
    /// </summary>
    [TestMethod]
    [DataRow("bytesIn", "sce", @"2916 \(SCE16\) at line 1: Database 'shop' has exceeded 1000 bytes in per second")]
    [DataRow("bytesIn", "mysql", @"1226 \(42000\) at line 1: Database 'shop' has exceeded 1000 bytes in per second")]
    [DataRow("bytesOut", "sce", @"2916 \(SCE16\) at line 1: Database 'shop' has exceeded 1000 bytes out per second")]
    [DataRow("bytesOut", "mysql", @"1226 \(42000\) at line 1: Database 'shop' has exceeded 1000 bytes out per second")]
    public async Task Too_many_bytes_pass_once_and_then_get_an_error_with_a_time(string limit, string errors, string expected)
    {
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["session"] = new JsonObject { ["errors"] = errors };
            Limit(configuration, new JsonObject { [limit] = new JsonObject { ["perSecond"] = 1000 }, ["excess"] = "refuse" });
        });
        var large = limit == "bytesIn" ? $"SELECT LENGTH('{new string('x', 100_000)}')" : "SELECT REPEAT('x', 100000)";
        var output = await ToolProcess.TryRunAsync(
            "mariadb",
            [
                "--no-defaults", "--host=127.0.0.1", $"--port={proxy.Port}", $"--user={MariaDbCluster.User}",
                $"--password={MariaDbCluster.Password}", "--skip-column-names", "--execute", $"{large}; SELECT 1", "shop",
            ]);
        Assert.AreEqual(limit == "bytesIn" ? "100000" : new string('x', 100_000), string.Join('\n', output.Lines).Trim());
        StringAssert.Matches(
            output.Errors.Trim().Split('\n')[^1], new($@"^ERROR {expected}\. Try again (9\d|10\d)\d\d\d milliseconds later\.$"));
    }

    /// <summary>However fast a client is, no more goes over the wire than the burst, the rate, and the statement on its way.</summary>
    [TestMethod]
    [DataRow("bytesIn")]
    [DataRow("bytesOut")]
    public async Task Bytes_wait_for_their_rate(string limit)
    {
        const int Size = 10_000;
        const int Rate = 100_000;
        var proxy = await this.StartProxyAsync(configuration =>
            Limit(configuration, new JsonObject { [limit] = new JsonObject { ["perSecond"] = Rate, ["burst"] = Size } }));
        using var client = await OpenAsync(proxy);
        var sql = limit == "bytesIn" ? $"DO LENGTH('{new string('x', Size)}')" : $"SELECT REPEAT('x', {Size})";
        var clock = Stopwatch.StartNew();
        var passed = 0;
        for (; clock.Elapsed.TotalSeconds < 1.5; passed++)
            Assert.IsFalse((await client.QueryAsync(sql))[^1].IsError);
        var allowed = Size + (Rate * clock.Elapsed.TotalSeconds) + (2 * Size);
        Assert.IsLessThanOrEqualTo(allowed, passed * (double)Size);
        Assert.IsGreaterThan(3, passed, "nearly nothing passed");
    }

    /// <summary>How many statements pass while clients try as fast as they can: never more than the burst and the rate allow.</summary>
    [TestMethod]
    [DataRow(1, "refuse")]
    [DataRow(2, "refuse")]
    [DataRow(4, "refuse")]
    [DataRow(1, "delay")]
    [DataRow(2, "delay")]
    [DataRow(4, "delay")]
    public async Task Event_loops_share_one_rate(int loops, string excess)
    {
        var seconds = Environment.GetEnvironmentVariable("SCEPROXY_LONG") == "1" ? 10 : 3;
        var proxy = await this.StartProxyAsync(configuration =>
        {
            configuration.Proxy["threads"] = new JsonObject { ["workers"] = new JsonObject { ["count"] = loops } };
            Limit(configuration, new JsonObject
            {
                ["statements"] = new JsonObject { ["perSecond"] = PerSecond, ["burst"] = Burst },
                ["excess"] = excess,
            });
        });
        var clients = new List<RawMySqlClient>();
        for (var i = 0; i < Sessions; i++)
            clients.Add(await OpenAsync(proxy));
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(clients.Select(client => Task.Run(() => CountAsync(client, clock, seconds))));
        var elapsed = clock.Elapsed.TotalSeconds;
        clients.ForEach(static client => client.Dispose());
        var passed = counts.Sum(static count => count.Passed);
        var allowed = Burst + (PerSecond * elapsed);
        this.TestContext.WriteLine(
            $"{loops} loops, {excess}: {passed} passed in {elapsed:0.000} s, {counts.Sum(static count => count.Refused)} refused; "
            + $"burst + rate x time = {allowed:0}, {(passed - allowed) / allowed:+0.00%;-0.00%}");
        Assert.IsLessThanOrEqualTo(allowed + 1, passed);
        Assert.IsGreaterThan(allowed / 4, passed, "nearly nothing passed");
    }

    private static async Task<(int Passed, int Refused)> CountAsync(RawMySqlClient client, Stopwatch clock, int seconds)
    {
        var passed = 0;
        var refused = 0;
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            if ((await client.QueryAsync("DO 0"))[^1].IsError)
            {
                refused++;
                // As a client would: not at once. The time that it was told is shorter.
                await Task.Delay(2);
            }
            else
            {
                passed++;
            }
        }

        return (passed, refused);
    }

    private static async Task RunAsync(MySqlConnection connection, string sql)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteScalarAsync();
    }

    private static void Limit(ProxyConfiguration configuration, JsonObject limits) =>
        configuration.Database("shop")["limits"] = limits;
}
