using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Integration.Tests.ZooKeeper;

/// <summary>
/// A server that takes any session and answers as a script wants: for what no real server does. Pings are answered; the
/// script gets each other request's connection, number and type.
/// </summary>
internal sealed class FakeZooKeeper : IAsyncDisposable
{
    public const int Auth = 100;
    private const int Ping = 11;
    private const int CloseSession = -11;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> connections = [];
    private readonly Func<Connection, int, int, Task> script;
    private readonly Task accepting;

    private FakeZooKeeper(Func<Connection, int, int, Task> script)
    {
        this.script = script;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        listener.Listen(16);
        accepting = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";

    public int ConnectionCount { get; private set; }

    public static FakeZooKeeper Start(Func<Connection, int, int, Task> script) => new(script);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync(stop.Token);
                connections.Add(ServeAsync(new Connection(socket, ++ConnectionCount)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The server is being closed.
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        using (connection)
        {
            try
            {
                await connection.ReadAsync(stop.Token);
                // Version 0, 4,000 ms, session 7, a password of 16 bytes, not read-only.
                await connection.SendAsync(
                    [0, 0, 0, 37, 0, 0, 0, 0, 0, 0, 0x0F, 0xA0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 16, .. new byte[16], 0]);
                while (true)
                {
                    byte[] frame = await connection.ReadAsync(stop.Token);
                    int xid = BinaryPrimitives.ReadInt32BigEndian(frame);
                    int type = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4));
                    if (type == Ping)
                        await connection.AnswerAsync(xid);
                    else if (type == CloseSession)
                        return;
                    else
                        await script(connection, xid, type);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has gone, or the script has closed the connection.
            }
        }
    }

    internal sealed class Connection(Socket socket, int number) : IDisposable
    {
        private readonly NetworkStream stream = new(socket, ownsSocket: true);

        /// <summary>From 1.</summary>
        public int Number => number;

        /// <summary>Answers with a header, and a record where there is no error.</summary>
        public Task AnswerAsync(int xid, int error = 0, params byte[] record)
        {
            byte[] header = new byte[20];
            BinaryPrimitives.WriteInt32BigEndian(header, 16 + record.Length);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), xid);
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(16), error);
            return SendAsync([.. header, .. record]);
        }

        /// <summary>Answers a getData: one byte of data, and a stat of zeros.</summary>
        public Task AnswerDataAsync(int xid, char data) => AnswerAsync(xid, 0, [0, 0, 0, 1, (byte)data, .. new byte[68]]);

        public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes);

        public async Task<byte[]> ReadAsync(CancellationToken cancellation)
        {
            byte[] length = new byte[4];
            await stream.ReadExactlyAsync(length, cancellation);
            byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await stream.ReadExactlyAsync(frame, cancellation);
            return frame;
        }

        public void Dispose() => stream.Dispose();
    }
}
