using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>Log lines about custom handlers: ids 1600 to 1699; the loader's are in Bootstrap.</summary>
internal static partial class CustomHandlerLog
{
    [LoggerMessage(1600, LogLevel.Error, "Handler {Name} failed ({Failures} failures since the last such line)")]
    public static partial void Failed(ILogger logger, string name, long failures, Exception exception);

    [LoggerMessage(1601, LogLevel.Warning, "Handler {Name} took {Milliseconds} ms ({Calls} slow calls since the last such line)")]
    public static partial void Slow(ILogger logger, string name, long milliseconds, long calls);

    [LoggerMessage(1602, LogLevel.Error, "Handler {Name} is fenced off after {Failures} failures in a row; what it would have seen is {Consequence}")]
    public static partial void Fenced(ILogger logger, string name, int failures, string consequence);

    [LoggerMessage(1603, LogLevel.Information, "Handler {Name} is in service again")]
    public static partial void Restored(ILogger logger, string name);
}
