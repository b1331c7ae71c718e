using System.Text;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.EndToEnd.Routing;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Protocol;

/// <summary>Prepared statements in raw packets: on real servers, and against what a server answers by itself.</summary>
[TestClass]
public sealed class StatementProtocolTests : ProxyTest
{
    private const uint Last = uint.MaxValue;
    private const string WhereAmI = "SELECT name FROM whoami";

    /// <summary>One parameter, a LONGLONG 41.</summary>
    private static readonly byte[] Typed = [0, 1, 8, 0, 41, 0, 0, 0, 0, 0, 0, 0];

    [TestMethod]
    [RoutingRow("state.prepared-statements")]
    public async Task A_statement_prepared_on_a_replica_runs_inside_a_transaction_of_the_primary()
    {
        ProxyProcess proxy = await StartProxyAsync();
        using RawMySqlClient client = await OpenAsync(proxy);
        uint id = await PrepareAsync(client, WhereAmI);
        Assert.AreEqual("replica1", await ExecuteScalarAsync(client, id));
        await MustSucceedAsync(client, "BEGIN");
        Assert.AreEqual("primary", await ExecuteScalarAsync(client, id));
        await MustSucceedAsync(client, "COMMIT");
        Assert.AreEqual("replica1", await ExecuteScalarAsync(client, id));
    }

    [TestMethod]
    public async Task Closed_and_abandoned_statements_are_gone_from_every_server()
    {
        ServerRole[] roles = [ServerRole.Primary, ServerRole.Replica(1)];
        long[] before = await CountsAsync(roles);
        ProxyProcess proxy = await StartProxyAsync();
        using (RawMySqlClient client = await OpenAsync(proxy))
        {
            uint closed = await PrepareAsync(client, WhereAmI);
            uint left = await PrepareAsync(client, "SELECT 1 FROM whoami");
            await MustSucceedAsync(client, "BEGIN");
            await ExecuteScalarAsync(client, closed);
            await ExecuteScalarAsync(client, left);
            await MustSucceedAsync(client, "COMMIT");
            CollectionAssert.AreEqual((long[])[before[0] + 2, before[1] + 2], await CountsAsync(roles));
            await client.SendBytesAsync(Statement(0x19, closed));
            await Eventually.HoldsAsync(
                async () => (await CountsAsync(roles)).SequenceEqual(before.Select(static count => count + 1)), "one of two is closed");
        }

        await Eventually.HoldsAsync(async () => (await CountsAsync(roles)).SequenceEqual(before), "none is left");
    }

    [TestMethod]
    [RoutingRow("trap.parameter-types")]
    public async Task A_parameter_of_40_MB_goes_to_another_server_with_types_that_only_the_first_one_got()
    {
        ProxyProcess proxy = await StartProxyAsync();
        using RawMySqlClient client = await OpenAsync(proxy);
        uint id = await PrepareAsync(client, "SELECT CONCAT(name, ' ', LENGTH(?)) FROM whoami");
        byte[] value = new byte[40_000_000];
        byte[] typed = [0, 1, 0xFC, 0, 0xFE, .. BitConverter.GetBytes((long)value.Length), .. value];
        byte[] untyped = [0, 0, 0xFE, .. BitConverter.GetBytes((long)value.Length), .. value];
        await client.SendBytesAsync(LongCommand(0x17, id, typed));
        Assert.AreEqual("replica1 40000000", BinaryScalar(await client.ReadResponseAsync()));
        await MustSucceedAsync(client, "BEGIN");
        for (int i = 0; i < 2; i++)
        {
            await client.SendBytesAsync(LongCommand(0x17, id, untyped));
            Assert.AreEqual("primary 40000000", BinaryScalar(await client.ReadResponseAsync()));
        }
    }

    [TestMethod]
    [RoutingRow("previous.cursors")]
    [RoutingRow("kept.open-cursor")]
    public async Task A_cursor_on_a_replica_is_fetched_from_there()
    {
        ProxyProcess proxy = await StartProxyAsync();
        using RawMySqlClient client = await OpenAsync(proxy);
        uint id = await PrepareAsync(client, "SELECT CONCAT(name, seq) FROM whoami, seq_1_to_5");
        await client.SendBytesAsync(Statement(0x17, id, 1, 1, 0, 0, 0));
        IReadOnlyList<RawPacket> opened = [await client.ReadPacketAsync(), await client.ReadPacketAsync(), await client.ReadPacketAsync()];
        Assert.IsTrue(opened[^1].IsEof, opened[^1].ToString());
        await MustSucceedAsync(client, "BEGIN");
        List<string> rows = [];
        for (int left = 10; left > 0; left--)
        {
            await client.SendBytesAsync(Statement(0x1C, id, 2, 0, 0, 0));
            RawPacket packet;
            while (!(packet = await client.ReadPacketAsync()).IsEof)
            {
                Assert.IsFalse(packet.IsError, packet.ToString());
                rows.Add(Encoding.UTF8.GetString(packet.Payload, 3, packet.Payload[2]));
            }

            if ((packet.Payload[3] & 0x80) != 0)
                break;
        }

        CollectionAssert.AreEqual((string[])["replica11", "replica12", "replica13", "replica14", "replica15"], rows);
    }

    [TestMethod]
    [RoutingRow("previous.long-data")]
    [RoutingRow("kept.long-data")]
    [RoutingRow("trap.last-prepared")]
    public async Task Commands_in_one_write_are_answered_as_the_server_answers_them_by_itself()
    {
        // An execution of the last statement without types, which the server calls malformed, is no part of this: through
        // the proxy it works as under the statement's own id.
        byte[][] commands =
        [
            Prepare("SELECT ? + 1"), Execute(Last, Typed), Query("SELECT 1"), [1, 0, 0, 0, 0x0E],
            Prepare("SELECT nonsense"), Execute(Last, Typed), Prepare("SELECT LENGTH(?)"),
            Statement(0x18, Last, 0, 0, 1, 2, 3), Execute(Last, 0, 1, 0xFC, 0), Statement(0x1A, Last),
            Statement(0x1C, Last, 1, 0, 0, 0), Query("SELECT nonsense"), Statement(0x19, Last), Execute(Last, Typed),
            Statement(0x1A, Last), Statement(0x19, 4711), Statement(0x18, 4711, 0, 0, 9), Execute(4711, Typed),
            Statement(0xFA, 4711, 128, 0, 8, 0), Prepare("DO 1"), Execute(Last), Query("SELECT 'the end'"),
        ];
        byte[] all = [.. commands.SelectMany(static command => command)];
        ProxyProcess proxy = await StartProxyAsync();
        string direct = await AnswersAsync(Cluster.Primary.Port, all);
        Assert.AreEqual(direct, await AnswersAsync(proxy.Port, all));
    }

    [TestMethod]
    public async Task A_bulk_is_answered_as_the_server_answers_it_by_itself()
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary, $"CREATE OR REPLACE TABLE {MariaDbCluster.Schema}.bulk (n BIGINT)");
        await Cluster.WaitForReplicasAsync();
        byte[] row = [0, 41, 0, 0, 0, 0, 0, 0, 0];
        byte[] all =
        [
            .. Prepare("INSERT INTO bulk VALUES (?)"), .. Statement(0xFA, Last, [128, 0, 8, 0, .. row, .. row]),
            .. Query("SELECT 'the end'"),
        ];
        ProxyProcess proxy = await StartProxyAsync();
        Assert.AreEqual(await AnswersAsync(Cluster.Primary.Port, all), await AnswersAsync(proxy.Port, all));
    }

    /// <summary>Every packet down to the row "the end", with ids of statements taken out.</summary>
    private static async Task<string> AnswersAsync(int port, byte[] commands)
    {
        using RawMySqlClient client =
            await RawMySqlClient.OpenAsync(port, MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema);
        await client.SendBytesAsync(commands);
        var text = new StringBuilder();
        RawPacket packet;
        do
        {
            packet = await client.ReadPacketAsync();
            byte[] payload = packet.Payload;
            if (packet.Sequence == 1 && payload is [0, ..] && payload.Length == 12)
                payload.AsSpan(1, 4).Clear();
            text.Append(packet.Sequence).Append(' ');
            text.AppendLine(packet.IsError ? packet.ToString() : Convert.ToHexString(payload));
        }
        while (!packet.Payload.AsSpan().SequenceEqual("\u0007the end"u8));
        return text.ToString();
    }

    private static async Task<long[]> CountsAsync(ServerRole[] roles)
    {
        var counts = new long[roles.Length];
        for (int i = 0; i < roles.Length; i++)
            counts[i] = await Cluster.ReadStatusAsync(roles[i], "Prepared_stmt_count");
        return counts;
    }

    private static async Task<uint> PrepareAsync(RawMySqlClient client, string sql)
    {
        await client.SendBytesAsync(Prepare(sql));
        RawPacket header = await client.ReadPacketAsync();
        Assert.IsTrue(header.IsOk, header.ToString());
        int columns = BitConverter.ToUInt16(header.Payload, 5);
        int parameters = BitConverter.ToUInt16(header.Payload, 7);
        int packets = columns + parameters + (columns > 0 ? 1 : 0) + (parameters > 0 ? 1 : 0);
        for (int i = 0; i < packets; i++)
            await client.ReadPacketAsync();
        return BitConverter.ToUInt32(header.Payload, 1);
    }

    private static async Task<string> ExecuteScalarAsync(RawMySqlClient client, uint id)
    {
        await client.SendBytesAsync(Execute(id));
        return BinaryScalar(await client.ReadResponseAsync());
    }

    /// <summary>The first column, text, of the first row.</summary>
    private static string BinaryScalar(IReadOnlyList<RawPacket> response)
    {
        Assert.IsFalse(response[^1].IsError, response[^1].ToString());
        byte[] row = response[^2].Payload;
        int offset = row[2] == 0xFC ? 5 : 3;
        return Encoding.UTF8.GetString(row[offset..]);
    }

    private static async Task MustSucceedAsync(RawMySqlClient client, string sql)
    {
        RawPacket answer = (await client.QueryAsync(sql))[0];
        Assert.IsTrue(answer.IsOk, $"{sql}: {answer}");
    }

    private static byte[] Query(string sql) => RawMySqlClient.Frame(0, [0x03, .. Encoding.UTF8.GetBytes(sql)]);

    private static byte[] Prepare(string sql) => RawMySqlClient.Frame(0, [0x16, .. Encoding.UTF8.GetBytes(sql)]);

    private static byte[] Statement(byte code, uint id, params ReadOnlySpan<byte> rest) =>
        RawMySqlClient.Frame(0, [code, .. BitConverter.GetBytes(id), .. rest]);

    private static byte[] Execute(uint id, params ReadOnlySpan<byte> parameters) =>
        Statement(0x17, id, [0, 1, 0, 0, 0, .. parameters]);

    /// <summary>A command of any length, in packets of 16 MiB.</summary>
    private static byte[] LongCommand(byte code, uint id, byte[] parameters)
    {
        const int Max = 0xFF_FFFF;
        byte[] payload = [code, .. BitConverter.GetBytes(id), 0, 1, 0, 0, 0, .. parameters];
        using var packets = new MemoryStream(payload.Length + 16);
        for (int sequence = 0, at = 0; ; sequence++, at += Max)
        {
            int length = Math.Min(Max, payload.Length - at);
            packets.Write(RawMySqlClient.Frame((byte)sequence, payload.AsSpan(at, length)));
            if (length < Max)
                return packets.ToArray();
        }
    }
}
