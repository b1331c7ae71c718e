using System.Net.Sockets;

namespace SceNettyProxy.Transport.Native;

/// <summary>Errors of the kernel as the exceptions that the runtime's own sockets throw for them.</summary>
internal static class SocketErrors
{
    public static SocketException Exception(int errno, string call)
    {
        SocketError error = CodeOf(errno);
        // A number that has no code of its own must not be lost.
        return error == SocketError.SocketError
            ? new SocketException((int)error, $"{call} failed with error {errno}")
            : new SocketException((int)error);
    }

    public static SocketError CodeOf(int errno) => errno switch
    {
        Errno.OperationNotPermitted or Errno.PermissionDenied => SocketError.AccessDenied,
        Errno.Interrupted => SocketError.Interrupted,
        Errno.TryAgain => SocketError.WouldBlock,
        Errno.OutOfMemory or Errno.NoBufferSpace => SocketError.NoBufferSpaceAvailable,
        Errno.InvalidArgument => SocketError.InvalidArgument,
        Errno.TooManyFilesInSystem or Errno.TooManyFiles => SocketError.TooManyOpenSockets,
        Errno.BrokenPipe => SocketError.Shutdown,
        Errno.ProtocolNotSupported => SocketError.ProtocolNotSupported,
        Errno.FamilyNotSupported => SocketError.AddressFamilyNotSupported,
        Errno.AddressInUse => SocketError.AddressAlreadyInUse,
        Errno.AddressNotAvailable => SocketError.AddressNotAvailable,
        Errno.NetworkDown => SocketError.NetworkDown,
        Errno.NetworkUnreachable => SocketError.NetworkUnreachable,
        Errno.NetworkReset => SocketError.NetworkReset,
        Errno.ConnectionAborted => SocketError.ConnectionAborted,
        Errno.ConnectionReset => SocketError.ConnectionReset,
        Errno.IsConnected => SocketError.IsConnected,
        Errno.NotConnected => SocketError.NotConnected,
        Errno.TimedOut => SocketError.TimedOut,
        Errno.ConnectionRefused => SocketError.ConnectionRefused,
        Errno.HostDown => SocketError.HostDown,
        Errno.HostUnreachable => SocketError.HostUnreachable,
        Errno.InProgress => SocketError.InProgress,
        _ => SocketError.SocketError,
    };
}
