using System.Net;
using System.Net.Sockets;

namespace SceNettyProxy.Testing.Network;

/// <summary>One client of a <see cref="TestRelay"/> and its connection to the server.</summary>
internal sealed class RelayedConnection(Socket client, RelayDirection toServer, RelayDirection toClient)
{
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Copies both ways until both sides have ended or one has failed; closes both sockets.</summary>
    public async Task RunAsync(IPEndPoint target, CancellationToken stop)
    {
        try
        {
            client.NoDelay = true;
            await this.server.ConnectAsync(target, stop);
            await Task.WhenAll(
                CopyAsync(client, this.server, toServer, stop),
                CopyAsync(this.server, client, toClient, stop));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One end is gone; so is the connection.
        }
        finally
        {
            client.Dispose();
            this.server.Dispose();
        }
    }

    /// <summary>Closes both sockets with a reset instead of an orderly end.</summary>
    public void Reset()
    {
        client.Close(0);
        this.server.Close(0);
    }

    private static async Task CopyAsync(Socket from, Socket to, RelayDirection direction, CancellationToken stop)
    {
        try
        {
            await direction.CopyAsync(
                memory => from.ReceiveAsync(memory, stop),
                async memory =>
                {
                    for (var rest = memory; rest.Length > 0;)
                        rest = rest[await to.SendAsync(rest, stop)..];
                },
                stop);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other direction would wait for ever on a connection that is half gone.
            from.Dispose();
            to.Dispose();
        }
    }
}
