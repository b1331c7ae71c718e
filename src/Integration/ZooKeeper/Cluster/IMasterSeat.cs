using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Cluster;

/// <summary>What lets a write be done by the master alone.</summary>
public interface IMasterSeat
{
    /// <summary>
    /// The condition that goes with a write of the master's in one multi request: it holds as long as the node by which this proxy
    /// is the master exists. Null where this proxy is not the master.
    /// </summary>
    CheckOperation? Condition { get; }
}
