using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SceNettyProxy.Testing.Network;

/// <summary>
/// A TCP relay on loopback with faults on request: it can stop forwarding without closing, delay, swallow and cut.
/// Faults apply to all connections at once. All members may be used from any thread.
/// </summary>
public sealed class TestRelay : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly IPEndPoint target;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<RelayedConnection, Task> connections = new();
    private readonly Task accepting;
    private readonly RelayDirection toServer = new();
    private readonly RelayDirection toClient = new();

    private TestRelay(Socket listener, IPEndPoint target)
    {
        this.listener = listener;
        this.target = target;
        this.accepting = this.AcceptAsync();
    }

    /// <summary>The loopback port that the relay listens on.</summary>
    public int Port => ((IPEndPoint)this.listener.LocalEndPoint!).Port;

    /// <summary>The faults and the counter of the bytes from clients to the server.</summary>
    public RelayDirection ToServer => this.toServer;

    /// <summary>The faults and the counter of the bytes from the server to clients.</summary>
    public RelayDirection ToClient => this.toClient;

    /// <summary>How many connections are open now.</summary>
    public int ConnectionCount => this.connections.Count;

    /// <summary>Starts a relay to a loopback port. It connects to the target when a client connects, not before.</summary>
    public static TestRelay Start(int targetPort)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        listener.Listen(512);
        return new TestRelay(listener, new IPEndPoint(IPAddress.Loopback, targetPort));
    }

    /// <summary>Resets every open connection on both sides; new ones are served.</summary>
    public void CutAll()
    {
        foreach (var connection in this.connections.Keys)
            connection.Reset();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await this.stop.CancelAsync();
        this.listener.Dispose();
        this.CutAll();
        await this.accepting;
        await Task.WhenAll(this.connections.Values);
        this.stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await this.listener.AcceptAsync(this.stop.Token);
                var connection = new RelayedConnection(client, this.toServer, this.toClient);
                // Registered before it runs, so that the removal at its end finds it.
                var start = new TaskCompletionSource();
                this.connections[connection] = this.ServeAsync(connection, start.Task);
                start.SetResult();
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The relay is being closed.
        }
    }

    private async Task ServeAsync(RelayedConnection connection, Task registered)
    {
        await registered;
        try
        {
            await connection.RunAsync(this.target, this.stop.Token);
        }
        finally
        {
            this.connections.TryRemove(connection, out _);
        }
    }
}
