namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>A change or check of one node: a request of its own, or one of those that a multi request does all or none of.</summary>
/// <param name="Path">The node.</param>
public abstract record MultiOperation(string Path) : ZooKeeperRequest
{
    /// <summary>A version that every node has.</summary>
    public const int AnyVersion = -1;
}
