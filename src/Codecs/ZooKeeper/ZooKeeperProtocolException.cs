using System.Diagnostics.CodeAnalysis;

namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// The peer sent bytes that are not the ZooKeeper protocol. The only exception that the readers of this namespace throw on
/// input, whatever the input is. The stream cannot be read any further. The message holds no data of the peer.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "An exception without a reason would say nothing.")]
public sealed class ZooKeeperProtocolException(string message) : Exception(message)
{
    [DoesNotReturn]
    internal static void Throw(string message) => throw new ZooKeeperProtocolException(message);
}
