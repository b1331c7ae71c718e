using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>Tests with servers and clients that have MariaDB's CACHE_METADATA.</summary>
public abstract class CachedMetadataTest : StatementTest
{
    private const byte CacheMetadata = 0x10;

    /// <summary>The status in results.</summary>
    private ushort status = Wire.Autocommit;

    /// <summary>An EOF.</summary>
    private protected byte[] End => Wire.Eof(0, status)[4..];

    private protected TestClient LoggedInWithCache(uint capabilities = Wire.PlainClient)
    {
        byte[] greeting = Wire.Greeting(flags: Wire.ServerFlags & ~Wire.LongPassword);
        greeting[greeting.AsSpan().IndexOf(Wire.Scramble[8..]) - 4] = CacheMetadata;
        Rig.Services.Identity.Learn(HandshakeV10.Parse(greeting.AsSpan(4)));
        foreach (FakeServer server in (FakeServer[])[Rig.Primary, Rig.Replica])
        {
            server.Greeting = greeting;
            // What the proxy asks itself is answered with the flag, too.
            bool deprecateEof = (capabilities & Wire.DeprecateEof) != 0;
            server.SqlModeAnswer = [.. Wire.Packet(1, 1, 1), .. Wire.Value("", deprecateEof)[5..]];
        }

        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = RawLogin.Build(
            Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, capabilities & ~Wire.LongPassword);
        login[28] = CacheMetadata;
        client.Send(Wire.Packet(1, login));
        Assert.IsTrue(client.TakePacket().IsOk);
        return client;
    }

    /// <summary>The client prepares <see cref="StatementTest.Read"/> on the replica, as 77.</summary>
    private protected uint PrepareRead(TestClient client, params string[] columns) => Prepare(client, Rig.Replica, Read, 77, columns);

    /// <summary>The client prepares a statement, which must reach that server.</summary>
    private protected uint Prepare(TestClient client, FakeServer server, string sql, uint serverId, string[] columns)
    {
        client.Send(Wire.Prepare(sql));
        Awaiting(server, Described(Wire.Prepare(sql))).Send(Prepared(serverId, columns));
        byte[] answer = client.Take();
        uint id = BitConverter.ToUInt32(answer, 5);
        CollectionAssert.AreEqual(Prepared(id, columns), answer);
        return id;
    }

    /// <summary>From now on the server describes the statement that way.</summary>
    private protected void Describes(FakeServer server, uint id, params string[] columns) =>
        server.Answer = command => command.StartsWith("COM_22 ", StringComparison.Ordinal) ? Prepared(id, columns) : null;

    /// <summary>The client executes; the server, which must get it under its own id, answers, and the client gets what is
    /// expected.</summary>
    private protected void Run(TestClient client, FakeServer server, uint id, uint serverId, byte[] answer, byte[] expected)
    {
        client.Send(Wire.Execute(id, Typed));
        Awaiting(server, Described(Wire.Execute(serverId, Typed))).Send(answer);
        CollectionAssert.AreEqual(expected, client.Take());
    }

    /// <summary>Reads go to the primary.</summary>
    private protected void EnterTransaction(TestClient client)
    {
        Begin(client);
        status = Wire.InTransaction;
    }

    /// <summary>Reads go to the replica again.</summary>
    private protected void Commit(TestClient client)
    {
        client.Run(Rig.Primary, "COMMIT", Wire.Ok());
        status = Wire.Autocommit;
    }

    private protected static int PreparesOf(FakeServer server) => CountOf(server, Described(Wire.Prepare(Read)));

    /// <summary>The answer to a COM_STMT_PREPARE of a statement with one parameter.</summary>
    private protected byte[] Prepared(uint id, params string[] columns)
    {
        var answer = new List<byte>(Packets(1, [[0, .. BitConverter.GetBytes(id), (byte)columns.Length, 0, 1, 0, 0, 0, 0]]));
        answer.AddRange(Packets(2, [Wire.Definition("?"), End]));
        if (columns.Length > 0)
            answer.AddRange(Packets(4, [.. columns.Select(Wire.Definition), End]));
        return [.. answer];
    }

    /// <summary>A result whose definitions the server leaves out.</summary>
    private protected byte[] Bare(int columns, params string[] rows) =>
        Packets(1, [[(byte)columns, 0], End, .. rows.Select(Row), End]);

    /// <summary>The same with definitions.</summary>
    private protected byte[] Told(string[] columns, params string[] rows) =>
        Packets(1, [[(byte)columns.Length, 1], .. columns.Select(Wire.Definition), End, .. rows.Select(Row), End]);

    private protected static byte[] Row(string value) => Wire.BinaryRow(0, value)[4..];

    /// <summary>Payloads as packets with numbers from that one on.</summary>
    private protected static byte[] Packets(int sequence, byte[][] payloads) =>
        [.. payloads.SelectMany((payload, i) => Wire.Packet((byte)(sequence + i), payload))];
}
