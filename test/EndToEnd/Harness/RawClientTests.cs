using System.Text;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>The hand-written client against a real server, so that it may be trusted against the proxy.</summary>
[TestClass]
public sealed class RawClientTests
{
    private const byte PingCommand = 0x0E;

    [TestMethod]
    public async Task It_logs_in_and_reads_a_value()
    {
        using var client = await OpenAsync();
        Assert.AreEqual("primary", await client.QueryScalarAsync("SELECT name FROM whoami"));
        Assert.AreEqual(client.Greeting!.ConnectionId.ToString(), await client.QueryScalarAsync("SELECT CONNECTION_ID()"));
    }

    [TestMethod]
    public async Task It_reads_errors_with_number_state_and_text()
    {
        using var client = await OpenAsync();
        var answer = await client.QueryAsync("SELECT * FROM nosuch");
        Assert.AreEqual(1, answer[0].Sequence);
        Assert.AreEqual(1146, answer[0].ErrorCode);
        Assert.AreEqual("42S02", answer[0].SqlState);
        Assert.AreEqual("Table 'shop.nosuch' doesn't exist", answer[0].ErrorMessage);
    }

    [TestMethod]
    public async Task A_wrong_password_is_refused()
    {
        using var client = await RawMySqlClient.ConnectAsync(SharedServers.DirectPort);
        var answer = await client.LoginAsync(MariaDbCluster.User, "wrong", MariaDbCluster.Schema);
        Assert.AreEqual(1045, answer.ErrorCode, answer.ToString());
    }

    [TestMethod]
    public async Task A_command_byte_by_byte_is_answered()
    {
        using var client = await OpenAsync();
        await client.SendInPiecesAsync(RawMySqlClient.Frame(0, "\u0003SELECT 5"u8), 1);
        var answer = await client.ReadResponseAsync();
        Assert.AreEqual("\u00015", Encoding.UTF8.GetString(answer[3].Payload));
    }

    [TestMethod]
    public async Task A_ping_is_answered_with_ok()
    {
        using var client = await OpenAsync();
        await client.SendCommandAsync(PingCommand, []);
        var answer = await client.ReadPacketAsync();
        Assert.IsTrue(answer.IsOk, answer.ToString());
    }

    [TestMethod]
    public async Task The_server_s_close_is_seen()
    {
        using var client = await OpenAsync();
        Assert.IsFalse(await client.WaitForCloseAsync(TimeSpan.FromMilliseconds(50)));
        await client.SendCommandAsync(0x01, []);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(5)));
    }

    private static Task<RawMySqlClient> OpenAsync() =>
        RawMySqlClient.OpenAsync(SharedServers.DirectPort, MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
}
