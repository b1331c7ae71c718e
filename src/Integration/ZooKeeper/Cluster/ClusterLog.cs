using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Integration.ZooKeeper.Cluster;

internal static partial class ClusterLog
{
    [LoggerMessage(2331, LogLevel.Information, "This proxy is {Path} in ZooKeeper, its node in connection ids is {Node}")]
    public static partial void Joined(ILogger logger, string path, int? node);

    [LoggerMessage(2332, LogLevel.Information, "This proxy {State}")]
    public static partial void Mastership(ILogger logger, string state);

    [LoggerMessage(2333, LogLevel.Error, "The proxy {Name} cannot join the others: {Problem}")]
    public static partial void NotJoined(ILogger logger, string name, string problem);

    [LoggerMessage(2334, LogLevel.Error, "The node {Node} in connection ids is another proxy's too: session.node of one of them has to change")]
    public static partial void NodeInUse(ILogger logger, int node);

    [LoggerMessage(2335, LogLevel.Warning, "The node {Before} in connection ids is another proxy's now; this one goes on with {Now}")]
    public static partial void NodeChanged(ILogger logger, int before, int? now);
}
