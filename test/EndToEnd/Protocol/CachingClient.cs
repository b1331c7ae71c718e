using System.Globalization;
using System.Text;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Protocol;

/// <summary>
/// A client with MariaDB's CACHE_METADATA: it reads binary rows by the definitions of its statement that it was told last, and
/// so reads nonsense where those are not the ones that the rows were written by.
/// </summary>
internal sealed class CachingClient : IDisposable
{
    private const int CapabilitiesOffset = 28;
    private const byte CacheMetadata = 0x10;
    private const uint LongPassword = 1;

    private readonly RawMySqlClient raw;
    private readonly Dictionary<uint, List<Column>> known = [];

    private CachingClient(RawMySqlClient raw) => this.raw = raw;

    /// <summary>Every packet of every answer so far, each as its number and its bytes, and the rows as they were read.</summary>
    public List<string> Transcript { get; } = [];

    /// <summary>The definitions of the last result came with it.</summary>
    public bool WasTold { get; private set; }

    /// <summary>Logs in to the schema of the servers, or to the proxy's database of that name.</summary>
    public static async Task<CachingClient> OpenAsync(int port)
    {
        RawMySqlClient raw = await RawMySqlClient.ConnectAsync(port);
        RawGreeting greeting = await raw.ReadGreetingAsync();
        byte[] login = RawLogin.Build(
            MariaDbCluster.User, MariaDbCluster.Password, MariaDbCluster.Schema, greeting.Scramble,
            RawLogin.DefaultCapabilities & ~LongPassword);
        login[CapabilitiesOffset] = CacheMetadata;
        await raw.SendPacketAsync(1, login);
        RawPacket answer = await raw.ReadPacketAsync();
        Assert.IsTrue(answer.IsOk, answer.ToString());
        return new CachingClient(raw);
    }

    /// <summary>Runs a statement without a result.</summary>
    public async Task RunAsync(string sql)
    {
        RawPacket answer = (await this.raw.QueryAsync(sql))[0];
        Assert.IsTrue(answer.IsOk, $"{sql}: {answer}");
    }

    /// <summary>Prepares a statement and keeps the definitions of its columns.</summary>
    public async Task<uint> PrepareAsync(string sql)
    {
        await this.raw.SendCommandAsync(0x16, Encoding.UTF8.GetBytes(sql));
        RawPacket header = await this.raw.ReadPacketAsync();
        Assert.IsTrue(header.IsOk, header.ToString());
        uint id = BitConverter.ToUInt32(header.Payload, 1);
        int columns = BitConverter.ToUInt16(header.Payload, 5);
        int parameters = BitConverter.ToUInt16(header.Payload, 7);
        for (int i = 0; parameters > 0 && i <= parameters; i++)
            await this.ReadAsync();
        this.known[id] = await this.ReadColumnsAsync(columns);
        if (columns > 0)
            await this.ReadAsync();
        return id;
    }

    /// <summary>Executes a statement; the rows of all its results, each such as <c>a INT 41, b VAR_STRING x</c>.</summary>
    /// <param name="parameters">NULL bitmap, flag, types, values; nothing for a statement without parameters.</param>
    public async Task<string> ExecuteAsync(uint id, params byte[] parameters)
    {
        await this.raw.SendCommandAsync(0x17, (byte[])[.. BitConverter.GetBytes(id), 0, 1, 0, 0, 0, .. parameters]);
        List<string> rows = [];
        RawPacket packet;
        do
        {
            packet = await this.ReadAsync();
            if (packet.IsError)
                return packet.ToString();
            if (!packet.IsOk || packet.Payload.Length < 7)
                packet = await this.ReadResultAsync(id, packet.Payload, rows);
        }
        while (!packet.IsError && (Status(packet) & 0x08) != 0);
        string read = string.Join("; ", rows);
        this.Transcript.Add(read);
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => this.raw.Dispose();

    /// <returns>The packet that ends the result.</returns>
    private async Task<RawPacket> ReadResultAsync(uint id, byte[] head, List<string> rows)
    {
        this.WasTold = head[^1] == 1;
        if (this.WasTold)
            this.known[id] = await this.ReadColumnsAsync(head[0]);
        RawPacket packet = await this.ReadAsync();
        Assert.IsTrue(packet.IsEof, packet.ToString());
        while (!(packet = await this.ReadAsync()).IsEof && !packet.IsError)
            rows.Add(ReadRow(packet.Payload, this.known[id]));
        return packet;
    }

    private async Task<List<Column>> ReadColumnsAsync(int count)
    {
        List<Column> columns = [];
        for (int i = 0; i < count; i++)
            columns.Add(Column.Parse((await this.ReadAsync()).Payload));
        return columns;
    }

    private async Task<RawPacket> ReadAsync()
    {
        RawPacket packet = await this.raw.ReadPacketAsync();
        this.Transcript.Add($"{packet.Sequence} {Convert.ToHexString(packet.Payload)}");
        return packet;
    }

    private static ushort Status(RawPacket packet) => BitConverter.ToUInt16(packet.Payload, 3);

    private static string ReadRow(byte[] row, List<Column> columns)
    {
        List<string> values = [];
        int position = 1 + ((columns.Count + 9) / 8);
        for (int i = 0; i < columns.Count; i++)
        {
            bool isNull = (row[1 + ((i + 2) / 8)] & (1 << ((i + 2) % 8))) != 0;
            values.Add($"{columns[i].Name} {columns[i].TypeName} {(isNull ? "NULL" : columns[i].Read(row, ref position))}");
        }

        return string.Join(", ", values);
    }

    private sealed record Column(string Name, byte Type)
    {
        public string TypeName => this.Type switch { 3 => "INT", 8 => "BIGINT", 253 => "VAR_STRING", _ => $"type {this.Type}" };

        /// <summary>Catalog, schema, table, its own name, name, its own name: strings below 251 bytes; then 0x0C, 2 collation, 4
        /// length, 1 type.</summary>
        public static Column Parse(byte[] payload)
        {
            int position = 0;
            for (int i = 0; i < 4; i++)
                position += 1 + payload[position];
            string name = Encoding.UTF8.GetString(payload, position + 1, payload[position]);
            position += 1 + payload[position];
            position += 1 + payload[position];
            return new Column(name, payload[position + 7]);
        }

        public string Read(byte[] row, ref int position)
        {
            int from = position;
            int length = this.Type switch { 3 => 4, 8 => 8, _ => row[from] };
            position += this.Type is 3 or 8 ? length : 1 + length;
            if (position > row.Length)
                return "(behind the end of the row)";
            return this.Type switch
            {
                3 => BitConverter.ToInt32(row, from).ToString(CultureInfo.InvariantCulture),
                8 => BitConverter.ToInt64(row, from).ToString(CultureInfo.InvariantCulture),
                _ => Encoding.UTF8.GetString(row, from + 1, length),
            };
        }
    }
}
