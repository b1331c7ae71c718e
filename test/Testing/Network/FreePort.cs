using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SceNettyProxy.Testing.Network;

/// <summary>
/// Loopback ports for listeners. They lie below the ephemeral range (32768), so that no outgoing connection takes one
/// between the moment it was found free and the moment it is listened on.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int End = 20_000;

    /// <summary>A port that nothing listens on now.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
                return port;
        }
    }

    /// <summary>True when something listens on <paramref name="port"/>; asks the system and opens no connection.</summary>
    public static bool IsListenedOn(int port) =>
        Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);

    /// <summary>True when <paramref name="port"/> can be listened on.</summary>
    public static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
