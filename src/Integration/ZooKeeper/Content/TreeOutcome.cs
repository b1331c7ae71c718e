namespace SceNettyProxy.Integration.ZooKeeper.Content;

/// <summary>What writing did.</summary>
public enum TreeOutcome
{
    /// <summary>It was as it was to be.</summary>
    Unchanged,
    Created,
    Changed,
}
