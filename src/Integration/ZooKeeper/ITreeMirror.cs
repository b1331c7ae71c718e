namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>
/// A copy of a subtree in memory. A node leaves it only when ZooKeeper has said that there is none; while there is no
/// connection it stays as it is, and after that it is compared with ZooKeeper. Any thread.
/// </summary>
public interface ITreeMirror
{
    /// <summary>All was read once. Stays true.</summary>
    bool IsComplete { get; }

    /// <summary>What is known now; empty before <see cref="IsComplete"/>.</summary>
    TreeSnapshot Current { get; }

    /// <summary>
    /// Raised after <see cref="Current"/> has changed, on a thread of the pool, one call at a time; the mirror goes on when
    /// the subscribers have returned.
    /// </summary>
    event Action<TreeChange>? Changed;
}
