using System.Text;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Places of the protocol where a proxy between two real ends goes wrong easily.</summary>
[TestClass]
public sealed class ProtocolTrapTests : RoutingTest
{
    private const byte FieldList = 0x04;
    private const byte Statistics = 0x09;
    private const byte Debug = 0x0D;
    private const byte SetOption = 0x1B;
    private const byte EofHeader = 0xFE;
    private const uint FoundRows = 0x0000_0002;
    private const uint DeprecateEof = 0x0100_0000;
    private const int MaxPayload = 0xFF_FFFF;

    /// <summary>Set by the test framework.</summary>
    public required TestContext TestContext { get; set; }

    [TestMethod]
    [RoutingRow("trap.result-flags")]
    public async Task Sessions_with_and_without_deprecate_eof_take_turns_and_get_their_own_form()
    {
        for (int round = 0; round < 3; round++)
        {
            using RawMySqlClient classic = await OpenRawAsync(0);
            List<RawPacket> packets = [.. await classic.QueryAsync(RoutedSession.Read)];
            Assert.HasCount(5, packets);
            Assert.IsTrue(packets[2].IsEof && packets[4].IsEof);

            using RawMySqlClient modern = await OpenRawAsync(DeprecateEof);
            packets = await ReadModernAsync(modern, RoutedSession.Read);
            Assert.HasCount(4, packets);
            AssertReplica(TextOf(packets[2]));
            Assert.IsGreaterThanOrEqualTo(7, packets[3].Payload.Length, "an OK packet with the header of an EOF");
        }
    }

    [TestMethod]
    [RoutingRow("trap.result-flags")]
    public async Task Sessions_with_and_without_found_rows_count_rows_in_their_own_way()
    {
        for (int round = 0; round < 3; round++)
        {
            using RawMySqlClient changed = await OpenRawAsync(0);
            Assert.AreEqual(0, await AffectedAsync(changed));
            using RawMySqlClient found = await OpenRawAsync(FoundRows);
            Assert.AreEqual(1, await AffectedAsync(found));
        }
    }

    [TestMethod]
    [RoutingRow("trap.answers-without-ok")]
    [DataRow(0u)]
    [DataRow(DeprecateEof)]
    public async Task Statistics_is_bare_text_and_the_session_goes_on(uint capabilities)
    {
        using RawMySqlClient client = await OpenRawAsync(capabilities);
        await client.SendCommandAsync(Statistics, []);
        RawPacket packet = await client.ReadPacketAsync();
        Assert.StartsWith("Uptime", Encoding.ASCII.GetString(packet.Payload));
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.answers-without-ok")]
    [DataRow(0u, 5)]
    [DataRow(DeprecateEof, 7)]
    public async Task Set_option_ends_in_the_form_of_the_session(uint capabilities, int leastLength)
    {
        using RawMySqlClient client = await OpenRawAsync(capabilities);
        await client.SendCommandAsync(SetOption, [0, 0]);
        RawPacket packet = await client.ReadPacketAsync();
        Assert.AreEqual(EofHeader, packet.Payload[0]);
        Assert.IsGreaterThanOrEqualTo(leastLength, packet.Payload.Length);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.answers-without-ok")]
    [DataRow(0u)]
    [DataRow(DeprecateEof)]
    public async Task Field_list_has_definitions_and_one_end(uint capabilities)
    {
        using RawMySqlClient client = await OpenRawAsync(capabilities);
        await client.SendCommandAsync(FieldList, "notes\0"u8);
        for (int column = 0; column < 2; column++)
            Assert.AreEqual(3, (await client.ReadPacketAsync()).Payload[0], "the length of the catalog's name, def");
        Assert.AreEqual(EofHeader, (await client.ReadPacketAsync()).Payload[0]);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.answers-without-ok")]
    public async Task Debug_is_refused_and_the_session_goes_on()
    {
        using RawMySqlClient client = await OpenRawAsync(0);
        await client.SendCommandAsync(Debug, []);
        Assert.AreEqual(1227, (await client.ReadPacketAsync()).ErrorCode);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.first-bytes")]
    [DataRow(0u)]
    [DataRow(DeprecateEof)]
    public async Task An_error_may_come_after_rows(uint capabilities)
    {
        // Wide rows, so that the server has sent some before it comes to the one that fails.
        const string Sql = "SELECT REPEAT('x', 50000), (SELECT b.n FROM numbers b WHERE b.n <= IF(a.n < 50, 1, 2)) FROM numbers a";
        using RawMySqlClient client = await OpenRawAsync(capabilities);
        List<RawPacket> packets = await ReadModernAsync(client, Sql, ends: capabilities == 0 ? 2 : 1);
        Assert.IsTrue(packets[^1].IsError);
        Assert.AreEqual(1242, packets[^1].ErrorCode);
        Assert.IsGreaterThan(10, packets.Count);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.first-bytes")]
    [DataRow("NULL", 0u)]
    [DataRow("NULL", DeprecateEof)]
    [DataRow("''", 0u)]
    [DataRow("''", DeprecateEof)]
    [DataRow("REPEAT('x', 300)", 0u)]
    [DataRow("REPEAT('x', 70000)", DeprecateEof)]
    public async Task A_row_may_begin_with_the_byte_of_another_packet(string value, uint capabilities)
    {
        using RawMySqlClient client = await OpenRawAsync(capabilities);
        List<RawPacket> packets = await ReadModernAsync(
            client, $"SELECT {value} FROM numbers", ends: capabilities == 0 ? 2 : 1);
        Assert.HasCount(capabilities == 0 ? 104 : 103, packets);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.full-packets")]
    [DataRow(16_777_210)]
    [DataRow(16_777_211)]
    [DataRow(16_777_212)]
    [DataRow(16_777_216)]
    [DataRow(33_554_421)]
    public async Task A_value_around_the_size_of_a_packet_comes_whole(int length)
    {
        await using RoutedSession session = await OpenAsync();
        IReadOnlyList<string[]> rows = await session.RowsAsync(
            $"SELECT REPEAT('x', {length}) UNION ALL SELECT name FROM whoami");
        Assert.AreEqual(length, rows[0][0].Length);
        AssertReplica(rows[1][0]);
        await AssertReadsFromReplicaAsync(session);
    }

    [TestMethod]
    [RoutingRow("trap.full-packets")]
    [RoutingRow("trap.two-packet-number")]
    [DataRow(MaxPayload - 1, 1, "replica")]
    [DataRow(MaxPayload, 2, "replica")]
    [DataRow(MaxPayload + 1, 2, "replica")]
    public async Task A_statement_of_two_packets_is_answered_with_number_two(int payload, int sequence, string server)
    {
        const string Head = "SELECT name, LENGTH('";
        const string Tail = "') FROM whoami";
        byte[] command = [3, .. Encoding.ASCII.GetBytes(Head + new string('x', payload - 1 - Head.Length - Tail.Length) + Tail)];
        using RawMySqlClient client = await OpenRawAsync(0);
        await AssertLivesAsync(client);
        await client.SendBytesAsync(RawMySqlClient.Frame(0, command.AsSpan(0, Math.Min(payload, MaxPayload))));
        if (payload >= MaxPayload)
            await client.SendBytesAsync(RawMySqlClient.Frame(1, command.AsSpan(MaxPayload)));
        IReadOnlyList<RawPacket> packets = await client.ReadResponseAsync();
        Assert.AreEqual(sequence, packets[0].Sequence);
        Assert.StartsWith(server, TextOf(packets[^2]));
    }

    [TestMethod]
    [RoutingRow("trap.two-packet-number")]
    public async Task An_error_for_a_statement_of_two_packets_has_number_two()
    {
        using RawMySqlClient client = await OpenRawAsync(0);
        byte[] command = new byte[MaxPayload];
        Array.Fill(command, (byte)' ');
        "\u0003FROB"u8.CopyTo(command);
        await client.SendBytesAsync((byte[])[.. RawMySqlClient.Frame(0, command), .. RawMySqlClient.Frame(1, [])]);
        RawPacket packet = await client.ReadPacketAsync();
        Assert.AreEqual(1064, packet.ErrorCode);
        Assert.AreEqual(2, packet.Sequence);
        await AssertLivesAsync(client);
    }

    [TestMethod]
    [RoutingRow("trap.mariadb-extensions")]
    public async Task The_greeting_offers_mariadb_s_own_flags_as_the_server_does()
    {
        uint direct = await OwnFlagsAsync(SharedServers.DirectPort);
        uint offered = await OwnFlagsAsync(Proxy.Port);
        TestContext.WriteLine($"direct: {direct:X}, proxy: {offered:X}");
        const uint Understood = 0x3D;
        Assert.AreEqual(direct & Understood, offered);
        Assert.AreNotEqual(0u, offered);
    }

    [TestMethod]
    [RoutingRow("trap.mariadb-extensions")]
    [DataRow(0x00u)]
    [DataRow(0x08u)]
    [DataRow(0x1Du)]
    public async Task A_client_with_mariadb_s_flags_gets_the_bytes_that_a_server_sends(uint flags)
    {
        const string Sql = "SELECT 1 AS a, JSON_COMPACT('{}') AS j, POINT(1, 2) AS p";
        List<string> direct = await AnswerAsync(SharedServers.DirectPort, flags, Sql);
        List<string> other = await AnswerAsync(Proxy.Port, flags, Sql);
        SideBySide.AssertEqual(TestContext, direct, other);
    }

    /// <summary>MariaDB's flags in a greeting; 0 where LONG_PASSWORD says that there are none.</summary>
    private static async Task<uint> OwnFlagsAsync(int port)
    {
        using RawMySqlClient client = await RawMySqlClient.ConnectAsync(port);
        byte[] payload = (await client.ReadPacketAsync()).Payload;
        RawGreeting greeting = RawGreeting.Parse(payload);
        int reserved = 1 + greeting.ServerVersion.Length + 1 + 4 + 9 + 2 + 1 + 2 + 2 + 1;
        return (greeting.Capabilities & 1) == 0 ? BitConverter.ToUInt32(payload, reserved + 6) : 0;
    }

    /// <summary>The packets of an answer, status flags of the server left out.</summary>
    private static async Task<List<string>> AnswerAsync(int port, uint flags, string sql)
    {
        using RawMySqlClient client = await RawMySqlClient.ConnectAsync(port);
        RawGreeting greeting = await client.ReadGreetingAsync();
        byte[] login = RawLogin.Build(
            MariaDbCluster.User,
            MariaDbCluster.Password,
            port == Proxy.Port ? Now : MariaDbCluster.Schema,
            greeting.Scramble,
            RawLogin.DefaultCapabilities & ~1u);
        BitConverter.TryWriteBytes(login.AsSpan(28), flags);
        await client.SendPacketAsync(1, login);
        Assert.IsTrue((await client.ReadPacketAsync()).IsOk);
        IReadOnlyList<RawPacket> packets = await client.QueryAsync(sql);
        return [.. packets.Where(packet => packet.Payload[0] != 0xFE).Select(packet => Convert.ToHexString(packet.Payload))];
    }

    [TestMethod]
    [RoutingRow("trap.early-error")]
    public async Task A_server_s_error_in_front_of_its_greeting_becomes_an_error_with_a_state()
    {
        await using FakeMySqlServer crowded = FakeMySqlServer.Start(
            (_, _) => Task.CompletedTask,
            async session =>
            {
                await session.SendPacketAsync(0, (byte[])[0xFF, 0x10, 0x04, .. "Too many connections"u8]);
                session.Close();
            });
        Proxy.Configuration.With("crowded", MariaDbCluster.Schema, crowded.Port);
        Proxy.RewriteDatabases();
        await Eventually.HoldsAsync(
            async () =>
            {
                using RawMySqlClient next = await RawMySqlClient.ConnectAsync(Proxy.Port);
                return (await next.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, "crowded")).IsOk;
            },
            "the new database");
        using RawMySqlClient client = await OpenRawAsync(0, "crowded");
        RawPacket error = (await client.QueryAsync(RoutedSession.Read))[0];
        Assert.AreEqual(1040, error.ErrorCode);
        Assert.HasCount(5, error.SqlState);
        Assert.AreEqual(1, error.Sequence);
    }

    [TestMethod]
    [RoutingRow("trap.streaming")]
    public async Task A_client_that_does_not_read_stops_its_server_and_nobody_else()
    {
        const int Rows = 100;
        const int RowLength = 2_000_000;
        const long MostBuffered = 60_000_000;
        using RawMySqlClient client = await RawMySqlClient.ConnectAsync(Proxy.Port, receiveBuffer: 64 * 1024);
        Assert.IsTrue((await client.LoginAsync(MariaDbCluster.User, MariaDbCluster.Password, Relayed)).IsOk);
        await client.SendQueryAsync($"SELECT REPEAT('x', {RowLength}) FROM numbers");
        long seen = -1;
        await Eventually.HoldsAsync(
            async () =>
            {
                long before = Interlocked.Exchange(ref seen, FromReplicas());
                // Another session is served meanwhile; its turn is the pause between two looks.
                await using RoutedSession other = await OpenAsync();
                return seen > RowLength && seen == before;
            },
            "the server to be stopped");
        Assert.IsLessThan(MostBuffered, seen);
        IReadOnlyList<RawPacket> packets = await client.ReadResponseAsync();
        Assert.HasCount(Rows + 4, packets);
        Assert.IsTrue(packets.Skip(3).Take(Rows).All(row => row.Payload.Length == RowLength + 4));
    }

    private static long FromReplicas() => ReplicaRelays.Sum(relay => relay.ToClient.Bytes);

    private static async Task<RawMySqlClient> OpenRawAsync(uint capabilities, string database = Now)
    {
        RawMySqlClient client = await RawMySqlClient.ConnectAsync(Proxy.Port);
        RawPacket login = await client.LoginAsync(
            MariaDbCluster.User, MariaDbCluster.Password, database, RawLogin.DefaultCapabilities | capabilities);
        Assert.IsTrue(login.IsOk);
        return client;
    }

    /// <summary>Reads up to an error or the packet with the header of an EOF that ends the result.</summary>
    private static async Task<List<RawPacket>> ReadModernAsync(RawMySqlClient client, string sql, int ends = 1)
    {
        await client.SendQueryAsync(sql);
        List<RawPacket> packets = [];
        while (ends > 0)
        {
            RawPacket packet = await client.ReadPacketAsync();
            packets.Add(packet);
            if (packet.IsError)
                break;
            if (packet.Payload[0] == EofHeader)
                ends--;
        }

        return packets;
    }

    /// <summary>The next command gets its own answer, with the right numbers, from a replica.</summary>
    private static async Task AssertLivesAsync(RawMySqlClient client)
    {
        await client.SendQueryAsync(RoutedSession.Read);
        List<RawPacket> packets = [];
        do
            packets.Add(await client.ReadPacketAsync());
        while (packets.Count < 4);
        CollectionAssert.AreEqual((byte[])[1, 2, 3, 4], packets.ConvertAll(packet => packet.Sequence).ToArray());
        // With or without the EOF behind the definitions, the row is the third or the fourth packet.
        AssertReplica(packets[2].IsEof ? TextOf(packets[3]) : TextOf(packets[2]));
        if (packets[2].IsEof)
            Assert.IsTrue((await client.ReadPacketAsync()).IsEof);
    }

    private static async Task<int> AffectedAsync(RawMySqlClient client) =>
        (await client.QueryAsync("UPDATE numbers SET n = n WHERE n = 1"))[0].Payload[1];

    private static string TextOf(RawPacket row) => Encoding.ASCII.GetString(row.Payload, 1, row.Payload[0]);
}
