using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Integration.Tests.ZooKeeper;

/// <summary>
/// A real server as it was before 3.6: requests of the types addWatch (106), setWatches2 (105) and multiRead (22) are answered
/// with Unimplemented, and the connection is closed behind that, as UnimplementedRequestProcessor does. The rest is relayed.
/// </summary>
internal sealed class OldZooKeeperRelay : IAsyncDisposable
{
    private const int Unimplemented = -6;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> connections = [];
    private readonly int target;
    private readonly Task accepting;

    private OldZooKeeperRelay(int target)
    {
        this.target = target;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        listener.Listen(16);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public static OldZooKeeperRelay Start(int target) => new(target);

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
                connections.Add(ServeAsync(await listener.AcceptAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The relay is being closed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var toClient = new NetworkStream(client, ownsSocket: true);
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            using var toServer = new NetworkStream(server);
            Task answers = toServer.CopyToAsync(toClient, ended.Token);
            await RelayRequestsAsync(toClient, toServer, ended.Token);
            await ended.CancelAsync();
            await answers;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone; so is the connection.
        }
    }

    private static async Task RelayRequestsAsync(NetworkStream client, NetworkStream server, CancellationToken cancellation)
    {
        byte[] length = new byte[4];
        for (bool isConnect = true; ; isConnect = false)
        {
            await client.ReadExactlyAsync(length, cancellation);
            byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            await client.ReadExactlyAsync(frame, cancellation);
            if (!isConnect && BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) is 106 or 105 or 22)
            {
                byte[] answer = new byte[20];
                BinaryPrimitives.WriteInt32BigEndian(answer, 16);
                frame.AsSpan(0, 4).CopyTo(answer.AsSpan(4));
                BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(16), Unimplemented);
                await client.WriteAsync(answer, cancellation);
                return;
            }

            await server.WriteAsync((byte[])[.. length, .. frame], cancellation);
        }
    }
}
