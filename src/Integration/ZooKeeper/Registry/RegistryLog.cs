using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

internal static partial class RegistryLog
{
    [LoggerMessage(2311, LogLevel.Information, "Registry in ZooKeeper: {Databases} databases; {Added} added, {Changed} changed, {Removed} removed")]
    public static partial void Applied(ILogger logger, int databases, int added, int changed, int removed);

    [LoggerMessage(2312, LogLevel.Error, "{Path}: {Message}; what was good before stays in force")]
    public static partial void Malformed(ILogger logger, string path, string message);

    [LoggerMessage(2313, LogLevel.Warning, "Database {Database} is not whole in ZooKeeper and is left as it was: {Missing} missing")]
    public static partial void NotWhole(ILogger logger, string database, string missing);

    [LoggerMessage(2314, LogLevel.Error, "{Path} does not exist in ZooKeeper: the registry stays as it is")]
    public static partial void NoTree(ILogger logger, string path);

    [LoggerMessage(2315, LogLevel.Error, "Reading the registry in ZooKeeper failed")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(2316, LogLevel.Information, "{Path} can be read again")]
    public static partial void Repaired(ILogger logger, string path);
}
