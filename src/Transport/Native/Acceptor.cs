using System.Net;

namespace SceNettyProxy.Transport.Native;

/// <summary>Takes a connection that waits at a listener, as <see cref="NativeSocket.Accept"/> does.</summary>
internal delegate int Acceptor(int descriptor, out EndPoint? remote, out int errno);
