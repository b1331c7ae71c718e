using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>Options of a socket, as the kernel numbers them.</summary>
internal static unsafe class SocketOptions
{
    public static readonly SocketOption ReuseAddress = new(SocketLevel, 2);
    public static readonly SocketOption Error = new(SocketLevel, 4);
    public static readonly SocketOption SendBuffer = new(SocketLevel, 7);
    public static readonly SocketOption ReceiveBuffer = new(SocketLevel, 8);
    public static readonly SocketOption KeepAlive = new(SocketLevel, 9);
    public static readonly SocketOption Linger = new(SocketLevel, 13);
    public static readonly SocketOption ReusePort = new(SocketLevel, 15);
    public static readonly SocketOption NoDelay = new(TcpLevel, 1);
    public static readonly SocketOption UserTimeout = new(TcpLevel, 18);
    public static readonly SocketOption IPv6Only = new(IPv6Level, 26);

    private const int SocketLevel = 1;
    private const int TcpLevel = 6;
    private const int IPv6Level = 41;

    /// <exception cref="SocketException">The socket does not know the option, or is closed.</exception>
    public static int Get(int descriptor, SocketOption option)
    {
        int value = 0;
        uint length = sizeof(int);
        return LibC.GetOption(descriptor, option.Level, option.Name, (byte*)&value, &length) == 0
            ? value
            : throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "getsockopt");
    }

    /// <exception cref="SocketException">The socket does not know the option, or is closed.</exception>
    public static void Set(int descriptor, SocketOption option, int value)
    {
        if (LibC.SetOption(descriptor, option.Level, option.Name, (byte*)&value, sizeof(int)) < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "setsockopt");
    }

    /// <summary>SO_LINGER: seconds, or -1 where it is off.</summary>
    public static int GetLinger(int descriptor)
    {
        // struct linger: two whole numbers, on and seconds.
        int* linger = stackalloc int[2];
        uint length = 2 * sizeof(int);
        if (LibC.GetOption(descriptor, Linger.Level, Linger.Name, (byte*)linger, &length) < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "getsockopt");
        return linger[0] == 0 ? -1 : linger[1];
    }

    /// <inheritdoc cref="GetLinger"/>
    public static void SetLinger(int descriptor, int seconds)
    {
        int* linger = stackalloc int[2];
        linger[0] = seconds < 0 ? 0 : 1;
        linger[1] = Math.Max(seconds, 0);
        if (LibC.SetOption(descriptor, Linger.Level, Linger.Name, (byte*)linger, 2 * sizeof(int)) < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), "setsockopt");
    }
}
