using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(1001, LogLevel.Information, "Listener {Name} open on {Address}, served by {Workers}")]
    public static partial void ListenerOpen(ILogger logger, string name, string? address, string workers);

    [LoggerMessage(1002, LogLevel.Information, "Started")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(1003, LogLevel.Information, "Stopping")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(1004, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1005, LogLevel.Warning, "The service manager could not be told {State}")]
    public static partial void NotifyFailed(ILogger logger, string state, Exception exception);

    [LoggerMessage(1006, LogLevel.Information, "Transport {Name}")]
    public static partial void Transport(ILogger logger, string name);

    [LoggerMessage(1007, LogLevel.Information, "Transport {Name}; what is better cannot be used here: {Reason}")]
    public static partial void TransportFallback(ILogger logger, string name, string reason);

    [LoggerMessage(1010, LogLevel.Information, "Configuration read again from {File}")]
    public static partial void Reloaded(ILogger logger, string file);

    [LoggerMessage(1011, LogLevel.Error, "Configuration in {File} has {Count} errors; the running one stays in force")]
    public static partial void ReloadInvalid(ILogger logger, string file, int count);

    [LoggerMessage(1012, LogLevel.Error, "{File}: {Path}: {Message}")]
    public static partial void ReloadError(ILogger logger, string file, string path, string message);

    [LoggerMessage(1013, LogLevel.Warning, "{Path} has changed: this needs a restart")]
    public static partial void RestartNeeded(ILogger logger, string path);
}
