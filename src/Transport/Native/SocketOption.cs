namespace SceNettyProxy.Transport.Native;

/// <summary>The numbers by which the kernel knows an option of a socket.</summary>
internal readonly record struct SocketOption(int Level, int Name);
