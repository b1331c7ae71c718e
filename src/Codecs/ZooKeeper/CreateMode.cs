namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>How a node is created; the flags of a create request.</summary>
public enum CreateMode
{
    Persistent = 0,

    /// <summary>The node goes with the session.</summary>
    Ephemeral = 1,

    /// <summary>The server appends ten digits, which rise with every change of the parent's children.</summary>
    PersistentSequential = 2,

    EphemeralSequential = 3,
}
