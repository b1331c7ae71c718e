using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>The answer to getData.</summary>
/// <param name="Data">Empty where the node has none.</param>
[SuppressMessage("Performance", "CA1819", Justification = "The array is the caller's own.")]
public readonly record struct NodeData(byte[] Data, NodeStat Stat)
{
    /// <summary>Reads the answer: <c>buffer data, Stat stat</c>.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static NodeData Read(ref JuteReader reader)
    {
        byte[] data = reader.ReadBuffer().ToArray();
        return new NodeData(data, NodeStat.Read(ref reader));
    }
}
