namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>What a watch tells (Watcher.Event.EventType); -1 is no news of a node.</summary>
public enum WatchEventType
{
    None = -1,
    Created = 1,
    Deleted = 2,
    DataChanged = 3,
    ChildrenChanged = 4,
}
