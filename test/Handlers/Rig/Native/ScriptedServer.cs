using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Handlers.Tests.Rig.Quiet;

namespace SceNettyProxy.Handlers.Tests.Rig.Native;

/// <summary>A <see cref="ServerScript"/> for each connection of a loopback port, on a thread of its own. Ends with its disposal.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> connections = [];

    public ScriptedServer()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        listener.Dispose();
        foreach (Socket connection in connections)
            connection.Dispose();
    }

    private static void Start(Action run)
    {
        Thread thread = new(() =>
        {
            try
            {
                run();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        thread.IsBackground = true;
        thread.Start();
    }

    private void Accept()
    {
        while (true)
        {
            Socket connection = listener.Accept();
            connection.NoDelay = true;
            connections.Add(connection);
            Start(() => Serve(connection));
        }
    }

    private static void Serve(Socket connection)
    {
        ServerScript script = new();
        byte[] received = new byte[65_536];
        int count = 0;
        while (true)
        {
            while (script.TryTake(out byte[]? answer))
                connection.Send(answer);
            int got = connection.Receive(received, count, received.Length - count, SocketFlags.None);
            if (got == 0)
                return;
            count += got;
            int taken = script.Receive(received.AsSpan(0, count));
            received.AsSpan(taken, count - taken).CopyTo(received);
            count -= taken;
        }
    }
}
