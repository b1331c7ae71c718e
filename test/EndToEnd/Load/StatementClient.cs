using System.Buffers.Binary;
using System.Text;
using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Load;

/// <summary>Prepares, executes and closes statements of one integer parameter, packet by packet. Not safe for concurrent use.</summary>
internal sealed class StatementClient : IDisposable
{
    private const byte Prepare = 0x16;
    private const byte Execute = 0x17;
    private const byte Close = 0x19;
    private const byte Reset = 0x1A;
    private const int TypeLong = 0x03;

    private readonly RawMySqlClient client;

    private StatementClient(RawMySqlClient client) => this.client = client;

    /// <summary>A logged-in connection to a loopback port.</summary>
    public static async Task<StatementClient> OpenAsync(int port) =>
        new(await RawMySqlClient.OpenAsync(port, MariaDbCluster.User, MariaDbCluster.Password, SharedServers.Schema));

    /// <summary>The id of the new statement, or null where the server refused the text.</summary>
    public async Task<uint?> PrepareAsync(string sql)
    {
        await this.client.SendCommandAsync(Prepare, Encoding.UTF8.GetBytes(sql));
        var first = await this.client.ReadPacketAsync();
        if (first.IsError)
            return null;
        var columns = BinaryPrimitives.ReadUInt16LittleEndian(first.Payload.AsSpan(5));
        var parameters = BinaryPrimitives.ReadUInt16LittleEndian(first.Payload.AsSpan(7));
        // Each of the two lists ends with an EOF where it is not empty.
        var rest = (columns > 0 ? columns + 1 : 0) + (parameters > 0 ? parameters + 1 : 0);
        for (var i = 0; i < rest; i++)
            await this.client.ReadPacketAsync();
        return BinaryPrimitives.ReadUInt32LittleEndian(first.Payload.AsSpan(1));
    }

    /// <summary>Runs a statement; returns its error or null.</summary>
    public async Task<RawPacket?> ExecuteAsync(uint id, int value)
    {
        var payload = new byte[17];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, id);
        payload[5] = 1; // iteration count
        payload[10] = 1; // types follow
        payload[11] = TypeLong;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(13), value);
        await this.client.SendCommandAsync(Execute, payload);
        var answer = await this.client.ReadPacketAsync();
        if (answer.IsError)
            return answer;
        if (answer.IsOk)
            return null;
        for (var ends = 0; ends < 2;)
        {
            answer = await this.client.ReadPacketAsync();
            if (answer.IsError)
                return answer;
            ends += answer.IsEof ? 1 : 0;
        }

        return null;
    }

    /// <summary>Closes a statement; nothing answers.</summary>
    public Task CloseAsync(uint id) => this.client.SendCommandAsync(Close, IdBytes(id));

    /// <summary>Resets a statement; returns its error or null.</summary>
    public async Task<RawPacket?> ResetAsync(uint id)
    {
        await this.client.SendCommandAsync(Reset, IdBytes(id));
        var answer = await this.client.ReadPacketAsync();
        return answer.IsError ? answer : null;
    }

    /// <inheritdoc/>
    public void Dispose() => this.client.Dispose();

    private static byte[] IdBytes(uint id)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, id);
        return bytes;
    }
}
