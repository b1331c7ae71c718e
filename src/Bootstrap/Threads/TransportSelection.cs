using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Hosting;
using SceNettyProxy.Transport;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.IoUring;

namespace SceNettyProxy.Bootstrap.Threads;

/// <summary>Which transport a name in <c>transport</c> means on this machine.</summary>
internal static class TransportSelection
{
    /// <summary>The best one that works here.</summary>
    public const string Automatic = "auto";

    public static readonly IReadOnlyList<string> Names =
        [Automatic, IoUringTransport.TransportName, EpollTransport.TransportName, SocketTransport.TransportName];

    /// <summary>Whether a transport works on this machine; <see cref="Automatic"/> always does.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="reason">Why not, else null.</param>
    public static bool IsSupported(string name, out string? reason)
    {
        reason = null;
        return name switch
        {
            IoUringTransport.TransportName => IoUringTransport.IsSupported(out reason),
            EpollTransport.TransportName => EpollTransport.IsSupported(out reason),
            _ => true,
        };
    }

    /// <param name="name">One of <see cref="Names"/>, that works here.</param>
    /// <param name="logger">Is told which one it is, and why not a better one.</param>
    public static ITransport Create(string name, ILogger logger)
    {
        List<string> reasons = [];
        string chosen = name == Automatic ? Best(reasons) : name;
        if (reasons.Count == 0)
            HostLog.Transport(logger, chosen);
        else
            HostLog.TransportFallback(logger, chosen, string.Join("; ", reasons));
        return chosen switch
        {
            IoUringTransport.TransportName => new IoUringTransport(),
            EpollTransport.TransportName => new EpollTransport(),
            _ => new SocketTransport(),
        };
    }

    // The names stand from the best one on; the last works everywhere.
    private static string Best(List<string> reasons)
    {
        foreach (string name in Names.Skip(1))
        {
            if (IsSupported(name, out string? reason))
                return name;
            reasons.Add($"{name}: {reason}");
        }

        return SocketTransport.TransportName;
    }
}
