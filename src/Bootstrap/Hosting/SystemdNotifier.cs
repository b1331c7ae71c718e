using System.Net.Sockets;
using System.Text;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>
/// Tells the service manager the state of the service, as sd_notify(3) describes it: one datagram to the socket that
/// NOTIFY_SOCKET names. Does nothing where no socket is named. Any thread.
/// </summary>
/// <param name="socketPath">A path, or a name in the abstract name space that starts with @; null or empty for none.</param>
internal sealed class SystemdNotifier(string? socketPath)
{
    public const string SocketVariable = "NOTIFY_SOCKET";
    public const string Ready = "READY=1";
    public const string Stopping = "STOPPING=1";

    private const char AbstractMark = '@';

    /// <summary>Sends a state.</summary>
    /// <exception cref="SocketException">The socket is named and cannot be reached.</exception>
    public void Notify(string state)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        string path = socketPath[0] == AbstractMark ? '\0' + socketPath[1..] : socketPath;
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(path));
    }
}
