namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>The answer to getChildren2.</summary>
/// <param name="Names">In no order.</param>
/// <param name="Stat">Of the parent, at the same moment.</param>
public readonly record struct NodeChildren(IReadOnlyList<string> Names, NodeStat Stat)
{
    /// <summary>Reads the answer: <c>vector&lt;ustring&gt; children, Stat stat</c>.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static NodeChildren Read(ref JuteReader reader)
    {
        string[] names = reader.ReadStrings();
        return new NodeChildren(names, NodeStat.Read(ref reader));
    }
}
