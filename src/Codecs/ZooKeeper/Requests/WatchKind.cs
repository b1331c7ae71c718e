namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>Kinds of watches, in the order in which setWatches2 lists them; setWatches has the first three.</summary>
public enum WatchKind
{
    /// <summary>Once: the data or the deletion of a node.</summary>
    Data,

    /// <summary>Once: the creation of a node that was not there.</summary>
    Exists,

    /// <summary>Once: the list of children or the deletion of a node.</summary>
    Children,

    /// <summary>All of these, until the session ends.</summary>
    Persistent,

    /// <summary>The same of all nodes below, without the list of children.</summary>
    PersistentRecursive,
}
