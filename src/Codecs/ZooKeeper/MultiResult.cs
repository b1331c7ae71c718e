namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>What one operation of a multi request answered.</summary>
/// <param name="Path">Of a create: the node that was created; else null.</param>
/// <param name="Stat">Of a setData; else null.</param>
public readonly record struct MultiResult(string? Path, NodeStat? Stat);
