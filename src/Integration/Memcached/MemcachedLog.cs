using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.Memcached;

internal static partial class MemcachedLog
{
    [LoggerMessage(1750, LogLevel.Warning, "memcached {Server} is left out: {Reason}")]
    public static partial void ServerOut(ILogger logger, MemcachedServer server, string reason);

    [LoggerMessage(1751, LogLevel.Information, "memcached {Server} answers again")]
    public static partial void ServerBack(ILogger logger, MemcachedServer server);

    [LoggerMessage(1752, LogLevel.Information, "Sessions of {Database}: the total was {Total} and is now {Sum}, what the proxies have")]
    public static partial void Corrected(ILogger logger, string database, long total, long sum);

    [LoggerMessage(1753, LogLevel.Warning, "{What} was put off: {Reason}")]
    public static partial void PutOff(ILogger logger, string what, string reason);

    [LoggerMessage(1754, LogLevel.Error, "The count of {Database} has failed")]
    public static partial void CountFailed(ILogger logger, string database, Exception exception);
}
