using System.Text;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Faults;

/// <summary>Commands that are wrong, unknown, cut off, or at the limits of a packet.</summary>
[TestClass]
public sealed class CommandFaultTests : ProxyTest
{
    private const int UnknownCommand = 1047;
    private const int AccessDenied = 1227;
    private const int OutOfOrder = 1156;
    private const byte Quit = 0x01;
    private const byte LongestPacketCommand = 0x03;

    [TestMethod]
    public async Task A_command_with_a_wrong_sequence_number_is_out_of_order()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendPacketAsync(7, "\u0003SELECT 1"u8.ToArray());
        await AssertEndsWithAsync(client, OutOfOrder);
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    [DataRow((byte)0x3F, "")]
    [DataRow((byte)0xFB, "")]
    [DataRow((byte)0x0B, "CONNECT")]
    [DataRow((byte)0x0F, "TIME")]
    [DataRow((byte)0xFE, "MULTI")]
    public async Task A_command_that_is_not_handled_is_named_and_the_session_lives_on(byte command, string name)
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendCommandAsync(command, "SELECT 1"u8);
        var answer = await client.ReadPacketAsync();
        Assert.AreEqual(UnknownCommand, answer.IsError ? answer.ErrorCode : 0, answer.ToString());
        Assert.AreEqual(1, answer.Sequence);
        Assert.Contains(name, answer.ErrorMessage);
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    [TestMethod]
    [DataRow((byte)0x07)]
    [DataRow((byte)0x08)]
    [DataRow((byte)0x0D)]
    [DataRow((byte)0x12)]
    [DataRow((byte)0x13)]
    [DataRow((byte)0x15)]
    public async Task A_command_of_administrators_is_refused_and_the_session_lives_on(byte command)
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendCommandAsync(command, "\0\0\0\0\0\0\0\0"u8);
        var answer = await client.ReadPacketAsync();
        Assert.AreEqual(AccessDenied, answer.IsError ? answer.ErrorCode : 0, answer.ToString());
        Assert.AreEqual("1", await client.QueryScalarAsync("SELECT COUNT(*) FROM whoami"));
    }

    [TestMethod]
    public async Task An_empty_command_packet_harms_nobody()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        await client.SendPacketAsync(0, Array.Empty<byte>());
        var answer = await client.ReadPacketAsync();
        Assert.IsTrue(answer.IsError, answer.ToString());
        await AssertServesAsync(proxy);
    }

    [TestMethod]
    public async Task Two_commands_in_one_write_are_answered_in_order()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        byte[] both = [.. RawMySqlClient.Frame(0, "\u0003SELECT 'first' FROM whoami"u8), .. RawMySqlClient.Frame(0, "\u0003SELECT 'second' FROM whoami"u8)];
        await client.SendBytesAsync(both);
        foreach (var expected in new[] { "first", "second" })
        {
            var answer = await client.ReadResponseAsync();
            Assert.EndsWith(expected, Encoding.UTF8.GetString(answer[^2].Payload));
        }
    }

    [TestMethod]
    public async Task A_command_cut_at_every_offset_is_one_command()
    {
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        var frame = RawMySqlClient.Frame(0, "\u0003SELECT 'whole' FROM whoami"u8);
        for (var cut = 1; cut < frame.Length; cut++)
        {
            await client.SendBytesAsync(frame.AsMemory(0, cut));
            await client.SendBytesAsync(frame.AsMemory(cut));
            var answer = await client.ReadResponseAsync();
            Assert.EndsWith("whole", Encoding.UTF8.GetString(answer[^2].Payload));
        }
    }

    // MySqlConnector leaves out the empty packet that must follow one of exactly 16,777,215 bytes, so it is sent here.
    [TestMethod]
    public async Task A_command_of_exactly_one_full_packet_and_its_empty_continuation()
    {
        const int FullPacket = 0xFF_FFFF;
        var proxy = await this.StartProxyAsync();
        using var client = await OpenAsync(proxy);
        var payload = new byte[FullPacket];
        Array.Fill(payload, (byte)'q');
        payload[0] = LongestPacketCommand;
        "SELECT LENGTH('"u8.CopyTo(payload.AsSpan(1));
        "')"u8.CopyTo(payload.AsSpan(FullPacket - 2));
        await client.SendPacketAsync(0, payload);
        await client.SendPacketAsync(1, Array.Empty<byte>());
        var answer = await client.ReadResponseAsync();
        Assert.AreEqual(2, answer[0].Sequence, "The reply to a command of two packets has number 2");
        Assert.EndsWith((FullPacket - 1 - 15 - 2).ToString(), Encoding.UTF8.GetString(answer[^2].Payload));
    }

    [TestMethod]
    public async Task A_client_that_vanishes_in_the_middle_of_a_result_leaves_nothing_behind()
    {
        var proxy = await this.StartProxyAsync();
        await AssertServesAsync(proxy);
        for (var round = 0; round < 10; round++)
        {
            using var client = await OpenAsync(proxy);
            await client.SendQueryAsync("SELECT REPEAT('r', 1000000) FROM seq_1_to_50, whoami");
            await client.ReadPacketAsync();
            client.Reset();
        }

        await AssertServesAsync(proxy);
        foreach (var role in new[] { ServerRole.Primary, ServerRole.Replica(1) })
        {
            await Eventually.HoldsAsync(
                async () => await Cluster.ReadScalarAsync(role, "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT REPEAT%'") == "0",
                $"no statement of the lost clients runs on {role}");
        }
    }

    [TestMethod]
    public async Task Quit_closes_the_client_and_reaches_no_server()
    {
        await using var server = FakeMySqlServer.StartAgreeable();
        var proxy = await this.StartProxyAsync(configuration => configuration.With("shop", "shop", server.Port));
        using var client = await OpenAsync(proxy);
        await client.QueryAsync("INSERT INTO t VALUES (1)");
        await client.SendCommandAsync(Quit, []);
        Assert.IsTrue(await client.WaitForCloseAsync(TimeSpan.FromSeconds(5)));
        using var next = await OpenAsync(proxy);
        await next.QueryAsync("INSERT INTO t VALUES (2)");
        Assert.AreEqual(1, server.Commands.Count(command => command.AsSpan().EndsWith("(2)"u8)));
    }
}
