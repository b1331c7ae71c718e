using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>A watch that a request asks for.</summary>
/// <param name="Path">As the server names it.</param>
/// <param name="OnOk">The kind where the request succeeds.</param>
/// <param name="OnNoNode">The kind where there is no such node; null for none.</param>
internal readonly record struct RequestedWatch(string Path, WatchKind OnOk, WatchKind? OnNoNode = null)
{
    public WatchKind? KindAfter(ZooKeeperError error) => error switch
    {
        ZooKeeperError.Ok => OnOk,
        ZooKeeperError.NoNode => OnNoNode,
        _ => null,
    };
}
