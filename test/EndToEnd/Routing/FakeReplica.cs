using System.Text;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>A replica that lets the proxy log in, and whose every answer to a read of its client is cut off in the middle.</summary>
internal sealed class FakeReplica : IAsyncDisposable
{
    /// <summary>Column count, one definition, EOF, one row.</summary>
    public const int PacketsBeforeTheCut = 4;

    /// <summary>One VARCHAR column without a name: catalog "def", empty names, fixed part of 12 bytes.</summary>
    private static readonly byte[] Definition =
        [3, .. "def"u8, 0, 0, 0, 0, 0, 0x0C, 45, 0, 80, 0, 0, 0, 0xFD, 0, 0, 0, 0, 0];

    private static readonly byte[] Eof = [0xFE, 0, 0, 2, 0];

    private readonly FakeMySqlServer server;

    private FakeReplica(bool cutsInsidePacket) => server = FakeMySqlServer.Start(async (session, command) =>
    {
        string sql = Encoding.ASCII.GetString(command);
        if (sql.Contains("sql_mode", StringComparison.Ordinal))
        {
            await SendRowAsync(session, ""u8.ToArray());
            await session.SendPacketAsync(5, Eof);
        }
        else if (sql.Contains("whoami", StringComparison.Ordinal))
        {
            await SendRowAsync(session, "fake"u8.ToArray());
            if (cutsInsidePacket)
                await session.SendAsync((byte[])[10, 0, 0, 5, 9, .. "half"u8]);
            session.Close();
        }
        else
        {
            await session.SendPacketAsync(1, FakeMySqlServer.Ok);
        }
    });

    /// <summary>The loopback port.</summary>
    public int Port => server.Port;

    /// <summary>Starts it.</summary>
    /// <param name="cutsInsidePacket">The cut comes inside a row's packet, not between two.</param>
    public static FakeReplica Start(bool cutsInsidePacket) => new(cutsInsidePacket);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static async Task SendRowAsync(FakeMySqlSession session, byte[] value)
    {
        await session.SendPacketAsync(1, (byte[])[1]);
        await session.SendPacketAsync(2, Definition);
        await session.SendPacketAsync(3, Eof);
        await session.SendPacketAsync(4, (byte[])[(byte)value.Length, .. value]);
    }
}
