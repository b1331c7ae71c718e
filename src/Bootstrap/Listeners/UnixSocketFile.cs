using System.Net.Sockets;

namespace SceNettyProxy.Bootstrap.Listeners;

/// <summary>The file of a Unix domain socket on which clients connect.</summary>
internal static class UnixSocketFile
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // ENXIO of the kernel, as the runtime passes it on.
    private const int NoSuchDeviceOrAddress = 6;

    /// <summary>Removes what a proxy left that ended without closing; a socket that somebody listens at stays.</summary>
    /// <exception cref="UnauthorizedAccessException">The file may not be removed.</exception>
    public static void RemoveStale(string path)
    {
        // A file of another kind refuses like a socket that nobody listens at.
        if (!IsSocket(path))
            return;
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
        catch (SocketException)
        {
            // Not ours to know: to bind it says what is wrong.
        }
    }

    /// <summary>
    /// Lets every user of the machine connect, as MySQL does: who may log in is the database's matter. The folder's permissions
    /// narrow it.
    /// </summary>
    public static void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Everybody);
    }

    // Only a socket cannot be opened at all; to be asked for both ways keeps a pipe from waiting for its other end.
    private static bool IsSocket(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return e.HResult == NoSuchDeviceOrAddress;
        }
    }
}
