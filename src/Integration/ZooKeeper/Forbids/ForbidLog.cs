using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Forbids;

internal static partial class ForbidLog
{
    [LoggerMessage(2321, LogLevel.Error, "{Path} is malformed ({Problem}): the forbids of this database stay as they were")]
    public static partial void Malformed(ILogger logger, string path, string problem);

    [LoggerMessage(2322, LogLevel.Error, "Forbids that are over cannot be erased in ZooKeeper: {Problem}")]
    public static partial void NotErased(ILogger logger, string problem);
}
