using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using SceNettyProxy.EndToEnd.Encryption;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.ServerLogin;

/// <summary>How TLS to a server begins badly and ends, over real sockets; and much data in both directions.</summary>
[TestClass]
public sealed class ServerTlsEndTests : ProxyTest
{
    private const byte ResetConnection = 0x1F;
    private const string Update = "UPDATE t SET a = 1";

    [TestMethod]
    public async Task Big_commands_and_results_arrive_as_they_are()
    {
        var proxy = await this.StartProxyAsync(configuration => configuration.Database("shop")["pool"] = new JsonObject { ["tls"] = "required" });
        await CompressionTests.AssertBigDataAsync(MariaDbCluster.ConnectionString(proxy.Port).ConnectionString);
    }

    [TestMethod]
    public async Task An_idle_connection_whose_server_ends_TLS_is_closed_though_the_server_does_not_close_it()
    {
        var ended = new TaskCompletionSource();
        await using var server = StartTls(async (session, command) =>
        {
            await session.SendPacketAsync(1, FakeMySqlServer.Ok);
            if (command is not [ResetConnection] || ended.Task.IsCompleted)
                return;
            await session.EndTlsAsync();
            await session.WaitForCloseAsync();
            ended.SetResult();
        });
        var proxy = await this.StartAsync(server);
        using (var first = await OpenAsync(proxy))
            Assert.IsTrue((await first.QueryAsync(Update))[0].IsOk);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var before = server.ConnectionCount;
        using var second = await OpenAsync(proxy);
        Assert.IsTrue((await second.QueryAsync(Update))[0].IsOk);
        Assert.AreEqual(before + 1, server.ConnectionCount);
    }

    [TestMethod]
    public async Task A_server_that_ends_TLS_inside_a_result_is_lost()
    {
        var ended = new TaskCompletionSource();
        await using var server = StartTls(async (session, command) =>
        {
            if (!command.AsSpan(1).StartsWith("SELECT a"u8))
            {
                await session.SendPacketAsync(1, FakeMySqlServer.Ok);
                return;
            }

            // One column, and its definition is missing.
            await session.SendPacketAsync(1, (byte[])[1]);
            await session.EndTlsAsync();
            await session.WaitForCloseAsync();
            ended.TrySetResult();
        });
        var proxy = await this.StartAsync(server);
        using var client = await OpenAsync(proxy);
        await client.SendQueryAsync("SELECT a FROM t");
        Assert.AreEqual(1, (await client.ReadPacketAsync()).Sequence);
        var error = await client.ReadPacketAsync();
        Assert.AreEqual((2909, (byte)2), (error.ErrorCode, error.Sequence), error.ToString());
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [TestMethod]
    public async Task A_server_that_stalls_inside_the_handshake_is_2915()
    {
        await using var server = StartRaw(static session => session.StaySilentAsync());
        await this.AssertFailsAsync(server, 2915, connectTimeout: 1);
    }

    [TestMethod]
    public async Task A_server_that_closes_inside_the_handshake_is_2914()
    {
        await using var server = StartRaw(static async session =>
        {
            await session.SendAsync((byte[])[0x16, 3, 3, 0, 100, 2, 0, 0, 96]);
            session.Close();
        });
        await this.AssertFailsAsync(server, 2914);
    }

    [TestMethod]
    public async Task A_server_that_answers_a_handshake_with_something_else_is_2901()
    {
        await using var server = StartRaw(static async session =>
        {
            await session.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            await session.StaySilentAsync();
        });
        var proxy = await this.AssertFailsAsync(server, 2901);
        await proxy.WaitForLogAsync("TLS failed");
    }

    private static FakeMySqlServer StartTls(Func<FakeMySqlSession, byte[], Task> script)
    {
        using var authority = new TestAuthority();
        X509Certificate2 certificate = authority.Issue("127.0.0.1");
        return FakeMySqlServer.Start(script, async session =>
        {
            await RequestTlsAsync(session);
            await session.StartTlsAsync(certificate);
            var login = await session.ReadPacketAsync();
            await session.SendPacketAsync((byte)(login.Sequence + 1), FakeMySqlServer.Ok);
        });
    }

    /// <summary>A server whose script begins where it should shake hands.</summary>
    private static FakeMySqlServer StartRaw(Func<FakeMySqlSession, Task> handshake) => FakeMySqlServer.Start(
        (_, _) => Task.CompletedTask,
        async session =>
        {
            await RequestTlsAsync(session);
            await handshake(session);
        });

    private static async Task RequestTlsAsync(FakeMySqlSession session)
    {
        await session.SendPacketAsync(0, FakeMySqlSession.Greeting("8.0.36", session.Number, offersTls: true));
        var request = await session.ReadPacketAsync();
        Assert.HasCount(32, request.Payload, "an SSLRequest");
    }

    private Task<ProxyProcess> StartAsync(FakeMySqlServer server, int connectTimeout = 30) => this.StartProxyAsync(configuration =>
    {
        var shop = configuration.Database("shop");
        shop["primary"] = $"127.0.0.1:{server.Port}";
        shop["replicas"] = new JsonArray();
        shop["pool"] = new JsonObject { ["tls"] = "required", ["connectTimeout"] = connectTimeout };
    });

    private async Task<ProxyProcess> AssertFailsAsync(FakeMySqlServer server, int code, int connectTimeout = 30)
    {
        var proxy = await this.StartAsync(server, connectTimeout);
        using var client = await OpenAsync(proxy);
        var answer = (await client.QueryAsync(Update))[0];
        Assert.AreEqual(code, answer.IsError ? answer.ErrorCode : 0, answer.ToString());
        return proxy;
    }
}
