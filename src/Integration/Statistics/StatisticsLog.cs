using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.Statistics;

internal static partial class StatisticsLog
{
    [LoggerMessage(2401, LogLevel.Information, "Statistics are written to {Table} from line {Sequence} of the log on")]
    public static partial void Writing(ILogger logger, string table, long sequence);

    [LoggerMessage(2402, LogLevel.Warning, "Statistics cannot be written to {Table}: {Problem}; the log keeps them, and it is tried again")]
    public static partial void NotWritten(ILogger logger, string table, string problem);

    [LoggerMessage(2403, LogLevel.Warning, "{Table} holds line {Written} of a log that ends at {Last}: the log is an older one, and what it gets from now on counts")]
    public static partial void OlderLog(ILogger logger, string table, long written, long last);
}
