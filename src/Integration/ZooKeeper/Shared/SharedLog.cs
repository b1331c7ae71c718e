using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Shared;

internal static partial class SharedLog
{
    [LoggerMessage(2301, LogLevel.Warning, "ZooKeeper does not answer: databases and forbids are those that {Path} has kept since {Written:O}")]
    public static partial void FromFile(ILogger logger, string path, DateTimeOffset written);

    [LoggerMessage(2302, LogLevel.Error, "ZooKeeper does not answer, and there is no snapshot to begin with ({Path}): the start waits for it")]
    public static partial void Waiting(ILogger logger, string path);

    [LoggerMessage(2303, LogLevel.Error, "The snapshot {Path} cannot be used: {Problem}")]
    public static partial void FileUnreadable(ILogger logger, string path, string problem);

    [LoggerMessage(2304, LogLevel.Error, "The snapshot {Path} cannot be written: {Problem}")]
    public static partial void FileNotWritten(ILogger logger, string path, string problem);
}
