using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

internal static partial class ZooKeeperLog
{
    [LoggerMessage(2201, LogLevel.Information, "ZooKeeper: connected to {Server}, session 0x{SessionId:x} (new: {IsNew}), {Watches} watches set again")]
    public static partial void Connected(ILogger logger, ServerAddress server, long sessionId, bool isNew, int watches);

    [LoggerMessage(2202, LogLevel.Warning, "ZooKeeper: connection to {Server} lost: {Reason} {Detail}")]
    public static partial void ConnectionLost(ILogger logger, ServerAddress server, CloseReason reason, string detail);

    [LoggerMessage(2203, LogLevel.Debug, "ZooKeeper: no session with {Server}: {Reason} {Detail}")]
    public static partial void NoConnection(ILogger logger, ServerAddress server, CloseReason reason, string detail);

    [LoggerMessage(2204, LogLevel.Warning, "ZooKeeper: session 0x{SessionId:x} has expired; a new one begins")]
    public static partial void SessionExpired(ILogger logger, long sessionId);

    [LoggerMessage(2205, LogLevel.Error, "ZooKeeper: {Server} refused the user; nothing is tried again before a restart")]
    public static partial void AuthFailed(ILogger logger, ServerAddress server);

    [LoggerMessage(2207, LogLevel.Warning, "ZooKeeper: none of {Count} servers takes a session, the last one: {Reason} {Detail}; trying on")]
    public static partial void Unreachable(ILogger logger, int count, CloseReason reason, string detail);

    [LoggerMessage(2206, LogLevel.Error, "ZooKeeper: a subscriber failed")]
    public static partial void SubscriberFailed(ILogger logger, Exception exception);
}
