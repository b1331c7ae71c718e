using MySqlConnector;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>The scripted server against a real driver and the hand-written client.</summary>
[TestClass]
public sealed class FakeMySqlServerTests
{
    [TestMethod]
    public async Task A_real_driver_logs_in_and_gets_the_scripted_answer()
    {
        // Published example of the protocol page for ERR_Packet: "No tables used".
        byte[] error = [0xFF, 0x48, 0x04, .. "#HY000No tables used"u8];
        await using var server = FakeMySqlServer.Start(
            (session, command) => session.SendPacketAsync(1, command is [0x03, .. var sql] && sql.AsSpan().SequenceEqual("SELECT x"u8) ? error : FakeMySqlServer.Ok));
        await using var connection = new MySqlConnection(MariaDbCluster.ConnectionString(server.Port).ConnectionString);
        await connection.OpenAsync();
        await using var command = new MySqlCommand("SELECT x", connection);
        var failure = await Assert.ThrowsExactlyAsync<MySqlException>(() => command.ExecuteNonQueryAsync());
        Assert.AreEqual(1096, failure.Number);
        Assert.AreEqual("No tables used", failure.Message);
    }

    [TestMethod]
    public async Task Commands_are_recorded_and_connections_counted()
    {
        await using var server = FakeMySqlServer.StartAgreeable();
        using var client = await RawMySqlClient.OpenAsync(server.Port, "any", "thing", "goes");
        var answer = await client.QueryAsync("DO 1");
        Assert.IsTrue(answer[0].IsOk);
        Assert.AreEqual(1, server.ConnectionCount);
        Assert.IsTrue(server.Commands.Single().AsSpan().SequenceEqual("\u0003DO 1"u8));
    }

    [TestMethod]
    public async Task It_can_close_in_the_middle_of_a_packet()
    {
        await using var server = FakeMySqlServer.Start(async (session, _) =>
        {
            await session.SendAsync((byte[])[0x05, 0x00, 0x00, 0x01, 0x00, 0x00]);
            session.Close();
        });
        using var client = await RawMySqlClient.OpenAsync(server.Port, "any", "thing", "goes");
        await Assert.ThrowsExactlyAsync<EndOfStreamException>(() => client.QueryAsync("DO 1"));
    }

    [TestMethod]
    public async Task It_can_refuse_in_the_place_of_a_greeting()
    {
        await using var server = FakeMySqlServer.Start(
            (_, _) => Task.CompletedTask,
            session => session.SendPacketAsync(0, (byte[])[0xFF, 0x10, 0x04, .. "Too many connections"u8]));
        using var client = await RawMySqlClient.ConnectAsync(server.Port);
        var packet = await client.ReadPacketAsync();
        Assert.AreEqual(1040, packet.ErrorCode);
        Assert.AreEqual(string.Empty, packet.SqlState);
        Assert.AreEqual("Too many connections", packet.ErrorMessage);
    }
}
