using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Integration.Tests.Statistics;

/// <summary>
/// A relay that ends a connection at a chosen request: before the server gets it, or when the server has answered and the client does
/// not know. One connection at a time.
/// </summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    /// <summary>A packet of three bytes that says to have number 77.</summary>
    private static readonly byte[] Garbage = [3, 0, 0, 77, 0xDE, 0xAD, 0xFF];

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int target;
    private readonly Func<ReadOnlyMemory<byte>, int, RelayCut> decide;
    private readonly Task serving;
    private int cuts;
    private int requests;

    /// <param name="target">The server's port.</param>
    /// <param name="decide">Gets a request and its number, from 0 over all connections.</param>
    public CuttingRelay(int target, Func<ReadOnlyMemory<byte>, int, RelayCut> decide)
    {
        this.target = target;
        this.decide = decide;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        listener.Listen();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>How often it has cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync();
                using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, target);
                try
                {
                    await RelayAsync(client, server);
                }
                catch (SocketException)
                {
                    // One end is gone, and the other one goes with it.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>The protocol takes turns, and the server begins.</summary>
    private async Task RelayAsync(Socket client, Socket server)
    {
        byte[] buffer = new byte[1024 * 1024];
        while (true)
        {
            int answer = await server.ReceiveAsync(buffer);
            if (answer == 0)
                return;
            await client.SendAsync(buffer.AsMemory(0, answer));
            // The rest of an answer comes before the next request.
            while (!client.Poll(0, SelectMode.SelectRead))
            {
                if (server.Poll(1000, SelectMode.SelectRead))
                {
                    answer = await server.ReceiveAsync(buffer);
                    if (answer == 0)
                        return;
                    await client.SendAsync(buffer.AsMemory(0, answer));
                }
            }

            int request = await client.ReceiveAsync(buffer);
            if (request == 0)
                return;
            RelayCut cut = decide(buffer.AsMemory(0, request), requests++);
            if (cut != RelayCut.BeforeTheServer)
                await server.SendAsync(buffer.AsMemory(0, request));
            if (cut is RelayCut.BehindTheServer or RelayCut.BehindGarbage)
                await server.ReceiveAsync(buffer);
            if (cut == RelayCut.BehindGarbage)
                await client.SendAsync(Garbage);
            if (cut != RelayCut.None)
            {
                Interlocked.Increment(ref cuts);
                return;
            }
        }
    }
}
