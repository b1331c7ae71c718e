using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SceNettyProxy.Transport.Native;

/// <summary>Non-blocking stream sockets as bare descriptors, which the caller owns and closes.</summary>
internal static unsafe class NativeSocket
{
    /// <summary>MSG_NOSIGNAL: a peer that is gone is an error, and no signal.</summary>
    public const int NoSignal = 0x4000;

    /// <summary>SOCK_NONBLOCK and SOCK_CLOEXEC, of every socket here.</summary>
    public const int AcceptFlags = NonBlocking | CloseOnExec;

    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int UnixDomain = 1;
    private const int Stream = 1;
    private const int ShutdownWrite = 1;
    private const int ShutdownBoth = 2;

    // The greatest address, that of a Unix domain socket, has 110 bytes.
    private const int MaxAddress = 128;

    private static readonly IPEndPoint AnyIPv4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint AnyIPv6 = new(IPAddress.IPv6Any, 0);
    private static readonly UnixDomainSocketEndPoint AnyUnix = new("/");

    /// <summary>A new socket. One for IPv6 takes IPv4 as well.</summary>
    /// <exception cref="SocketException">No descriptor can be had, or the family is not known.</exception>
    public static int Create(AddressFamily family)
    {
        int domain = family switch
        {
            AddressFamily.Unix => UnixDomain,
            AddressFamily.InterNetwork => 2,
            AddressFamily.InterNetworkV6 => 10,
            _ => throw new SocketException((int)SocketError.AddressFamilyNotSupported),
        };
        int descriptor = LibC.CreateSocket(domain, Stream | NonBlocking | CloseOnExec, 0);
        Check(descriptor, "socket");
        if (family == AddressFamily.InterNetworkV6)
            SocketOptions.Set(descriptor, SocketOptions.IPv6Only, 0);
        return descriptor;
    }

    /// <summary>Two Unix domain sockets that are connected to each other.</summary>
    /// <returns>0, or the number of the error.</returns>
    public static int Pair(int* descriptors) =>
        LibC.CreateSocketPair(UnixDomain, Stream | NonBlocking | CloseOnExec, 0, descriptors) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static void Bind(int descriptor, EndPoint address)
    {
        SocketAddress bytes = address.Serialize();
        fixed (byte* first = bytes.Buffer.Span)
            Check(LibC.Bind(descriptor, first, (uint)bytes.Size), "bind");
    }

    /// <exception cref="SocketException">The address is another's.</exception>
    public static void Listen(int descriptor, int backlog) => Check(LibC.Listen(descriptor, backlog), "listen");

    /// <summary>Takes a connection that waits.</summary>
    /// <returns>Its descriptor; or -1, and then <paramref name="errno"/> says why.</returns>
    public static int Accept(int descriptor, out EndPoint? remote, out int errno)
    {
        byte* address = stackalloc byte[MaxAddress];
        uint length = MaxAddress;
        int accepted = LibC.Accept(descriptor, address, &length, AcceptFlags);
        errno = accepted < 0 ? Marshal.GetLastPInvokeError() : 0;
        remote = accepted < 0 ? null : ReadAddress(address, length);
        return accepted;
    }

    /// <summary>Begins to connect.</summary>
    /// <returns>True when it is done already.</returns>
    /// <exception cref="SocketException">It failed already.</exception>
    public static bool Connect(int descriptor, EndPoint address)
    {
        SocketAddress bytes = address.Serialize();
        int result;
        fixed (byte* first = bytes.Buffer.Span)
            result = LibC.Connect(descriptor, first, (uint)bytes.Size);
        if (result == 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.InProgress ? false : throw SocketErrors.Exception(errno, "connect");
    }

    /// <summary>Bytes received, 0 at the end of the stream, or the negative number of the error.</summary>
    public static int Receive(int descriptor, ArraySegment<byte> into)
    {
        fixed (byte* first = into.AsSpan())
        {
            nint count = LibC.Receive(descriptor, first, (nuint)into.Count, 0);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes taken, or the negative number of the error.</summary>
    public static int Send(int descriptor, ArraySegment<byte> bytes)
    {
        fixed (byte* first = bytes.AsSpan())
        {
            nint count = LibC.Send(descriptor, first, (nuint)bytes.Count, NoSignal);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Bytes taken of several pieces, or the negative number of the error.</summary>
    public static long Send(int descriptor, MessageHeader* pieces)
    {
        // writev, with the flag that spares a library's user the SIGPIPE.
        nint taken = LibC.SendMessage(descriptor, pieces, NoSignal);
        return taken >= 0 ? taken : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Tells the peer that nothing more comes. A peer that is gone is no error.</summary>
    public static void FinishOutput(int descriptor) => _ = LibC.Shutdown(descriptor, ShutdownWrite);

    /// <summary>Ends the listening of a socket that stays open.</summary>
    public static void FinishListening(int descriptor) => _ = LibC.Shutdown(descriptor, ShutdownBoth);

    /// <exception cref="SocketException">The descriptor is no open socket.</exception>
    public static EndPoint LocalAddress(int descriptor)
    {
        byte* address = stackalloc byte[MaxAddress];
        uint length = MaxAddress;
        Check(LibC.GetLocalAddress(descriptor, address, &length), "getsockname");
        return ReadAddress(address, length);
    }

    /// <exception cref="SocketException">The socket is not connected.</exception>
    public static EndPoint RemoteAddress(int descriptor)
    {
        byte* address = stackalloc byte[MaxAddress];
        uint length = MaxAddress;
        Check(LibC.GetRemoteAddress(descriptor, address, &length), "getpeername");
        return ReadAddress(address, length);
    }

    public static void Close(int descriptor) => _ = LibC.Close(descriptor);

    // The runtime keeps addresses as the kernel has them.
    private static EndPoint ReadAddress(byte* address, uint length)
    {
        EndPoint prototype = *(ushort*)address switch
        {
            2 => AnyIPv4,
            10 => AnyIPv6,
            _ => AnyUnix,
        };
        SocketAddress bytes = new(prototype.AddressFamily, MaxAddress);
        new ReadOnlySpan<byte>(address, (int)length).CopyTo(bytes.Buffer.Span);
        bytes.Size = (int)length;
        return prototype.Create(bytes);
    }

    private static void Check(int result, string call)
    {
        if (result < 0)
            throw SocketErrors.Exception(Marshal.GetLastPInvokeError(), call);
    }
}
