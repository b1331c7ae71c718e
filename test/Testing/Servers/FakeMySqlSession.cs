using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Testing.Servers;

/// <summary>One connection of a <see cref="FakeMySqlServer"/>, as its script sees it.</summary>
public sealed class FakeMySqlSession : IDisposable
{
    private const byte Quit = 0x01;

    /// <summary>As a MariaDB server greets, without TLS, compression and DEPRECATE_EOF: results have the classic form.</summary>
    private const uint Capabilities = 0x80BF_F7DF & ~0x0000_0820u;

    private const uint ClientSsl = 0x0800;

    private readonly Socket socket;
    private readonly CancellationToken stop;
    private Stream stream;

    internal FakeMySqlSession(Socket socket, int number, CancellationToken stop)
    {
        this.socket = socket;
        this.stop = stop;
        this.Number = number;
        socket.NoDelay = true;
        this.stream = new NetworkStream(socket);
    }

    /// <summary>Which connection of the server this is, from 1.</summary>
    public int Number { get; }

    /// <summary>Cancelled when the server is closed; to wait for in a script that shall say nothing.</summary>
    public CancellationToken Stopped => this.stop;

    /// <summary>Greets and accepts whatever login comes.</summary>
    public async Task AcceptLoginAsync(string version = "5.5.5-10.11.14-MariaDB")
    {
        await this.SendPacketAsync(0, Greeting(version, this.Number));
        var login = await this.ReadPacketAsync();
        await this.SendPacketAsync((byte)(login.Sequence + 1), FakeMySqlServer.Ok);
    }

    /// <summary>A greeting with a fixed scramble.</summary>
    public static byte[] Greeting(string version, int connectionId, string plugin = "mysql_native_password", bool offersTls = false)
    {
        uint flags = offersTls ? Capabilities | ClientSsl : Capabilities;
        return
        [
            10, .. Encoding.ASCII.GetBytes(version), 0,
            .. BitConverter.GetBytes(connectionId),
            .. "abcdefgh"u8, 0,
            (byte)(flags & 0xFF), (byte)((flags >> 8) & 0xFF),
            45, 0x02, 0x00,
            (byte)((flags >> 16) & 0xFF), (byte)(flags >> 24),
            21, .. new byte[10],
            .. "ijklmnopqrst"u8, 0,
            .. Encoding.ASCII.GetBytes(plugin), 0,
        ];
    }

    /// <summary>What follows is inside TLS, with this certificate and its key.</summary>
    public async Task StartTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(this.stream);
        this.stream = tls;
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, this.stop);
    }

    /// <summary>Ends TLS with a close_notify. The connection stays open.</summary>
    public Task EndTlsAsync() => ((SslStream)this.stream).ShutdownAsync();

    /// <summary>Waits until the proxy has closed the connection, whatever it sends before.</summary>
    public async Task WaitForCloseAsync()
    {
        var rest = new byte[4096];
        try
        {
            while (await this.socket.ReceiveAsync(rest, this.stop) > 0)
            {
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed all the same.
        }
    }

    /// <summary>Sends one packet.</summary>
    public Task SendPacketAsync(byte sequence, ReadOnlyMemory<byte> payload) => this.SendAsync(RawMySqlClient.Frame(sequence, payload.Span));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await this.stream.WriteAsync(bytes, this.stop);
        await this.stream.FlushAsync(this.stop);
    }

    /// <summary>Answers a query with one row of one text column, in the classic form. The value is shorter than 251 bytes.</summary>
    public async Task SendTextRowAsync(string column, string value)
    {
        byte[] name = Encoding.UTF8.GetBytes(column), text = Encoding.UTF8.GetBytes(value);
        byte[] endOfPart = [0xFE, 0x00, 0x00, 0x02, 0x00];
        await this.SendPacketAsync(1, (byte[])[1]);
        // Catalog "def", four empty names around the column's; utf8mb4, 1024 bytes, VAR_STRING.
        await this.SendPacketAsync(2, (byte[])[3, .. "def"u8, 0, 0, 0, (byte)name.Length, .. name, 0, 12, 45, 0, 0, 4, 0, 0, 0xFD, 0, 0, 0, 0, 0]);
        await this.SendPacketAsync(3, endOfPart);
        await this.SendPacketAsync(4, (byte[])[(byte)text.Length, .. text]);
        await this.SendPacketAsync(5, endOfPart);
    }

    /// <summary>Says nothing until the server is closed.</summary>
    public Task StaySilentAsync() => Task.Delay(Timeout.Infinite, this.stop);

    /// <summary>Closes the connection; with a reset where asked.</summary>
    public void Close(bool reset = false) => this.socket.Close(reset ? 0 : -1);

    /// <inheritdoc/>
    public void Dispose()
    {
        this.stream.Dispose();
        this.socket.Dispose();
    }

    /// <summary>The next command without COM_QUIT; null at the end.</summary>
    internal async Task<byte[]?> ReadCommandAsync()
    {
        var command = new List<byte>();
        RawPacket packet;
        do
        {
            packet = await this.ReadPacketAsync();
            command.AddRange(packet.Payload);
        }
        while (packet.Payload.Length == 0xFF_FFFF);

        return command is [Quit] ? null : [.. command];
    }

    /// <summary>The next packet, whatever it is.</summary>
    public async Task<RawPacket> ReadPacketAsync()
    {
        var header = await this.ReadExactlyAsync(4);
        return new RawPacket(header[3], await this.ReadExactlyAsync(header[0] | (header[1] << 8) | (header[2] << 16)));
    }

    /// <summary>The next bytes, whatever they are.</summary>
    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = await this.stream.ReadAsync(bytes.AsMemory(have), this.stop);
            if (read == 0)
                throw new EndOfStreamException();
            have += read;
        }

        return bytes;
    }
}
