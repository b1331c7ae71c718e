using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Bootstrap.Hosting;

internal static partial class UsageLogLines
{
    public static void Write(ILogger logger, UsageNotice notice)
    {
        Action<ILogger, string, string> line = notice.Kind switch
        {
            UsageNoticeKind.PutAside => PutAside,
            UsageNoticeKind.TornLine => TornLine,
            UsageNoticeKind.BadLine => BadLine,
            UsageNoticeKind.Raised => Raised,
            UsageNoticeKind.LogMissing => LogMissing,
            UsageNoticeKind.CannotWrite => CannotWrite,
            UsageNoticeKind.CannotRemove => CannotRemove,
            _ => Recovered,
        };
        line(logger, notice.File, notice.Detail);
    }

    [LoggerMessage(1509, LogLevel.Error, "The usage of this month cannot be read: {Detail}; the network quota is not watched")]
    public static partial void MonthUnreadable(ILogger logger, string detail);

    [LoggerMessage(1501, LogLevel.Error, "{File}: the counters of usage cannot be read: {Detail}; counting goes on in a new file")]
    private static partial void PutAside(ILogger logger, string file, string detail);

    [LoggerMessage(1502, LogLevel.Warning, "{File}: {Detail}; what they held is closed again")]
    private static partial void TornLine(ILogger logger, string file, string detail);

    [LoggerMessage(1503, LogLevel.Error, "{File}: {Detail}; they are left out")]
    private static partial void BadLine(ILogger logger, string file, string detail);

    [LoggerMessage(1504, LogLevel.Warning, "{File}: {Detail}: they were raised to what the log says")]
    private static partial void Raised(ILogger logger, string file, string detail);

    [LoggerMessage(1505, LogLevel.Error, "{File}: {Detail}: usage since the last closed minute is in no log")]
    private static partial void LogMissing(ILogger logger, string file, string detail);

    [LoggerMessage(1506, LogLevel.Error, "{File}: usage cannot be written: {Detail}; it is counted on, and written when that is possible")]
    private static partial void CannotWrite(ILogger logger, string file, string detail);

    [LoggerMessage(1507, LogLevel.Warning, "{File}: cannot be removed: {Detail}")]
    private static partial void CannotRemove(ILogger logger, string file, string detail);

    [LoggerMessage(1508, LogLevel.Information, "{File}: the proxy before ended without closing its usage: {Detail}, which was done now")]
    private static partial void Recovered(ILogger logger, string file, string detail);
}
