namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// What ZooKeeper keeps about a node; jute record Stat.
/// <code>
/// long czxid, long mzxid, long ctime, long mtime, int version, int cversion, int aversion,
/// long ephemeralOwner, int dataLength, int numChildren, long pzxid
/// </code>
/// </summary>
/// <param name="Czxid">The transaction that created the node.</param>
/// <param name="Mzxid">The transaction that last changed its data.</param>
/// <param name="Ctime">Milliseconds since 1970 at creation.</param>
/// <param name="Mtime">Milliseconds since 1970 at the last change of the data.</param>
/// <param name="Version">Changes of the data; what a conditional change compares.</param>
/// <param name="ChildrenVersion">Changes of the list of children (cversion).</param>
/// <param name="AclVersion">Changes of the ACL (aversion).</param>
/// <param name="EphemeralOwner">The session that an ephemeral node belongs to; else 0.</param>
/// <param name="DataLength">Bytes.</param>
/// <param name="ChildCount">How many children (numChildren).</param>
/// <param name="Pzxid">The transaction that last changed the list of children.</param>
public readonly record struct NodeStat(
    long Czxid,
    long Mzxid,
    long Ctime,
    long Mtime,
    int Version,
    int ChildrenVersion,
    int AclVersion,
    long EphemeralOwner,
    int DataLength,
    int ChildCount,
    long Pzxid)
{
    /// <summary>Reads the record.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is cut off.</exception>
    public static NodeStat Read(ref JuteReader reader) => new(
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt64(),
        reader.ReadInt32(),
        reader.ReadInt32(),
        reader.ReadInt64());
}
