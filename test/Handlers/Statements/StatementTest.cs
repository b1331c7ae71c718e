using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>Tests with prepared statements.</summary>
public abstract class StatementTest : ProxyTest
{
    protected const string Read = "SELECT a FROM t WHERE b = ?";
    protected const string Write = "UPDATE t SET a = ?";

    /// <summary>One parameter, a LONGLONG 5: NULL bitmap, flag, type, value.</summary>
    protected static byte[] Typed { get; } = [0, 1, 8, 0, 5, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The same without its type.</summary>
    protected static byte[] Untyped { get; } = [0, 0, 5, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Prepares a statement, which must reach that server.</summary>
    /// <returns>The id that the client got.</returns>
    private protected static uint Prepare(
        TestClient client, FakeServer server, string sql, uint serverId, int parameters = 1, int columns = 1)
    {
        client.Send(Wire.Prepare(sql));
        ServerConnection connection = Awaiting(server, Described(Wire.Prepare(sql)));
        connection.Send(Wire.Prepared(serverId, parameters, columns));
        byte[] answer = client.Take();
        uint id = BitConverter.ToUInt32(answer, 5);
        CollectionAssert.AreEqual(Wire.Prepared(id, parameters, columns), answer, "the same but for the id");
        return id;
    }

    /// <summary>Sends a command, which must reach that server in that form; the answer must come back as it is.</summary>
    private protected static ServerConnection Run(
        TestClient client, FakeServer server, byte[] sent, byte[] received, byte[] answer)
    {
        client.Send(sent);
        ServerConnection connection = Awaiting(server, Described(received));
        connection.Send(answer);
        CollectionAssert.AreEqual(answer, client.Take());
        return connection;
    }

    /// <summary>The server answers every prepare with that id.</summary>
    private protected static void Prepares(FakeServer server, uint id, int parameters = 1, int columns = 1) =>
        server.Answer = command => command.StartsWith("COM_22 ", StringComparison.Ordinal)
            ? Wire.Prepared(id, parameters, columns)
            : null;

    private protected void Begin(TestClient client) =>
        client.Run(Rig.Primary, "BEGIN", Wire.Ok(status: Wire.InTransaction));

    /// <summary>The connection that waits for an answer to that command.</summary>
    private protected static ServerConnection Awaiting(FakeServer server, string command)
    {
        ServerConnection? found = server.Connections.Find(connection => connection.Awaits(command));
        Assert.IsNotNull(found, $"{command} did not reach {server.Endpoint}: {string.Join("; ", server.History)}");
        return found;
    }

    /// <summary>A command as the history of a server shows it.</summary>
    private protected static string Described(byte[] packet) => $"COM_{packet[4]} {Convert.ToHexString(packet[5..])}";

    private protected static int CountOf(FakeServer server, string command) =>
        server.History.Count(entry => entry == command);

    private protected static void AssertMessage(TestClient client, int code, string message)
    {
        RawPacket error = client.AssertError(code, sequence: 1);
        Assert.AreEqual(message, error.ErrorMessage);
    }
}
