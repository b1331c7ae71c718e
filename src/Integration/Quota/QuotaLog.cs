using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.Quota;

internal static partial class QuotaLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Quotas of {Database} cannot be measured at {Server}: {Problem}")]
    public static partial void NotMeasured(ILogger logger, string database, string server, string problem);

    [LoggerMessage(2102, LogLevel.Information, "Quotas of {Database} are measured again")]
    public static partial void MeasuredAgain(ILogger logger, string database);

    [LoggerMessage(2103, LogLevel.Warning, "{Database} is over its quota: {Reason}; {Verbs} is forbidden on {Target}")]
    public static partial void Forbidden(ILogger logger, string database, string reason, string verbs, string target);

    [LoggerMessage(2104, LogLevel.Information, "{Database} is within its quota again: lifted is {Reason}")]
    public static partial void Lifted(ILogger logger, string database, string reason);

    [LoggerMessage(2105, LogLevel.Error, "Forbids for quotas of {Database} cannot be kept: {Problem}")]
    public static partial void NotKept(ILogger logger, string database, string problem);

    [LoggerMessage(2106, LogLevel.Error, "Watching the quotas failed")]
    public static partial void RunFailed(ILogger logger, Exception exception);
}
