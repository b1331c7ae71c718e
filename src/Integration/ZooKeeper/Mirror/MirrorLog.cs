using Microsoft.Extensions.Logging;
using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

internal static partial class MirrorLog
{
    [LoggerMessage(2211, LogLevel.Information, "ZooKeeper: all below {Root} was read; {Changed} nodes differ from what was known")]
    public static partial void Walked(ILogger logger, string root, int changed);

    [LoggerMessage(2212, LogLevel.Warning, "ZooKeeper: {Root} cannot be read now: {Problem}")]
    public static partial void WalkFailed(ILogger logger, string root, string problem);

    [LoggerMessage(2213, LogLevel.Warning, "ZooKeeper: {Path} cannot be read: {Error}; what was known of it stays")]
    public static partial void Unreadable(ILogger logger, string path, ZooKeeperError error);

    [LoggerMessage(2214, LogLevel.Information, "ZooKeeper: the server has no recursive watches; each node below {Root} gets its own")]
    public static partial void WatchesEach(ILogger logger, string root);

    [LoggerMessage(2215, LogLevel.Error, "ZooKeeper: a subscriber of {Root} failed")]
    public static partial void SubscriberFailed(ILogger logger, string root, Exception exception);
}
