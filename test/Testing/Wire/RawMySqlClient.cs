using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SceNettyProxy.Testing.Wire;

/// <summary>
/// A client that sends whatever a test wants: any sequence number, any length, any fragmentation. Deliberately simple, and
/// independent of the project's codecs, so that it can check them. Reads end after 15 s. Not safe for concurrent use.
/// </summary>
public sealed class RawMySqlClient : IDisposable
{
    private const int HeaderLength = 4;
    private const byte QueryCommand = 0x03;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Socket socket;

    private RawMySqlClient(Socket socket) => this.socket = socket;

    /// <summary>The greeting that <see cref="ReadGreetingAsync"/> or <see cref="LoginAsync"/> has read.</summary>
    public RawGreeting? Greeting { get; private set; }

    /// <summary>Bytes that the kernel took so far.</summary>
    public long SentBytes { get; private set; }

    /// <summary>Bytes that were received so far.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>Opens the TCP connection and nothing more.</summary>
    /// <param name="port">Loopback port.</param>
    /// <param name="receiveBuffer">Bytes of the kernel's receive buffer; small for a client that shall not read. 0 = the system's.</param>
    public static async Task<RawMySqlClient> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawMySqlClient(socket);
    }

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="InvalidOperationException">The login was refused.</exception>
    public static async Task<RawMySqlClient> OpenAsync(int port, string user, string password, string database)
    {
        var client = await ConnectAsync(port);
        var answer = await client.LoginAsync(user, password, database);
        return answer.IsOk ? client : throw new InvalidOperationException($"Login refused: {answer}");
    }

    /// <summary>Reads the first packet.</summary>
    public async Task<RawGreeting> ReadGreetingAsync()
    {
        var packet = await this.ReadPacketAsync();
        if (packet.IsError)
            throw new InvalidOperationException($"No greeting but {packet}");
        return this.Greeting = RawGreeting.Parse(packet.Payload);
    }

    /// <summary>Reads the greeting, sends a native-password login, follows one auth switch; returns the OK or the error.</summary>
    public async Task<RawPacket> LoginAsync(string user, string password, string database, uint capabilities = RawLogin.DefaultCapabilities)
    {
        var greeting = this.Greeting ?? await this.ReadGreetingAsync();
        await this.SendPacketAsync(1, RawLogin.Build(user, password, database, greeting.Scramble, capabilities));
        var answer = await this.ReadPacketAsync();
        if (answer.Payload[0] != 0xFE)
            return answer;
        // Auth switch: 0xFE, the plugin's name, a zero, 20 bytes of a new scramble, a zero.
        var scramble = answer.Payload.AsSpan(Array.IndexOf(answer.Payload, (byte)0) + 1, 20).ToArray();
        await this.SendPacketAsync((byte)(answer.Sequence + 1), RawLogin.NativeAnswer(password, scramble));
        return await this.ReadPacketAsync();
    }

    /// <summary>Sends one packet of less than 16 MiB with any sequence number.</summary>
    public Task SendPacketAsync(byte sequence, ReadOnlyMemory<byte> payload) =>
        this.SendBytesAsync(Frame(sequence, payload.Span));

    /// <summary>Sends a command without fragmentation: sequence number 0, the command's byte, its argument.</summary>
    public Task SendCommandAsync(byte command, ReadOnlySpan<byte> argument) =>
        this.SendPacketAsync(0, (byte[])[command, .. argument]);

    /// <summary>Sends COM_QUERY.</summary>
    public Task SendQueryAsync(string sql) => this.SendCommandAsync(QueryCommand, Encoding.UTF8.GetBytes(sql));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var sent = await this.socket.SendAsync(bytes);
            this.SentBytes += sent;
            bytes = bytes[sent..];
        }
    }

    /// <summary>Sends bytes in pieces, each in a segment of its own.</summary>
    public async Task SendInPiecesAsync(ReadOnlyMemory<byte> bytes, int pieceLength)
    {
        for (var from = 0; from < bytes.Length; from += pieceLength)
            await this.SendBytesAsync(bytes.Slice(from, Math.Min(pieceLength, bytes.Length - from)));
    }

    /// <summary>Reads one packet.</summary>
    /// <exception cref="EndOfStreamException">The connection was closed before or inside the packet.</exception>
    /// <exception cref="OperationCanceledException">Nothing came within 15 s.</exception>
    public async Task<RawPacket> ReadPacketAsync()
    {
        using var limit = new CancellationTokenSource(Deadline);
        var header = await this.ReadExactlyAsync(HeaderLength, limit.Token);
        var length = header[0] | (header[1] << 8) | (header[2] << 16);
        return new RawPacket(header[3], await this.ReadExactlyAsync(length, limit.Token));
    }

    /// <summary>Reads bytes that are no packet.</summary>
    /// <inheritdoc cref="ReadPacketAsync" path="/exception"/>
    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        using var limit = new CancellationTokenSource(Deadline);
        return await this.ReadExactlyAsync(count, limit.Token);
    }

    /// <summary>Runs a statement and returns every packet of its one answer: an OK, an error, or a result set with its two EOFs.</summary>
    public async Task<IReadOnlyList<RawPacket>> QueryAsync(string sql)
    {
        await this.SendQueryAsync(sql);
        return await this.ReadResponseAsync();
    }

    /// <summary>Reads one answer in the classic form with EOF packets.</summary>
    public async Task<IReadOnlyList<RawPacket>> ReadResponseAsync()
    {
        var packets = new List<RawPacket> { await this.ReadPacketAsync() };
        if (packets[0].IsOk || packets[0].IsError)
            return packets;
        for (var ends = 0; ends < 2;)
        {
            var packet = await this.ReadPacketAsync();
            packets.Add(packet);
            if (packet.IsError)
                return packets;
            if (packet.IsEof)
                ends++;
        }

        return packets;
    }

    /// <summary>The first column of the first row of a statement's result.</summary>
    /// <exception cref="InvalidOperationException">The answer is an error or has no row.</exception>
    public async Task<string> QueryScalarAsync(string sql)
    {
        var packets = await this.QueryAsync(sql);
        var definitionsEnd = packets.ToList().FindIndex(packet => packet.IsEof);
        if (definitionsEnd < 0 || packets.Count < definitionsEnd + 3)
            throw new InvalidOperationException($"No row: {packets[^1]}");
        // A value shorter than 251 bytes has one byte of length in front.
        var row = packets[definitionsEnd + 1].Payload;
        return Encoding.UTF8.GetString(row, 1, row[0]);
    }

    /// <summary>Reads on until the other side closes; true for an orderly end or a reset within the deadline.</summary>
    public async Task<bool> WaitForCloseAsync(TimeSpan deadline)
    {
        using var limit = new CancellationTokenSource(deadline);
        var buffer = new byte[64 * 1024];
        try
        {
            while (await this.socket.ReceiveAsync(buffer, limit.Token) is > 0 and var read)
                this.ReceivedBytes += read;

            return true;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Tells the other side that nothing more is sent; reading goes on.</summary>
    public void FinishSending() => this.socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with a reset.</summary>
    public void Reset() => this.socket.Close(0);

    /// <summary>A packet with its header.</summary>
    public static byte[] Frame(byte sequence, ReadOnlySpan<byte> payload) =>
        [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), sequence, .. payload];

    /// <inheritdoc/>
    public void Dispose() => this.socket.Dispose();

    private async Task<byte[]> ReadExactlyAsync(int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = await this.socket.ReceiveAsync(bytes.AsMemory(have), stop);
            if (read == 0)
                throw new EndOfStreamException($"Closed after {have} of {count} bytes");
            have += read;
            this.ReceivedBytes += read;
        }

        return bytes;
    }
}
