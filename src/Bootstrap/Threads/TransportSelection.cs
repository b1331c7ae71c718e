using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Hosting;
using SceNettyProxy.Transport;
using SceNettyProxy.Transport.Epoll;

namespace SceNettyProxy.Bootstrap.Threads;

/// <summary>Which transport a name in <c>transport</c> means on this machine.</summary>
internal static class TransportSelection
{
    /// <summary>The best one that works here.</summary>
    public const string Automatic = "auto";

    public static readonly IReadOnlyList<string> Names = [Automatic, EpollTransport.TransportName, SocketTransport.TransportName];

    /// <param name="name">One of <see cref="Names"/>, that works here.</param>
    /// <param name="logger">Is told which one it is, and why not a better one.</param>
    public static ITransport Create(string name, ILogger logger)
    {
        string? reason = null;
        ITransport transport = name switch
        {
            SocketTransport.TransportName => new SocketTransport(),
            Automatic when !EpollTransport.IsSupported(out reason) => new SocketTransport(),
            _ => new EpollTransport(),
        };
        if (reason is null)
            HostLog.Transport(logger, transport.Name);
        else
            HostLog.TransportFallback(logger, transport.Name, reason);
        return transport;
    }
}
