using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(1020, LogLevel.Information, "Listener {Listener}: certificate files read again; they count for new clients")]
    public static partial void Reloaded(ILogger logger, string listener);

    [LoggerMessage(1021, LogLevel.Error, "Listener {Listener}: {Path}: {Message}; the certificate in use stays")]
    public static partial void Unusable(ILogger logger, string listener, string path, string message);

    [LoggerMessage(1022, LogLevel.Warning, "Listener {Listener}: {Path}: {Message}")]
    public static partial void Doubtful(ILogger logger, string listener, string path, string message);
}
