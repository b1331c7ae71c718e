using System.Net;
using System.Net.Sockets;

namespace SceNettyProxy.Integration.Tests.Memcached;

/// <summary>Listens where memcached should and answers whatever comes with what is no answer.</summary>
internal sealed class GarbageServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] answer;
    private int answered;

    public GarbageServer(int port, byte[] answer)
    {
        this.answer = answer;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>How often it has answered.</summary>
    public int Answered => Volatile.Read(ref answered);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            try
            {
                byte[] buffer = new byte[4096];
                while (await client.ReceiveAsync(buffer) > 0)
                {
                    Interlocked.Increment(ref answered);
                    await client.SendAsync(answer);
                }
            }
            catch (SocketException)
            {
                // The other side has had enough.
            }
        }
    }
}
